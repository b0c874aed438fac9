/** A constant, and a body that is checked: Bunsen. Bun serves it, on PORT, and tells its address. */
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

export default contender;
