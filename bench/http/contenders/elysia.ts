/** Elysia: its own schemas for inputs and answers, its own listen. Prints its port. */
import { Elysia, t } from "elysia";
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
} from "../handlers.ts";

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
  .resolve({ as: "scoped" }, ({ headers, status }) => {
    const tenant = headers["x-tenant"];
    if (tenant === undefined) throw status(400, "Send x-tenant.");
    return { tenant };
  })
  .onAfterHandle({ as: "scoped" }, ({ tenant, set }) => {
    set.headers["x-tenant"] = tenant;
  });

const problem = (status: number, detail: string): Response =>
  Response.json(problemOf(status, detail), { status, headers: { "content-type": problemType } });

const server = new Elysia()
  .onError(({ code, path }) => {
    if (code === "NOT_FOUND") return problem(404, noRoute(path));
    if (code === "PARSE") return problem(400, "The body is not JSON.");
    if (code === "VALIDATION") return problem(422, "The input does not fit its schema.");
    return code === 400 ? problem(400, "Send x-tenant.") : problem(500, "Something failed.");
  })
  .get("/ping", "pong")
  .get("/json", () => greet())
  .get("/search", ({ query }) => search(query.name, query.page), { query: Search })
  .get("/users/:id", ({ params }) => findUser(params.id), { params: t.Object({ id: t.Integer() }) })
  .get("/account", () => findAccount(), { response: Account })
  .get("/users", () => findUsers(), { response: Users })
  .post("/echo", ({ body }) => body)
  .post("/accounts", ({ body, status }) => status(201, openAccount(body)), { body: NewAccount })
  .group("/tenant", (group) => group.use(tenancy).get("/", ({ tenant }) => describeTenant(tenant)))
  .listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.server?.port);
