/** A constant, and a body that is checked: Fastify on Node. Prints its port. */
import fastify from "fastify";
import { type NewAccount, openAccount } from "../../http/handlers.ts";

const text = { type: "string" };
const properties = {
  name: { type: "string", minLength: 1 },
  email: text,
  role: { type: "string", enum: ["admin", "member"] },
  age: { type: "integer", minimum: 0 },
  isActive: { type: "boolean" },
  city: text,
  score: { type: "number" },
  tags: { type: "array", items: text },
};
const body = { type: "object", properties, required: Object.keys(properties) };

const app = fastify({ ajv: { customOptions: { coerceTypes: false } } });
app.setErrorHandler<{ validation?: unknown; statusCode?: number }>((error, _, reply) =>
  reply
    .code(error.validation === undefined ? (error.statusCode ?? 500) : 422)
    .send("The body does not fit its schema."),
);
app.get("/ping", () => "pong");
app.post<{ Body: NewAccount }>("/accounts", { schema: { body } }, (request, reply) =>
  reply.code(201).send(openAccount(request.body)),
);

const address = await app.listen({ host: "127.0.0.1", port: 0 });
console.log(new URL(address).port);
