/** Hono: its own validator with Zod, as its documents write it; no response schemas, it has none. Prints its port. */
import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import { validator } from "hono/validator";
import {
  describeTenant,
  findUser,
  greet,
  noMethod,
  noRoute,
  openAccount,
  pickAccount,
  pickUsers,
  problemOf,
  problemType,
  search,
} from "../handlers.ts";
import { NewAccount, Search, UserId } from "./zod-schemas.ts";

type Refusal = 400 | 404 | 422 | 500;

const problem = (c: Context, status: Refusal, detail: string): Response =>
  c.json(problemOf(status, detail), status, { "content-type": problemType });

const unfit = "The input does not fit its schema.";

/** Reads the tenant before the handler, and tells it after. */
const tenancy = createMiddleware<{ Variables: { tenant: string } }>(
  async (c, next): Promise<Response | void> => {
    const tenant = c.req.header("x-tenant");
    if (tenant === undefined) return problem(c, 400, "Send x-tenant.");
    c.set("tenant", tenant);
    await next();
    c.header("x-tenant", tenant);
    return undefined;
  },
);

const app = new Hono();
app.notFound((c) => problem(c, 404, noRoute(c.req.path)));
app.onError((error, c) => {
  const isUnreadable =
    error instanceof SyntaxError || (error instanceof HTTPException && error.status === 400);
  return isUnreadable ? problem(c, 400, "The body is not JSON.") : problem(c, 500, "Something failed.");
});
app.get("/ping", (c) => c.text("pong"));
app.get("/json", (c) => c.json(greet()));
app.get(
  "/search",
  validator("query", (value, c) => {
    const parsed = Search.safeParse(value);
    return parsed.success ? parsed.data : problem(c, 422, unfit);
  }),
  (c) => {
    const { name, page } = c.req.valid("query");
    return c.json(search(name, page));
  },
);
app.get("/users", (c) => c.json(pickUsers()));
app.get(
  "/users/:id",
  validator("param", (value, c) => {
    const parsed = UserId.safeParse(value);
    return parsed.success ? parsed.data : problem(c, 422, unfit);
  }),
  (c) => c.json(findUser(c.req.valid("param").id)),
);
app.get("/account", (c) => c.json(pickAccount()));
app.post("/echo", async (c) => c.json(await c.req.json()));
app.post(
  "/accounts",
  validator("json", (value, c) => {
    const parsed = NewAccount.safeParse(value);
    return parsed.success ? parsed.data : problem(c, 422, unfit);
  }),
  (c) => c.json(openAccount(c.req.valid("json")), 201),
);
app.get("/tenant", tenancy, (c) => c.json(describeTenant(c.get("tenant"))));

app.use(
  "/plan",
  methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) =>
      c.json(problemOf(405, noMethod(c.req.method)), 405, {
        "content-type": problemType,
        allow: methods.join(", "),
      }),
  }),
);
app.get("/plan", (c) => c.json(greet()));

const server = Bun.serve({ hostname: "127.0.0.1", port: 0, development: false, fetch: app.fetch });
console.log(server.port);
