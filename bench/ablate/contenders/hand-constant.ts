/** Bun.serve with constant Responses: the least that such an answer costs. Prints its port. */
import { describeReport, listUsers } from "../users.ts";

const problem = { status: 404, headers: { "content-type": "application/problem+json" } };

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  routes: {
    "/users": { GET: Response.json(listUsers()) },
    "/report": { GET: Response.json(describeReport()) },
  },
  fetch: () => Response.json({}, problem),
});

console.log(server.port);
