/** What the soak asks: something of everything that can leave things behind. Prints its URL. */
import { heapStats } from "bun:jsc";
import { app, middleware, sse, t } from "bunsen";
import { logger, rateLimit, requestId, secureHeaders, timeout } from "bunsen/middleware";
import { memoryStore } from "bunsen/stores";

const sink = { write: () => {} };
const tenants = middleware({
  name: "tenants",
  phase: "identify",
  memo: { key: ({ request }) => request.headers.get("x-tenant") ?? undefined, capacityEntries: 100 },
  before: async ({ request }) => ({ tenant: request.headers.get("x-tenant") ?? "none" }),
});

const subject = app({ log: () => {}, cache: {} })
  .use(requestId(), logger({ sink: () => sink.write() }), secureHeaders(), timeout({ ms: 5000 }), tenants)
  .use(
    rateLimit({
      limit: 1_000_000,
      windowSeconds: 60,
      store: memoryStore({ capacityEntries: 100 }),
      name: "soak",
    }),
  )
  .provide("unit", () => ({ [Symbol.dispose]() {} }), { scope: "request" })
  .get("/health", "ok")
  .get("/memory", () => {
    // What is garbage is not what grows.
    Bun.gc(true);
    const { heapSize, objectCount } = heapStats();
    return { heapBytes: heapSize, objects: objectCount, residentBytes: process.memoryUsage.rss() };
  })
  .get("/kept/:id", { cache: { ttlSeconds: 1, staleWhileRevalidateSeconds: 1 } }, ({ params }) =>
    params.id.repeat(500),
  )
  .get("/unit", { inject: ["unit"] }, (c) => (c.after(() => {}), c.tenant))
  .post("/upload", { body: t.Object({ items: t.Array(t.Integer()) }) }, ({ body }) => body.items.length)
  .get(
    "/events",
    sse(async function* () {
      for (let id = 0; ; id++) {
        yield { id: String(id), data: "x".repeat(100) };
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }),
  );

const { url } = await subject.listen({ port: 0, hostname: "127.0.0.1" });
console.log(url.href);
