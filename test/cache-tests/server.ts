/**
 * An app whose routes are cached, for the public suite of HTTP caches (github.com/http-tests/cache-tests): it speaks the
 * protocol of its server. `bun run test/cache-tests/server.ts` prints a base URL; in a checkout of the suite,
 * `npm run cli --base=<that URL>` asks it.
 *
 * The suite sets up answers (`PUT /config/:id`), asks for them (`GET /test/:id`), and reads what reached the handler
 * (`GET /state/:id`).
 *
 * @module
 */
import { type App, HttpError, app, middleware, t } from "../../src/bunsen.ts";

/** What the suite wants to be answered to one request. */
interface Wanted {
  readonly response_status?: readonly [number, string];
  readonly response_headers?: readonly (readonly [
    name: string,
    value: string | number,
    isChecked?: boolean,
  ])[];
  readonly response_body?: string;
}

/** What reached the handler. */
interface Seen {
  readonly request_num: number;
  readonly request_method: string;
  readonly request_headers: Readonly<Record<string, string>>;
  readonly response_headers: readonly (readonly [string, string])[];
}

/** The app, with no state but its own. */
export function createCacheTestApp(): App {
  const configs = new Map<string, readonly Wanted[]>();
  const states = new Map<string, Seen[]>();
  /** The last request of each test: a handler of a cached route does not see it. */
  const requests = new Map<string, Request>();
  const remember = middleware({
    name: "remember",
    before: (c) => void requests.set(c.path.split("/")[2] ?? "", c.request),
  });

  const answer = (id: string): Response => {
    const request = requests.get(id);
    const state = states.get(id) ?? [];
    const number = Number(request?.headers.get("req-num") ?? state.length + 1);
    const wanted = configs.get(id)?.[number - 1];
    if (request === undefined || wanted === undefined)
      throw new HttpError(409, `Nothing is set up for ${id}.`);
    const headers = headersOf(wanted);
    states.set(id, [...state, seenOf(request, number, wanted, headers)]);
    headers.set("server-request-count", String(state.length + 1));
    const [status] = wanted.response_status ?? [200];
    return new Response(status === 204 || status === 304 ? null : (wanted.response_body ?? id), {
      status,
      headers,
    });
  };

  return app()
    .put("/config/:id", { body: t.Array(t.Unknown()) }, ({ params, body, reply }) => {
      configs.set(params.id, body as readonly Wanted[]);
      return reply(201, "OK");
    })
    .get("/state/:id", ({ params }) => states.get(params.id) ?? [])
    .get(
      "/test/:id",
      { use: [remember], cache: { ttlSeconds: 3600, public: true, heedsNoCache: true } },
      ({ params }) => answer(params.id),
    )
    .post("/test/:id", { use: [remember] }, ({ params }) => answer(params.id));
}

/** A number is a time, in seconds from now. */
function headersOf({ response_headers = [] }: Wanted): Headers {
  const headers = new Headers({ "content-type": "text/plain" });
  const named = new Set<string>();
  for (const [name, value] of response_headers) {
    const text = typeof value === "number" ? new Date(Date.now() + value * 1000).toUTCString() : value;
    if (named.has(name.toLowerCase())) headers.append(name, text);
    else headers.set(name, text);
    named.add(name.toLowerCase());
  }
  return headers;
}

const seenOf = (request: Request, number: number, wanted: Wanted, headers: Headers): Seen => ({
  request_num: number,
  request_method: request.method,
  request_headers: Object.fromEntries(request.headers),
  response_headers: (wanted.response_headers ?? [])
    .filter(([, , isChecked = true]) => isChecked)
    .map(([name]) => [name, headers.get(name) ?? ""]),
});

if (import.meta.main) {
  const { url } = await createCacheTestApp().listen({ port: 0, hostname: "127.0.0.1" });
  console.log(url.origin);
}
