/** A constant, and a body that is checked: Elysia 2. Prints its port. */
import { type AnyElysia, Elysia, t } from "elysia";
import { openAccount } from "../http/handlers.ts";

const NewAccount = t.Object({
  name: t.String({ minLength: 1 }),
  email: t.String(),
  role: t.Union([t.Literal("admin"), t.Literal("member")]),
  age: t.Integer({ minimum: 0 }),
  isActive: t.Boolean(),
  city: t.String(),
  score: t.Number(),
  tags: t.Array(t.String()),
});

const server: AnyElysia = new Elysia()
  .get("/ping", "pong")
  .post("/accounts", { body: NewAccount }, ({ body, status }) => status(201, openAccount(body)))
  .listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.server?.port);

export default server;
