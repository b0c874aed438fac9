/** The baseline: Bun.serve with `routes`, nothing between it and the handlers. Prints its port. */
import {
  type NewAccount,
  describeTenant,
  findUser,
  greet,
  keptSeconds,
  noRoute,
  openAccount,
  pickAccount,
  pickUsers,
  problemOf,
  problemType,
  search,
} from "../handlers.ts";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  maxRequestBodySize: 1024 * 1024,
  routes: {
    "/ping": { GET: new Response("pong") },
    "/json": { GET: () => Response.json(greet()) },
    "/search": {
      GET(request) {
        const query = new URLSearchParams(queryOf(request.url));
        const name = query.get("name");
        const page = Number(query.get("page") ?? 1);
        if (name === null || !Number.isInteger(page)) return problem(422, "Send a name and a whole page.");
        return Response.json(search(name, page));
      },
    },
    "/users/:id": {
      GET(request) {
        const id = Number(request.params.id);
        if (!Number.isInteger(id)) return problem(422, "The id is a whole number.");
        return Response.json(findUser(id));
      },
    },
    "/account": { GET: () => Response.json(pickAccount()) },
    "/users": { GET: () => Response.json(pickUsers()) },
    "/kept-users": { GET: ({ url }) => keptList(queryOf(url)) },
    "/echo": {
      async POST(request) {
        try {
          return Response.json(await request.json());
        } catch {
          return problem(400, "The body is not JSON.");
        }
      },
    },
    "/accounts": {
      async POST(request) {
        let body: unknown;
        try {
          body = await request.json();
        } catch {
          return problem(400, "The body is not JSON.");
        }
        if (!isNewAccount(body)) return problem(422, "The body is not a new account.");
        return Response.json(openAccount(body), { status: 201 });
      },
    },
    "/tenant": {
      GET(request) {
        const tenant = request.headers.get("x-tenant");
        if (tenant === null) return problem(400, "Send x-tenant.");
        return Response.json(describeTenant(tenant), { headers: { "x-tenant": tenant } });
      },
    },
  },
  fetch: ({ url }) => problem(404, noRoute(pathOf(url))),
});

console.log(server.port);

function problem(status: number, detail: string): Response {
  return Response.json(problemOf(status, detail), { status, headers: { "content-type": problemType } });
}

/** Lists by their query, as text: at most 1,000 of them, the oldest goes first. */
const kept = new Map<string, { readonly text: string; readonly expiresAtMs: number }>();
const keptFields = { "content-type": "application/json", "cache-control": `public, max-age=${keptSeconds}` };

function keptList(query: string): Response {
  const nowMs = Date.now();
  let entry = kept.get(query);
  if (entry === undefined || entry.expiresAtMs <= nowMs) {
    const page = Number(new URLSearchParams(query).get("page") ?? 1);
    if (!Number.isInteger(page)) return problem(422, "The page is a whole number.");
    entry = { text: JSON.stringify(pickUsers()), expiresAtMs: nowMs + keptSeconds * 1000 };
    kept.set(query, entry);
    const [oldest] = kept.keys();
    if (kept.size > 1000 && oldest !== undefined) kept.delete(oldest);
  }
  return new Response(entry.text, { headers: keptFields });
}

function pathOf(url: string): string {
  const start = url.indexOf("/", "http://".length);
  const end = url.indexOf("?", start);
  return end === -1 ? url.slice(start) : url.slice(start, end);
}

function queryOf(url: string): string {
  const start = url.indexOf("?");
  return start === -1 ? "" : url.slice(start + 1);
}

function isNewAccount(value: unknown): value is NewAccount {
  if (typeof value !== "object" || value === null) return false;
  const { name, email, role, age, isActive, city, score, tags } = value as Record<string, unknown>;
  return (
    typeof name === "string" &&
    name.length > 0 &&
    typeof email === "string" &&
    (role === "admin" || role === "member") &&
    Number.isInteger(age) &&
    (age as number) >= 0 &&
    typeof isActive === "boolean" &&
    typeof city === "string" &&
    typeof score === "number" &&
    Array.isArray(tags) &&
    tags.every((tag) => typeof tag === "string")
  );
}
