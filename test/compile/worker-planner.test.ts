import { expect, test } from "bun:test";
import { type App, type RouteOptions, type WorkersOptions, app, t } from "../../src/bunsen.ts";
import type { StandardSchema } from "../../src/define/standard-schema.ts";
import { planApp } from "../../src/compile/plan.ts";
import { root } from "../support/app-forms.ts";

const problemsOf = (subject: Pick<App, "definition">): string[] =>
  planApp(subject.definition(), root).diagnostics.map(({ problem }) => problem);

const posted = (options: RouteOptions, workers: WorkersOptions = {}): string[] =>
  problemsOf(app({ workers }).post("/", options, () => "ok"));

test("a route with a worker is offloaded, with what goes over", () => {
  const subject = app({ workers: { pools: { images: {} } } })
    .get("/a/:id", { worker: true }, () => "ok")
    .post(
      "/b",
      {
        query: t.Object({}),
        body: t.String(),
        worker: { pool: "images", priority: "low", timeoutMs: 5, context: ["user"] },
      } as RouteOptions,
      () => "ok",
    )
    .get("/c", { worker: false }, () => "ok");
  const { plan } = planApp(subject.definition(), root);
  expect(plan.routes.map(({ dispatch, reason, worker }) => ({ dispatch, reason, worker }))).toEqual([
    {
      dispatch: "offloaded",
      reason: "to the pool default",
      worker: {
        pool: "default",
        priority: "normal",
        timeoutMs: undefined,
        sends: ["params"],
        rawBodyBytes: undefined,
      },
    },
    {
      dispatch: "offloaded",
      reason: "to the pool images",
      worker: {
        pool: "images",
        priority: "low",
        timeoutMs: 5,
        sends: ["query", "body", "user"],
        rawBodyBytes: undefined,
      },
    },
    { dispatch: "direct", reason: "no middleware is active", worker: undefined },
  ]);
});

const standardNumber: StandardSchema<number> = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: Number(value) }) },
};

const rawBodyBytesOf = (options: RouteOptions): number | undefined =>
  planApp(
    app()
      .post("/", { worker: true, ...options }, () => "ok")
      .definition(),
    root,
  ).plan.routes[0]?.worker?.rawBodyBytes;

test("a large JSON body goes over as it came, where a worker can tell that it did", () => {
  const body = t.Object({});
  expect(
    [
      { body },
      { body: t.Array(t.Integer()), coerceBody: true },
      { body: t.String() },
      { body: t.Uint8Array() },
      { body: t.Union([t.Uint8Array(), t.Integer()]) },
      { body, bodyType: "urlencoded" } as const,
      { body, bodyType: ["json", "urlencoded"] } as const,
      { body: standardNumber },
    ].map(rawBodyBytesOf),
  ).toEqual([4096, 4096, ...Array<undefined>(6).fill(undefined)]);
});

const date = t
  .Transform(t.String())
  .Decode((text) => new Date(text))
  .Encode(String);

test.each([
  [{ worker: { pool: "none" } }, 'POST /: there is no pool "none".'],
  [{ worker: { timeoutMs: 0 } }, "POST /: worker.timeoutMs must be whole milliseconds, not 0."],
  [{ worker: { priority: "urgent" } }, 'POST /: worker.priority must be a word, not "urgent".'],
  [
    { worker: { context: ["request"] } },
    "POST /: worker.context must be a list of names that middleware adds",
  ],
  [{ worker: { threads: 1 } }, 'worker of POST / has the unknown key "threads".'],
  [{ worker: 1 }, "worker of POST / must be an object, not 1."],
  [{ worker: true, events: t.Object({}) }, "POST /: events do not come from a worker."],
  [{ worker: true, bodyType: "stream" }, "POST /: a body that is streamed does not go over to a worker."],
  [
    { worker: true, body: t.Object({ at: date }) },
    "POST /: what the transform in body makes may not be the same",
  ],
  [
    { worker: true, body: t.Object({ picture: t.Unsafe({ type: "string" }), list: t.Array(date) }) },
    "POST /: what the transform in body makes may not be the same",
  ],
] as const)("%o is refused", (options, problem) => {
  const [found = "", ...others] = posted(options as never);
  expect([found.startsWith(problem), others]).toEqual([true, []]);
});

test("a constant needs no worker", () => {
  expect(problemsOf(app().get("/", { worker: true } as RouteOptions, "ok"))).toEqual([
    "GET /: a constant needs no worker.",
  ]);
});

test("what is sent item by item does not come from a worker", () => {
  const subject = app().get("/", { worker: true }, async function* () {
    yield "item";
  } as never);
  expect(problemsOf(subject)).toEqual([
    "GET / has a worker, and its handler is an async generator: it gives no whole value.",
  ]);
});

test("a file does not go over", () => {
  expect(posted({ worker: true, body: t.Object({ file: t.File() }) })).toEqual([
    "POST /: a file in body does not go over to a worker.",
  ]);
});

test.each([
  [{ pools: { images: { maxThreads: 0 } } }, "workers.pools.images.maxThreads is 0."],
  [{ pools: { images: { threads: 1 } } }, 'workers.pools.images.threads is "threads".'],
  [{ pools: { images: 7 } }, "workers.pools.images is 7."],
  [{ size: 1 }, 'workers has the unknown key "size".'],
] as const)("%o is refused", (workers, problem) => {
  expect(posted({}, workers as never)).toEqual([problem]);
});
