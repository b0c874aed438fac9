/** The app in the picture of the docs: it has something for each part of the page. */
export const shop = `import { HttpError, app, t } from "bunsen";
import { bearer, cors, requestId } from "bunsen/middleware";
import { ConnectionPool } from "bunsen/pool";

const Product = t.Object({ id: t.Integer(), name: t.String(), priceCents: t.Integer() }, { $id: "Product" });
const products = [
  { id: 1, name: "Bunsen burner", priceCents: 4900 },
  { id: 2, name: "Beaker", priceCents: 900 },
];

export default app({ log: () => {}, performance: { fastPaths: ["/health"] } })
  .use(requestId(), cors())
  .provide("db", () => new ConnectionPool({ create: async () => ({ open: true }) }))
  .get("/health", "ok")
  .get("/products", { response: t.Array(Product) }, () => products)
  .get("/products/:id", { params: t.Object({ id: t.Integer() }), response: Product }, ({ params }) => {
    const found = products.find(({ id }) => id === params.id);
    if (found === undefined) throw new HttpError(404, \`There is no product \${params.id}.\`);
    return found;
  })
  .post("/products", { body: Product, response: { 201: Product } }, ({ body, reply }) => reply(201, body))
  .get("/report", { inject: ["db"], cache: { ttlSeconds: 60 } }, async ({ db }) => {
    await using lease = await db.acquire();
    return { isOpen: lease.value.open, sold: 12 };
  })
  .post("/thumbnails", { body: t.Array(t.Integer()), worker: true }, ({ body }) => body.length)
  .get("/broken", () => {
    throw new Error("<img src=x onerror=hacked()> & <script>hacked()</script>");
  })
  .group("/staff", (group) =>
    group
      .use(bearer({ verify: (token) => token === "demo" && { user: "ann" }, memo: { ttlSeconds: 60 } }))
      .get("/orders", ({ user }) => [{ id: 7, by: user }])
      .delete("/products/:id", () => undefined),
  );
`;
