/** The baseline: Bun.serve with `routes`, nothing between it and the handlers. Prints its port. */
import {
  answerEcho,
  answerKeptUsers,
  answerNewAccount,
  answerPlan,
  answerSearch,
  answerTenant,
  answerUser,
  problem,
} from "../by-hand.ts";
import { greet, noRoute, pickAccount, pickUsers } from "../handlers.ts";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  maxRequestBodySize: 1024 * 1024,
  routes: {
    "/ping": { GET: new Response("pong") },
    "/json": { GET: () => Response.json(greet()) },
    "/search": { GET: ({ url }) => answerSearch(new URLSearchParams(queryOf(url))) },
    "/users/:id": { GET: ({ params }) => answerUser(params.id) },
    "/account": { GET: () => Response.json(pickAccount()) },
    "/users": { GET: () => Response.json(pickUsers()) },
    "/kept-users": { GET: ({ url }) => answerKeptUsers(queryOf(url)) },
    "/echo": { POST: answerEcho },
    "/accounts": { POST: answerNewAccount },
    "/tenant": { GET: answerTenant },
    "/plan": answerPlan,
  },
  fetch: ({ url }) => problem(404, noRoute(pathOf(url))),
});

console.log(server.port);

function pathOf(url: string): string {
  const start = url.indexOf("/", "http://".length);
  const end = url.indexOf("?", start);
  return end === -1 ? url.slice(start) : url.slice(start, end);
}

function queryOf(url: string): string {
  const start = url.indexOf("?");
  return start === -1 ? "" : url.slice(start + 1);
}
