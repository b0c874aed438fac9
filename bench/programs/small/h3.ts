/** A constant, and a body that is checked: h3, with Zod. Prints its port. */
import { H3, readValidatedBody, serve } from "h3";
import { NewAccount } from "../../http/contenders/zod-schemas.ts";
import { openAccount } from "../../http/handlers.ts";

const unfit = { onError: () => ({ status: 422, message: "The body does not fit its schema." }) };

const app = new H3({ silent: true })
  .get("/ping", () => "pong")
  .post("/accounts", async (event) => {
    const account = await readValidatedBody(event, NewAccount, unfit);
    event.res.status = 201;
    return openAccount(account);
  });

const server = serve(app, { hostname: "127.0.0.1", port: 0, silent: true });
await server.ready();
console.log(new URL(server.url ?? "").port);
