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
  before({ request }) {
    if (request.headers.get("authorization") === `Bearer ${process.env.STAFF_TOKEN ?? "demo"}`) return;
    throw new HttpError(401, "Send the staff token as a bearer token.", {
      headers: { "www-authenticate": "Bearer" },
    });
  },
});

const shop = app({ limits: { bodyBytes: 64 * 1024 } })
  .get("/health", "ok")
  .get("/products", { query: ProductSearch, response: ProductPage }, ({ query }) => products.search(query))
  .get("/products/:id", { params: ById, response: Product }, ({ params }) => products.find(params.id))
  .post("/orders", { body: NewOrder, response: { 201: Order } }, ({ body, reply }) => {
    const order = orders.place(body);
    return reply(201, order, { location: `/orders/${order.id}` });
  })
  .get("/orders/:id", { params: ById, response: Order }, ({ params }) => orders.find(params.id))
  .group("/staff", (group) =>
    group
      .use(staff)
      .post("/products", { body: NewProduct, response: { 201: Product } }, ({ body, reply }) =>
        reply(201, products.insert(body)),
      )
      .patch("/products/:id", { params: ById, body: ProductChanges, response: Product }, ({ params, body }) =>
        products.update(params.id, body),
      )
      .get("/report", { response: SalesReport }, () => orders.report()),
  );

export default shop;
