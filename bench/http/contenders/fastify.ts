/** Fastify on Node: its own schemas; bodies are not coerced, by a validator for each part as its documents write it. Prints its port. */
import { Ajv } from "ajv";
import fastify from "fastify";
import {
  type NewAccount,
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

declare module "fastify" {
  interface FastifyRequest {
    tenant: string;
  }
}

const text = { type: "string" };
const whole = { type: "integer" };
const role = { type: "string", enum: ["admin", "member"] };

const user = {
  id: whole,
  name: text,
  email: text,
  role,
  isActive: { type: "boolean" },
  score: { type: "number" },
};
const account = { ...user, createdAt: text, tags: { type: "array", items: text } };

const newAccount = {
  name: { type: "string", minLength: 1 },
  email: text,
  role,
  age: { type: "integer", minimum: 0 },
  isActive: { type: "boolean" },
  city: text,
  score: { type: "number" },
  tags: { type: "array", items: text },
};

/** All members are required but those that are named. */
const objectOf = (properties: Readonly<Record<string, object>>, ...optional: readonly string[]): object => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

const strict = new Ajv({ removeAdditional: true, useDefaults: true });
const coercing = new Ajv({ removeAdditional: true, useDefaults: true, coerceTypes: "array" });

const app = fastify({ logger: false });
app.setValidatorCompiler<object>(({ schema, httpPart }) =>
  (httpPart === "body" ? strict : coercing).compile(schema),
);
app.setNotFoundHandler(({ url }, reply) => {
  const [path = url] = url.split("?");
  return reply
    .code(404)
    .type(problemType)
    .send(problemOf(404, noRoute(path)));
});
app.setErrorHandler<{ validation?: unknown; statusCode?: number }>((error, _, reply) => {
  const status = error.validation === undefined ? (error.statusCode ?? 500) : 422;
  return reply.code(status).type(problemType).send(problemOf(status, "The input does not fit its schema."));
});
app.get("/ping", () => "pong");
app.get("/json", () => greet());
app.get<{ Querystring: { name: string; page: number } }>(
  "/search",
  { schema: { querystring: objectOf({ name: text, page: { ...whole, default: 1 } }, "page") } },
  ({ query }) => search(query.name, query.page),
);
app.get("/users", { schema: { response: { 200: { type: "array", items: objectOf(user) } } } }, () =>
  findUsers(),
);
app.get<{ Params: { id: number } }>(
  "/users/:id",
  { schema: { params: objectOf({ id: whole }) } },
  ({ params }) => findUser(params.id),
);
app.get("/account", { schema: { response: { 200: objectOf(account) } } }, () => findAccount());
app.post("/echo", ({ body }) => body);
app.post<{ Body: NewAccount }>("/accounts", { schema: { body: objectOf(newAccount) } }, ({ body }, reply) =>
  reply.code(201).send(openAccount(body)),
);
// Reads the tenant before the handler, and tells it after.
app.register(async (tenancy) => {
  tenancy.decorateRequest("tenant", "");
  tenancy.addHook("preHandler", (request, reply, done) => {
    const tenant = request.headers["x-tenant"];
    if (typeof tenant !== "string") {
      reply.code(400).type(problemType).send(problemOf(400, "Send x-tenant."));
      return;
    }
    request.tenant = tenant;
    done();
  });
  tenancy.addHook("onSend", (request, reply, _, done) => {
    if (request.tenant !== "") reply.header("x-tenant", request.tenant);
    done();
  });
  tenancy.get("/tenant", ({ tenant }) => describeTenant(tenant));
});

const address = await app.listen({ host: "127.0.0.1", port: 0 });
console.log(new URL(address).port);
