/** An app that uses what the switches are for. They come from the environment. Prints its port. */
import { app, lazy, t } from "bunsen";
import { users } from "../users.ts";

const User = t.Object({
  id: t.Integer(),
  name: t.String(),
  email: t.String(),
  role: t.String(),
  isActive: t.Boolean(),
  score: t.Number(),
});

const contender = app({ performance: { optimizations: JSON.parse(process.env["SWITCHES"] ?? "{}") } })
  .get(
    "/users",
    {
      query: t.Object({ page: t.Optional(t.Integer()) }),
      response: t.Array(User),
      cache: { ttlSeconds: 3600, public: true },
    },
    () => users,
  )
  .get(
    "/report",
    lazy(() => import("../report.ts")),
  );

for (let index = 0; index < 50; index++) contender.get(`/resources/${index}/:id`, () => "resource");

const server = await contender.listen({ hostname: "127.0.0.1", port: 0 });
console.log(server.port);
