/** Elysia 2: its own schemas for inputs and answers, its own listen, its own problem documents but for a path without a route. Prints its port. */
import { type AnyElysia, Elysia, NotFound, problem, t } from "elysia";
import {
  describeTenant,
  findAccount,
  findUser,
  findUsers,
  greet,
  noRoute,
  openAccount,
  problemOf,
  problemType,
  search,
} from "../http/handlers.ts";

const Role = t.Union([t.Literal("admin"), t.Literal("member")]);

const Account = t.Object({
  id: t.Integer(),
  name: t.String(),
  email: t.String(),
  role: Role,
  isActive: t.Boolean(),
  score: t.Number(),
  createdAt: t.String(),
  tags: t.Array(t.String()),
});

const Users = t.Array(
  t.Object({
    id: t.Integer(),
    name: t.String(),
    email: t.String(),
    role: Role,
    isActive: t.Boolean(),
    score: t.Number(),
  }),
);

const NewAccount = t.Object({
  name: t.String({ minLength: 1 }),
  email: t.String(),
  role: Role,
  age: t.Integer({ minimum: 0 }),
  isActive: t.Boolean(),
  city: t.String(),
  score: t.Number(),
  tags: t.Array(t.String()),
});

const Search = t.Object({ name: t.String(), page: t.Integer({ default: 1 }) });

/** Reads the tenant before the handler, and tells it after. */
const tenancy = new Elysia()
  .derive("plugin", ({ headers }) => {
    const tenant = headers["x-tenant"];
    if (tenant === undefined) throw problem(400, { detail: "Send x-tenant." });
    return { tenant };
  })
  .afterHandle("plugin", ({ tenant, set }) => {
    set.headers["x-tenant"] = tenant;
  });

const server: AnyElysia = new Elysia({ precompile: true })
  .get("/ping", "pong")
  .get("/json", () => greet())
  .get("/search", { query: Search }, ({ query }) => search(query.name, query.page))
  .get("/users/:id", { params: t.Object({ id: t.Integer() }) }, ({ params }) => findUser(params.id))
  .get("/account", { response: Account }, () => findAccount())
  .get("/users", { response: Users }, () => findUsers())
  .post("/echo", ({ body }) => body)
  .post("/accounts", { body: NewAccount }, ({ body, status }) => status(201, openAccount(body)))
  .group("/tenant", (group) => group.use(tenancy).get("/", ({ tenant }) => describeTenant(tenant)))
  // After the routes: those defined after an error hook lose Elysia's constant responses.
  .error(NotFound, ({ path }) =>
    Response.json(problemOf(404, noRoute(path)), { status: 404, headers: { "content-type": problemType } }),
  )
  .listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.server?.port);

export default server;
