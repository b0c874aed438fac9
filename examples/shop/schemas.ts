import { type Static, t } from "bunsen";

export const Id = t.Integer({ minimum: 1 });

export const Product = t.Object(
  {
    id: Id,
    name: t.String(),
    priceCents: t.Integer(),
    stock: t.Integer(),
    tags: t.Array(t.String()),
  },
  { $id: "Product" },
);
export type Product = Static<typeof Product>;

const name = t.String({ minLength: 1, maxLength: 80 });
const priceCents = t.Integer({ minimum: 0, maximum: 100_000_00 });
const stock = { minimum: 0 };
const tags = { maxItems: 10 };
const Tag = t.String({ minLength: 1, maxLength: 20 });

export const NewProduct = t.Object(
  {
    name,
    priceCents,
    stock: t.Integer({ ...stock, default: 0 }),
    tags: t.Array(Tag, { ...tags, default: [] }),
  },
  { $id: "NewProduct" },
);
export type NewProduct = Static<typeof NewProduct>;

/** Has no defaults: what a change does not name stays as it is. */
export const ProductChanges = t.Partial(
  t.Object({ name, priceCents, stock: t.Integer(stock), tags: t.Array(Tag, tags) }),
  { $id: "ProductChanges" },
);

export const ProductSearch = t.Object({
  search: t.Optional(t.String({ maxLength: 80 })),
  maxPriceCents: t.Optional(t.Integer({ minimum: 0 })),
  page: t.Integer({ minimum: 1, default: 1 }),
  limit: t.Integer({ minimum: 1, maximum: 100, default: 20 }),
});
export type ProductSearch = Static<typeof ProductSearch>;

export const ProductPage = t.Object(
  { items: t.Array(Product), page: t.Integer(), limit: t.Integer(), total: t.Integer() },
  { $id: "ProductPage" },
);
export type ProductPage = Static<typeof ProductPage>;

const NewLine = t.Object({ productId: Id, quantity: t.Integer({ minimum: 1, maximum: 1000 }) });

export const NewOrder = t.Object(
  {
    email: t.String({ format: "email" }),
    lines: t.Array(NewLine, { minItems: 1, maxItems: 50 }),
    note: t.Optional(t.String({ maxLength: 500 })),
  },
  { $id: "NewOrder" },
);
export type NewOrder = Static<typeof NewOrder>;

export const Order = t.Object(
  {
    id: Id,
    email: t.String(),
    status: t.Union([t.Literal("open"), t.Literal("paid")]),
    placedAt: t.String({ format: "date-time" }),
    note: t.Union([t.String(), t.Null()]),
    lines: t.Array(
      t.Object({ productId: Id, name: t.String(), quantity: t.Integer(), priceCents: t.Integer() }),
    ),
    totalCents: t.Integer(),
  },
  { $id: "Order" },
);
export type Order = Static<typeof Order>;

export const SalesReport = t.Object(
  {
    orders: t.Integer(),
    revenueCents: t.Integer(),
    bestSellers: t.Array(
      t.Object({ productId: Id, name: t.String(), sold: t.Integer(), revenueCents: t.Integer() }),
    ),
  },
  { $id: "SalesReport" },
);
export type SalesReport = Static<typeof SalesReport>;
