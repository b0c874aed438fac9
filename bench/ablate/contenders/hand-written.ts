/** The baseline: Bun.serve with `routes`; the list is made for each request. Prints its port. */
import { describeReport, listUsers } from "../users.ts";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  routes: {
    "/users": { GET: () => Response.json(listUsers()) },
    "/report": { GET: () => Response.json(describeReport()) },
  },
  fetch: () => Response.json({}, { status: 404, headers: { "content-type": "application/problem+json" } }),
});

console.log(server.port);
