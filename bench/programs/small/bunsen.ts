/** A constant, and a body that is checked: Bunsen. Prints its port. */
import { type App, app, t } from "bunsen";
import { openAccount } from "../../http/handlers.ts";

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

const contender: App = app()
  .get("/ping", "pong")
  .post("/accounts", { body: NewAccount }, ({ body, reply }) => reply(201, openAccount(body)));

const server = await contender.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);

export default contender;
