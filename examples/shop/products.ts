import type { Database } from "bun:sqlite";
import { HttpError } from "bunsen";
import type { NewProduct, Product, ProductPage, ProductSearch } from "./schemas.ts";

type Row = Omit<Product, "tags"> & { readonly tags: string };

/** The products of the shop. Rows are handed on whole: what a client may see of them is the schemas' business. */
export class Products {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  find(id: number): Product {
    const row = this.#database.query<Row, [number]>("SELECT * FROM products WHERE id = ?").get(id);
    if (row === null) throw new HttpError(404, `There is no product ${id}.`);
    return fromRow(row);
  }

  search({ search = "", maxPriceCents = Number.MAX_SAFE_INTEGER, page, limit }: ProductSearch): ProductPage {
    const where = "WHERE instr(lower(name), lower($search)) > 0 AND priceCents <= $maxPriceCents";
    const filter = { search, maxPriceCents };
    const rows = this.#database
      .query<Row, Record<string, string | number>>(
        `SELECT * FROM products ${where} ORDER BY id LIMIT $limit OFFSET $offset`,
      )
      .all({ ...filter, limit, offset: (page - 1) * limit });
    const counted = this.#database
      .query<{ total: number }, Record<string, string | number>>(
        `SELECT count(*) AS total FROM products ${where}`,
      )
      .get(filter);
    return { items: rows.map(fromRow), page, limit, total: counted?.total ?? 0 };
  }

  insert({ name, priceCents, stock, tags }: NewProduct): Product {
    const { lastInsertRowid } = this.#database
      .query("INSERT INTO products (name, priceCents, stock, tags) VALUES (?, ?, ?, ?)")
      .run(name, priceCents, stock, JSON.stringify(tags));
    return this.find(Number(lastInsertRowid));
  }

  update(id: number, changes: Partial<NewProduct>): Product {
    const { name, priceCents, stock, tags } = { ...this.find(id), ...changes };
    this.#database
      .query("UPDATE products SET name = ?, priceCents = ?, stock = ?, tags = ? WHERE id = ?")
      .run(name, priceCents, stock, JSON.stringify(tags), id);
    return this.find(id);
  }
}

const fromRow = (row: Row): Product => ({ ...row, tags: JSON.parse(row.tags) as string[] });
