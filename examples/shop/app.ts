import { HttpError, app, middleware, t } from "bunsen";
import { openDatabase } from "./database.ts";
import { Orders } from "./orders.ts";
import { Products } from "./products.ts";
import {
  Id,
  NewOrder,
  NewProduct,
  Order,
  Product,
  ProductChanges,
  ProductPage,
  ProductSearch,
  SalesReport,
} from "./schemas.ts";

const database = openDatabase();
const products = new Products(database);
const orders = new Orders(database, products);

const ById = t.Object({ id: Id });

/** Lets in who knows the token. */
const staff = middleware({
  name: "staff",
  guards: true,
  security: [{ staff: { type: "http", scheme: "bearer" } }],
  errors: { unauthorized: 401 },
  before({ request }) {
    if (request.headers.get("authorization") === `Bearer ${process.env.STAFF_TOKEN ?? "demo"}`) return;
    throw new HttpError(401, "Send the staff token as a bearer token.", {
      headers: { "www-authenticate": "Bearer" },
    });
  },
});

const search = { summary: "Searches the products.", tags: ["products"] };
const find = { summary: "Finds a product.", tags: ["products"], errors: { not_found: 404 } };
const order = {
  summary: "Places an order.",
  tags: ["orders"],
  errors: { not_found: 404, out_of_stock: 409 },
};
const findOrder = { summary: "Finds an order.", tags: ["orders"], errors: { not_found: 404 } };
const add = { summary: "Adds a product.", tags: ["staff"] };
const change = { summary: "Changes a product.", tags: ["staff"], errors: { not_found: 404 } };
const report = { summary: "What was sold.", tags: ["staff"] };

const shop = app({
  limits: { bodyBytes: 64 * 1024 },
  docs: { title: "Shop", version: "1.0.0", tags: { staff: "For those who work here." } },
})
  .get("/health", "ok")
  .get("/products", { query: ProductSearch, response: ProductPage, docs: search }, ({ query }) =>
    products.search(query),
  )
  .get("/products/:id", { params: ById, response: Product, docs: find }, ({ params }) =>
    products.find(params.id),
  )
  .post("/orders", { body: NewOrder, response: { 201: Order }, docs: order }, ({ body, reply }) => {
    const placed = orders.place(body);
    return reply(201, placed, { location: `/orders/${placed.id}` });
  })
  .get("/orders/:id", { params: ById, response: Order, docs: findOrder }, ({ params }) =>
    orders.find(params.id),
  )
  .group("/staff", (group) =>
    group
      .use(staff)
      .post("/products", { body: NewProduct, response: { 201: Product }, docs: add }, ({ body, reply }) =>
        reply(201, products.insert(body)),
      )
      .patch(
        "/products/:id",
        { params: ById, body: ProductChanges, response: Product, docs: change },
        ({ params, body }) => products.update(params.id, body),
      )
      .get("/report", { response: SalesReport, docs: report }, () => orders.report()),
  );

export default shop;
