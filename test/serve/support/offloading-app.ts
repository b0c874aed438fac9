import { type App, HttpError, type Task, app, middleware, sse, t, task } from "../../../src/bunsen.ts";
import { timeout } from "../../../src/middleware.ts";

const user = middleware({
  name: "user",
  phase: "identify",
  guards: true,
  before: ({ request }) =>
    request.headers.has("x-user")
      ? { user: request.headers.get("x-user") ?? "" }
      : new Response("who?", { status: 401 }),
});

export const double: Task<number, number> = task("double", (value: number) => value * 2);
export const waitForEnd: Task<unknown, string> = task("waitForEnd", (_: unknown, { signal }) =>
  aborted(signal),
);
export const refuse: Task<undefined, never> = task("refuse", () => {
  throw new HttpError(409, "No.", { code: "taken" });
});

export const tick: Task<number, AsyncGenerator<number>> = task("tick", async function* (limit: number) {
  for (let n = 0; n < limit; n++) yield n;
});

const aborted = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve("aborted")));

async function* items(): AsyncGenerator<string> {
  yield "item";
}

/** What a middleware finds of a body after the answer. */
export const bodiesAfter: unknown[] = [];

const looksAfter = middleware({
  name: "looksAfter",
  after: (c) => void bodiesAfter.push((c as unknown as { readonly body: unknown }).body),
});

function spin(ms: number): number {
  const end = performance.now() + ms;
  let rounds = 0;
  while (performance.now() < end) rounds++;
  return rounds;
}

/** An app that a worker finds in this file. */
export const offloading: App = app({
  log: () => {},
  workers: {
    module: import.meta.url,
    pools: {
      narrow: { maxThreads: 1, queueTasks: 1 },
      lazy: { minThreads: 0 },
    },
  },
})
  .get("/main", { worker: true }, () => Bun.isMainThread)
  .get("/user", { use: [user], worker: { context: ["user"] } }, (c) => `hello ${c.user}`)
  .get("/spin/:ms", { params: t.Object({ ms: t.Integer() }), worker: { pool: "narrow" } }, ({ params }) => {
    spin(params.ms);
    return "spun";
  })
  .get(
    "/kept/:id",
    { cache: { ttlSeconds: 60, key: () => "all", vary: ["x-a"] }, worker: true },
    ({ params, vary, key }) => [params.id, vary["x-a"], typeof key, Bun.isMainThread, Math.random()],
  )
  .get("/late", { worker: { timeoutMs: 30 } }, ({ signal }) => aborted(signal))
  .get("/stuck", { worker: { timeoutMs: 30 } }, () => {
    for (;;);
  })
  .get("/cut", { use: [timeout({ ms: 30 })], worker: true }, ({ signal }) => aborted(signal))
  .get("/function", { use: [user], worker: { context: ["user"] } }, () => () => 1)
  .get("/items", { worker: true }, () => items())
  .get(
    "/ticks/:limit",
    { params: t.Object({ limit: t.Integer() }) },
    sse(async function* ({ params, signal }) {
      for await (const n of offloading.pool().stream(tick, params.limit, { signal })) yield { data: n };
    }),
  )
  .get("/request", { worker: true }, (c) => (c as unknown as { request: Request }).request.url)
  .post(
    "/words",
    { body: t.Array(t.String({ maxLength: 9 })), use: [looksAfter], worker: true },
    ({ body }) => [body.length, Bun.isMainThread],
  )
  .post("/double", { body: t.Integer() }, ({ body }): Promise<number> => offloading.pool().run(double, body));
