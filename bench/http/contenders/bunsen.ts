/** The same answers as an app. What imports this, or is built from it, serves it and prints its port. */
import { type App, HttpError, app, middleware, t } from "bunsen";
import {
  describeTenant,
  findAccount,
  findUser,
  findUsers,
  greet,
  keptSeconds,
  openAccount,
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
const tenancy = middleware({
  name: "tenancy",
  before({ request }) {
    const tenant = request.headers.get("x-tenant");
    if (tenant === null) throw new HttpError(400, "Send x-tenant.");
    return { tenant };
  },
  after({ tenant }, response) {
    if (tenant !== undefined) response.headers.set("x-tenant", tenant);
  },
});

const contender: App = app()
  .get("/ping", "pong")
  .get("/json", () => greet())
  .get("/plan", () => greet())
  .get("/search", { query: Search }, ({ query }) => search(query.name, query.page))
  .get("/users/:id", { params: t.Object({ id: t.Integer() }) }, ({ params }) => findUser(params.id))
  .get("/account", { response: Account }, () => findAccount())
  .get("/users", { response: Users }, () => findUsers())
  .get(
    "/kept-users",
    {
      query: t.Object({ page: t.Optional(t.Integer()) }),
      response: Users,
      cache: { ttlSeconds: keptSeconds, public: true },
    },
    () => findUsers(),
  )
  .post("/echo", { body: t.Unknown() }, ({ body }) => body)
  .post("/accounts", { body: NewAccount }, ({ body, reply }) => reply(201, openAccount(body)))
  .group("/tenant", (group) => group.use(tenancy).get("/", ({ tenant }) => describeTenant(tenant)));

const server = await contender.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);

export default contender;
