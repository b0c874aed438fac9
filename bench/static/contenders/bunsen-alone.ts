/** An app of one directory. What is built from it serves it and prints its port. */
import { type App, app } from "bunsen";
import { directory } from "../files.ts";

const contender: App = app().static("/static/*", directory);

const server = await contender.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);

export default contender;
