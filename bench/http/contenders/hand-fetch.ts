/** Bun.serve with nothing but `fetch` and `URL`, as one writes it for any runtime. Prints its port. */
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
  fetch(request) {
    const { method } = request;
    const url = new URL(request.url);
    const path = url.pathname;
    if (method === "GET" && path.startsWith("/users/")) return answerUser(path.slice("/users/".length));
    if (path === "/plan") return answerPlan(request);
    switch (`${method} ${path}`) {
      case "GET /ping":
        return new Response("pong");
      case "GET /json":
        return Response.json(greet());
      case "GET /search":
        return answerSearch(url.searchParams);
      case "GET /account":
        return Response.json(pickAccount());
      case "GET /users":
        return Response.json(pickUsers());
      case "GET /kept-users":
        return answerKeptUsers(url.search.slice(1));
      case "POST /echo":
        return answerEcho(request);
      case "POST /accounts":
        return answerNewAccount(request);
      case "GET /tenant":
        return answerTenant(request);
      default:
        return problem(404, noRoute(path));
    }
  },
});

console.log(server.port);
