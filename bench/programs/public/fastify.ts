/** The public benchmark: Fastify on Node. Prints its port. */
import fastify from "fastify";
import { backgroundPaths } from "../background.ts";

const app = fastify();
for (const path of backgroundPaths) {
  app.get(path, () => "ok");
  app.post(`${path}/submit`, () => "ok");
}
app.get("/", () => "Hi");
app.get<{ Params: { id: string }; Querystring: { name: string } }>("/id/:id", ({ params, query }, reply) => {
  reply.header("x-powered-by", "benchmark");
  return `${params.id} ${query.name}`;
});
app.post("/json", ({ body }) => body);

const address = await app.listen({ host: "127.0.0.1", port: 0 });
console.log(new URL(address).port);
