/** A constant, and a body that is checked: Hono, with its own validator and Zod. Prints its port. */
import { Hono } from "hono";
import { validator } from "hono/validator";
import { NewAccount } from "../../http/contenders/zod-schemas.ts";
import { openAccount } from "../../http/handlers.ts";

const app = new Hono()
  .get("/ping", (c) => c.text("pong"))
  .post(
    "/accounts",
    validator("json", (value, c) => {
      const parsed = NewAccount.safeParse(value);
      return parsed.success ? parsed.data : c.text("The body does not fit its schema.", 422);
    }),
    (c) => c.json(openAccount(c.req.valid("json")), 201),
  );

const server = Bun.serve({ hostname: "127.0.0.1", port: 0, development: false, fetch: app.fetch });
console.log(server.port);
