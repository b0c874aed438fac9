import type { Database } from "bun:sqlite";
import { HttpError } from "bunsen";
import type { Products } from "./products.ts";
import type { NewOrder, Order, SalesReport } from "./schemas.ts";

type Row = Omit<Order, "lines" | "totalCents">;
type Line = Order["lines"][number];

export class Orders {
  readonly #database: Database;
  readonly #products: Products;

  constructor(database: Database, products: Products) {
    this.#database = database;
    this.#products = products;
  }

  find(id: number): Order {
    const row = this.#database.query<Row, [number]>("SELECT * FROM orders WHERE id = ?").get(id);
    if (row === null) throw new HttpError(404, `There is no order ${id}.`);
    const lines = this.#database
      .query<Line, [number]>(
        `SELECT productId, name, quantity, orderLines.priceCents AS priceCents
         FROM orderLines JOIN products ON products.id = productId WHERE orderId = ? ORDER BY productId`,
      )
      .all(id);
    return {
      ...row,
      lines,
      totalCents: lines.reduce((sum, line) => sum + line.quantity * line.priceCents, 0),
    };
  }

  /** Places an order and takes the goods from stock, or does neither. */
  place(order: NewOrder): Order {
    const place = this.#database.transaction(() => {
      const { lastInsertRowid } = this.#database
        .query("INSERT INTO orders (email, placedAt, note) VALUES (?, ?, ?)")
        .run(order.email, new Date().toISOString(), order.note ?? null);
      for (const line of order.lines) this.#take(Number(lastInsertRowid), line);
      return Number(lastInsertRowid);
    });
    return this.find(place());
  }

  #take(orderId: number, { productId, quantity }: NewOrder["lines"][number]): void {
    const product = this.#products.find(productId);
    if (product.stock < quantity) {
      throw new HttpError(409, `There are only ${product.stock} of ${product.name} left.`, {
        code: "out_of_stock",
      });
    }
    this.#database.query("UPDATE products SET stock = stock - ? WHERE id = ?").run(quantity, productId);
    this.#database
      .query(
        `INSERT INTO orderLines (orderId, productId, quantity, priceCents) VALUES (?, ?, ?, ?)
         ON CONFLICT (orderId, productId) DO UPDATE SET quantity = quantity + excluded.quantity`,
      )
      .run(orderId, productId, quantity, product.priceCents);
  }

  report(): SalesReport {
    const bestSellers = this.#database
      .query<SalesReport["bestSellers"][number], []>(
        `SELECT productId, name, sum(quantity) AS sold, sum(quantity * orderLines.priceCents) AS revenueCents
         FROM orderLines JOIN products ON products.id = productId
         GROUP BY productId ORDER BY sold DESC, productId LIMIT 5`,
      )
      .all();
    const totals = this.#database
      .query<{ orders: number; revenueCents: number | null }, []>(
        "SELECT count(DISTINCT orderId) AS orders, sum(quantity * priceCents) AS revenueCents FROM orderLines",
      )
      .get();
    return { orders: totals?.orders ?? 0, revenueCents: totals?.revenueCents ?? 0, bestSellers };
  }
}
