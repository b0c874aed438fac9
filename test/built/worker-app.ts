import { type App, HttpError, app, middleware, sse, t, task } from "bunsen";
import { cors } from "bunsen/middleware";

const isEven = task("isEven", async (value: number) => value % 2 === 0);
const countTo = task("countTo", async function* (limit: number) {
  for (let n = 1; n <= limit; n++) yield n;
});

/** What a bearer would add. */
const session = middleware({
  name: "session",
  guards: true,
  before: () => ({ user: { id: 7 }, open: () => 1 }),
});

const Order = t.Object({
  id: t.Integer(),
  at: t.Optional(t.Date()),
  lines: t.Array(t.Object({ sku: t.String(), quantity: t.Integer() })),
  note: t.Optional(t.String()),
});

/** An app that answers in many ways, by its workers or without any. */
export function define(worker: boolean, isolate: "thread" | "process"): App<never> {
  const shop = app({ log: () => {}, workers: { pools: { default: { isolate, maxThreads: 1 } } } })
    .use(cors({ origin: ["https://a.example"] }))
    .onError((error) =>
      error instanceof RangeError || (error as Error).message === "own" ? "answered" : undefined,
    )
    .get("/text", { worker }, () => "plain, é \uFEFF")
    .get("/bom", { worker }, () => "\uFEFFtext")
    .get("/empty", { worker }, () => "")
    .get("/nothing", { worker }, () => undefined)
    .get("/null", { worker }, () => null)
    .get("/list", { worker }, () => [1, { a: "b" }])
    .get("/later", { worker }, async () => ({ later: true }))
    .get("/bytes", { worker }, () => new Uint8Array([0, 255, 128, 65]))
    .get(
      "/latin",
      { worker },
      () => new Response(new Uint8Array([0xe9]), { headers: { "content-type": "text/plain" } }),
    )
    .get("/untyped", { worker }, () => new Response(new TextEncoder().encode("no type")))
    .get("/large", { worker }, () => "é".repeat(100_000))
    .get("/blob", { worker }, () => new Blob(["<p>"], { type: "text/html" }))
    .get("/made", { worker }, () => made())
    .get("/stream", { worker }, () => new Response(new Blob(["in pieces"]).stream()))
    .get("/redirect", { worker }, () => Response.redirect("/text", 303))
    .get("/items/:id/*", { worker }, ({ params, route }) => ({ params, route }))
    .get(
      "/sum",
      { query: t.Object({ n: t.Array(t.Integer()) }), response: t.Integer(), worker },
      ({ query }) => query.n.reduce((sum, one) => sum + one, 0),
    )
    .get(
      "/fields",
      {
        headers: t.Object({ "x-one": t.String() }),
        cookies: t.Object({ id: t.Optional(t.Integer()) }),
        worker,
      },
      ({ headers, cookies }) => ({ one: headers["x-one"], id: cookies.id }),
    )
    .post(
      "/orders",
      { body: Order, response: { 201: Order, 409: t.Object({ taken: t.Integer() }) }, worker },
      (c) =>
        c.body.id === 9
          ? c.reply(409, { taken: 9 })
          : c.reply(201, { ...c.body, secret: "never" } as typeof c.body, {
              location: `/orders/${c.body.id}`,
            }),
    )
    .post(
      "/search",
      {
        query: t.Object({ page: t.Integer() }),
        body: t.Array(
          t.Object({ sku: t.String({ maxLength: 9 }), n: t.Optional(t.Integer()), tags: t.Unknown() }),
        ),
        coerceBody: true,
        worker,
      },
      ({ query, body }) => ({ page: query.page, skus: body.map(({ sku }) => sku), first: body[0] }),
    )
    .post("/upload", { body: t.Uint8Array(), bodyType: "bytes", worker }, ({ body }) => body.toReversed())
    .post("/form", { body: t.Object({ a: t.Integer() }), bodyType: "urlencoded", worker }, ({ body }) => body)
    .get("/mismatch", { response: t.Integer(), worker }, (() => "seven") as never)
    .get("/undeclared", { response: { 200: t.Integer() }, worker }, ((c: { reply: (s: number) => unknown }) =>
      c.reply(202)) as never)
    .get("/declared", { worker }, () => {
      throw new HttpError(409, "No.", {
        code: "taken",
        headers: { "retry-after": "3" },
        extensions: { id: 7 },
      });
    })
    .get("/fault", { worker }, () => {
      throw new Error("broken");
    })
    .get("/own", { worker }, () => {
      throw new Error("own");
    })
    .get("/rejects", { worker }, () => Promise.reject(new Error("later")))
    .get(
      "/user",
      { use: [session], worker: worker && { context: ["user"] } },
      (c) => (c as never as { user: object }).user,
    )
    .get("/task/:n", async ({ params }): Promise<unknown> => shop.pool().run(isEven, Number(params.n)))
    .get(
      "/events",
      sse(async function* ({ signal }): AsyncGenerator<{ data: number }> {
        for await (const n of shop.pool().stream(countTo, 9, { signal })) yield { data: n };
      }),
    )
    .get("/main", { worker }, () => Bun.isMainThread);
  return shop as unknown as App<never>;
}

function made(): Response {
  const response = new Response("made", { status: 418, headers: { "x-a": "1", vary: "x-b" } });
  response.headers.append("set-cookie", "a=1");
  response.headers.append("set-cookie", "b=2");
  return response;
}
