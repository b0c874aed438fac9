/** The answers of those who write them by hand: what differs is how requests get here. */
import {
  type NewAccount,
  describeTenant,
  findUser,
  greet,
  keptSeconds,
  noMethod,
  openAccount,
  pickUsers,
  problemOf,
  problemType,
  search,
} from "./handlers.ts";

export function problem(status: number, detail: string): Response {
  return Response.json(problemOf(status, detail), { status, headers: { "content-type": problemType } });
}

/** A path that answers GET only. */
export function answerPlan({ method }: Request): Response {
  if (method === "GET" || method === "HEAD") return Response.json(greet());
  const headers = { "content-type": problemType, allow: "GET, HEAD" };
  return Response.json(problemOf(405, noMethod(method)), { status: 405, headers });
}

export function answerSearch(query: URLSearchParams): Response {
  const name = query.get("name");
  const page = Number(query.get("page") ?? 1);
  if (name === null || !Number.isInteger(page)) return problem(422, "Send a name and a whole page.");
  return Response.json(search(name, page));
}

export function answerUser(text: string): Response {
  const id = Number(text);
  if (!Number.isInteger(id)) return problem(422, "The id is a whole number.");
  return Response.json(findUser(id));
}

export async function answerEcho(request: Request): Promise<Response> {
  try {
    return Response.json(await request.json());
  } catch {
    return problem(400, "The body is not JSON.");
  }
}

export async function answerNewAccount(request: Request): Promise<Response> {
  let body: unknown;
  try {
    body = await request.json();
  } catch {
    return problem(400, "The body is not JSON.");
  }
  if (!isNewAccount(body)) return problem(422, "The body is not a new account.");
  return Response.json(openAccount(body), { status: 201 });
}

export function answerTenant(request: Request): Response {
  const tenant = request.headers.get("x-tenant");
  if (tenant === null) return problem(400, "Send x-tenant.");
  return Response.json(describeTenant(tenant), { headers: { "x-tenant": tenant } });
}

/** Lists by their query, as text: at most 1,000 of them, the oldest goes first. */
const kept = new Map<string, { readonly text: string; readonly expiresAtMs: number }>();
const keptFields = { "content-type": "application/json", "cache-control": `public, max-age=${keptSeconds}` };

export function answerKeptUsers(query: string): Response {
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
