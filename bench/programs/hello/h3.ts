/** Hello, world: h3. Prints its port. */
import { H3, serve } from "h3";

const app = new H3().get("/ping", () => "pong");

const server = serve(app, { hostname: "127.0.0.1", port: 0, silent: true });
await server.ready();
console.log(new URL(server.url ?? "").port);
