/** A file, given to a Response, with nothing around it: Bun reads ranges by itself. Prints its port. */
import { join } from "node:path";
import { directory, files } from "../files.ts";

const paths: ReadonlyMap<string, string> = new Map(
  Object.keys(files).map((name) => [`/static/${name}`, join(directory, name)]),
);

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  fetch(request) {
    const path = paths.get(new URL(request.url).pathname);
    return path === undefined ? new Response("Not found", { status: 404 }) : new Response(Bun.file(path));
  },
});
console.log(server.port);
