import { Database } from "bun:sqlite";

/** Opens the shop's database, `SHOP_DB` or in memory, with tables and, when it is empty, something to sell. */
export function openDatabase(file: string = process.env.SHOP_DB ?? ":memory:"): Database {
  const database = new Database(file, { create: true, strict: true });
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA foreign_keys = ON");
  database.run(`
    CREATE TABLE IF NOT EXISTS products (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      priceCents INTEGER NOT NULL,
      stock INTEGER NOT NULL CHECK (stock >= 0),
      tags TEXT NOT NULL,
      costCents INTEGER NOT NULL DEFAULT 0,
      supplierNote TEXT
    );
    CREATE TABLE IF NOT EXISTS orders (
      id INTEGER PRIMARY KEY,
      email TEXT NOT NULL,
      status TEXT NOT NULL DEFAULT 'open',
      placedAt TEXT NOT NULL,
      note TEXT
    );
    CREATE TABLE IF NOT EXISTS orderLines (
      orderId INTEGER NOT NULL REFERENCES orders (id),
      productId INTEGER NOT NULL REFERENCES products (id),
      quantity INTEGER NOT NULL,
      priceCents INTEGER NOT NULL,
      PRIMARY KEY (orderId, productId)
    );
  `);
  if (database.query("SELECT 1 FROM products LIMIT 1").get() === null) seed(database);
  return database;
}

/** What the products cost us, and whom we buy from, is nobody's business: the response schemas leave it out. */
function seed(database: Database): void {
  const insert = database.query(
    "INSERT INTO products (name, priceCents, stock, tags, costCents, supplierNote) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const goods: [name: string, priceCents: number, stock: number, tags: string[]][] = [
    ["Bunsen burner", 4900, 12, ["lab", "heat"]],
    ["Tripod", 1850, 40, ["lab"]],
    ["Wire gauze", 420, 200, ["lab", "heat"]],
    ["Beaker 250 ml", 690, 75, ["lab", "glass"]],
    ["Erlenmeyer flask 500 ml", 980, 60, ["lab", "glass"]],
    ["Crucible tongs", 1320, 25, ["lab", "heat"]],
    ["Safety goggles", 1150, 100, ["safety"]],
    ["Lab coat, size M", 3200, 18, ["safety"]],
  ];
  database.transaction(() => {
    for (const [name, priceCents, stock, tags] of goods) {
      insert.run(
        name,
        priceCents,
        stock,
        JSON.stringify(tags),
        Math.round(priceCents * 0.6),
        "Flame & Sons, 30 days",
      );
    }
  })();
}
