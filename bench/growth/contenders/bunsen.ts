/** As many routes, and middlewares before a handler, as the environment says. Prints its port. */
import { app, middleware, t } from "bunsen";
import { last, pathsOf, shape, stepsOf } from "../shape.ts";

const Message = t.Object({ text: t.String() });

const contender = app()
  .post("/echo", { body: Message, response: Message, bodyLimitBytes: 2_000_000 }, ({ body }) => body)
  .group("/steps", (group) => {
    for (const name of stepsOf(shape.middleware)) {
      group.use(middleware({ name, before: ({ request }) => ({ [name]: request.headers.get("x-step") }) }));
    }
    group.get("/", (c) => ({ last: (c as unknown as Record<string, string>)[last] ?? "" }));
  });
for (const path of pathsOf(shape.routes)) contender.get(path, ({ params }) => ({ id: params.id }));

const server = await contender.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);
