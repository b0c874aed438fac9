/** Hello, world: Bunsen. Prints its port. */
import { type App, app } from "bunsen";

const contender: App = app().get("/ping", "pong");

const server = await contender.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);

export default contender;
