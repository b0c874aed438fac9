import { expect, test } from "bun:test";
import { HttpError, app, t } from "../../src/bunsen.ts";
import { bearer } from "../../src/middleware.ts";
import { ConnectionPool } from "../../src/pool.ts";
import { listen } from "../../src/serve/listen.ts";
import { tableOf } from "../support/app-forms.ts";
import { answeringApp, answers } from "../support/exchange.ts";
import { serveWatched, stateOf, watchedTable } from "./support/watched-app.ts";

const onLoopback = { port: 0, hostname: "127.0.0.1", signals: false };

const paths = [
  ["", "text/html"],
  ["/layout.css", "text/css"],
  ["/inspector.js", "text/javascript"],
  ["/app.json", "application/json"],
  ["/state.json", "application/json"],
  ["/source?route=GET%20/ok", "text/plain"],
] as const;

test.each(paths)("/_bunsen%s is answered, to be kept and read by nobody else", async (path, type) => {
  await using server = serveWatched(answeringApp());
  const { status, headers } = await fetch(new URL(`/_bunsen${path}`, server.url));
  expect([status, headers.get("content-type")]).toEqual([200, `${type};charset=utf-8`]);
  expect(headers.get("content-security-policy")).toStartWith("default-src 'none'; script-src 'self'; ");
  expect(headers.get("content-security-policy")).not.toContain("unsafe");
  expect(headers.get("access-control-allow-origin")).toBeNull();
  const fields = [
    "cache-control",
    "cross-origin-resource-policy",
    "x-content-type-options",
    "x-frame-options",
  ];
  expect(fields.map((name) => headers.get(name))).toEqual(["no-store", "same-origin", "nosniff", "DENY"]);
});

test.each([
  ["Host of another name", { host: "evil.example" }],
  ["page of another site", { "sec-fetch-site": "cross-site" }],
  ["request that was forwarded", { "x-forwarded-for": "203.0.113.9" }],
])("to a %s, each path is what it is without an inspector", async (_, headers) => {
  const subject = answeringApp();
  await using watched = serveWatched(subject);
  await using plain = listen(await tableOf(subject, "compiled"), onLoopback);
  for (const [path] of paths) {
    const refused = await fetch(new URL(`/_bunsen${path}`, watched.url), { headers });
    const absent = await fetch(new URL(`/_bunsen${path}`, plain.url), { headers });
    expect(refused.status).toBe(404);
    expect([refused.headers.get("content-type"), await refused.text()]).toEqual([
      absent.headers.get("content-type"),
      await absent.text(),
    ]);
  }
});

test("to a peer elsewhere it is not there: the address of the connection counts", async () => {
  const table = watchedTable(answeringApp());
  const answer = table.routes["/_bunsen"]?.GET;
  if (typeof answer !== "function") throw new TypeError("There is no inspector.");
  const ask = async (address: string): Promise<number> => {
    const server = { requestIP: () => ({ address, family: "IPv4", port: 1 }) };
    const request = new Request("http://localhost/_bunsen", { headers: { host: "localhost" } });
    return (await answer(request, server as never)).status;
  };
  expect([await ask("127.0.0.1"), await ask("192.168.1.7")]).toEqual([200, 404]);
});

/** An answer without its time. */
async function read(url: URL, target: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(new URL(target, url), init);
  const { date: _, ...headers } = Object.fromEntries(response.headers);
  return [response.status, headers, await response.text()];
}

test("what is watched answers as what is not", async () => {
  const subject = answeringApp(bearer({ verify: () => ({ user: "ann" }) }));
  await using watched = serveWatched(subject);
  await using plain = listen(await tableOf(subject, "compiled"), onLoopback);
  for (const { target, init } of answers)
    for (const headers of [{}, { authorization: "Bearer a" }]) {
      const asked = { ...init, headers: { ...(init.headers as object), ...headers } };
      expect(await read(watched.url, target, asked)).toEqual(await read(plain.url, target, asked));
    }
});

test("requests are counted by route, status and time; what Bun answers by itself is not", async () => {
  await using server = serveWatched(answeringApp());
  for (const { target, init } of answers) await fetch(new URL(target, server.url), init);
  const { routes, unrouted, perSecond, errorCount } = await stateOf(server);
  const counted = Object.entries(routes).map(([key, { statuses }]) => [key, statuses]);
  expect(Object.fromEntries(counted)).toEqual({
    "GET /ok": { "200": 2 },
    "GET /items/:id": { "200": 1 },
    "POST /items": { "400": 1, "422": 1 },
    "GET /fault": { "500": 1 },
  });
  expect(unrouted?.statuses).toEqual({ "204": 1, "404": 1, "405": 1 });
  expect(perSecond.reduce((sum, count) => sum + count, 0)).toBe(9);
  expect(errorCount).toBe(5);
  const { lastMinute, sinceStart, inFlight } = routes["GET /ok"] ?? {};
  expect([lastMinute?.count, sinceStart?.count, inFlight]).toEqual([2, 2, 0]);
  expect(lastMinute?.p50Ms).toBeGreaterThan(0);
});

test("a request that has no answer yet is in flight", async () => {
  const [asked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
  const slow = app().get("/slow", () => {
    asked.resolve();
    return go.promise;
  });
  await using server = serveWatched(slow);
  const answer = fetch(new URL("/slow", server.url));
  await asked.promise;
  expect((await stateOf(server)).routes["GET /slow"]).toMatchObject({
    requests: 1,
    inFlight: 1,
    statuses: {},
  });
  go.resolve("done");
  expect(await (await answer).text()).toBe("done");
});

const failing = app({ log: () => {} })
  .onError((error) => (error instanceof RangeError ? { mended: true } : undefined))
  .get("/fault", () => {
    throw new Error("the table is missing");
  })
  .get("/paid", () => {
    throw new HttpError(409, "The order is already paid.", { code: "order_paid" });
  })
  .get("/own", () => new Response("gone", { status: 410 }))
  .get("/range", () => {
    throw new RangeError("out of range");
  })
  .get("/cut", async function* () {
    yield "first";
    await Bun.sleep(1);
    throw new Error("the source is dry");
  })
  .get("/after", (c) => {
    c.after(() => {
      throw new Error("no mail");
    });
    return "sent";
  });

test("errors are told with code, route, status, message and place", async () => {
  await using server = serveWatched(failing);
  for (const path of ["/fault", "/paid", "/own", "/range", "/nothing"])
    await fetch(new URL(`${path}?a=b`, server.url));
  const { errors } = await stateOf(server);
  const told = errors.map(({ code, route, target, status, message }) => [
    code,
    route ?? target,
    status,
    message,
  ]);
  expect(told).toEqual([
    ["not_found", "GET /nothing", 404, "No route matches …."],
    ["internal_error", "GET /range", 500, "out of range"],
    [undefined, "GET /own", 410, "Answered by the app itself."],
    ["order_paid", "GET /paid", 409, "The order is already paid."],
    ["internal_error", "GET /fault", 500, "the table is missing"],
  ]);
  expect(errors.every(({ atMs }) => Math.abs(Date.now() - atMs) < 60_000)).toBeTrue();
});

test("faults that no answer shows are told: of work in the background, and of an answer that has begun", async () => {
  await using server = serveWatched(failing);
  await fetch(new URL("/after", server.url));
  const cut = fetch(new URL("/cut", server.url)).then((answer) => answer.text());
  await expect(cut).rejects.toThrow();
  let { errors } = await stateOf(server);
  while (errors.length < 2) ({ errors } = await stateOf(server));
  expect(errors.map(({ code, route, message }) => [code, route, message]).toSorted()).toEqual([
    ["answer_cut", "GET /cut", "the source is dry"],
    ["background_failed", "GET /after", "no mail"],
  ]);
});

test("nothing of header fields, cookies, query and body is told", async () => {
  const secret = "s3cret";
  const echoing = app({ log: () => {} })
    .post("/fault", { body: t.Object({ password: t.String() }) }, ({ body, request }) => {
      throw new Error(`${body.password} ${[...request.headers].join(" ")} ${request.url}`);
    })
    .post("/raw", async ({ request }) => {
      throw new Error(await request.text());
    })
    .post("/conflict", { body: t.Object({ password: t.String() }) }, ({ body }) => {
      throw new HttpError(409, `${body.password} is taken.`);
    })
    .post("/unfit", { body: t.Object({ a: t.Integer() }, { additionalProperties: false }) }, () => "fit");
  await using server = serveWatched(echoing);
  for (const path of ["/fault", "/raw", "/conflict", "/unfit", "/nothing"]) {
    await fetch(new URL(`${path}?token=${secret}`, server.url), {
      method: "POST",
      headers: {
        authorization: `Bearer ${secret}`,
        cookie: `session=${secret}`,
        "x-key": secret,
        "content-type": "application/json",
      },
      body: JSON.stringify({ password: secret, [secret]: secret }),
    });
  }
  const state = await stateOf(server);
  expect(state.errorCount).toBe(5);
  expect(JSON.stringify(state)).not.toContain(secret);
});

test("the code that is emitted for a route is told, for others nothing", async () => {
  await using server = serveWatched(answeringApp());
  const source = (key: string): Promise<Response> =>
    fetch(new URL(`/_bunsen/source?route=${encodeURIComponent(key)}`, server.url));
  expect(await (await source("GET /items/:id")).text()).toContain(
    "\nfunction GET_items_id(request, server) {",
  );
  expect((await source("GET /nothing")).status).toBe(404);
});

test("routes are told with what was decided about them", async () => {
  const subject = app()
    .use(bearer({ verify: () => ({ user: "ann" }) }))
    .get("/me", ({ user }) => user)
    .get("/open", { skip: ["bearer"], allowUnguarded: true }, "open");
  await using server = serveWatched(subject);
  const told = (await (await fetch(new URL("/_bunsen/app.json", server.url))).json()) as { routes: object[] };
  expect(told).toMatchObject({
    file: "app.ts",
    routes: [
      {
        key: "GET /me",
        dispatch: "chained",
        isMeasured: true,
        middleware: [{ name: "bearer" }],
        skipped: [],
      },
      { key: "GET /open", dispatch: "constant", isMeasured: false, skipped: [{ name: "bearer" }] },
    ],
  });
});

test("pools that are resources, memos and caches are told", async () => {
  const subject = app()
    .use(bearer({ verify: () => ({ user: "ann" }), memo: { ttlSeconds: 60 } }))
    .provide("db", () => new ConnectionPool({ create: async () => ({ id: 7 }) }))
    .provide("plain", () => ({ stats: { size: 1 } }))
    .get(
      "/report",
      { inject: ["db", "plain"], cache: { ttlSeconds: 60, vary: ["authorization"] } },
      async ({ db }) => {
        await using lease = await db.acquire();
        return lease.value;
      },
    );
  await using server = serveWatched(subject);
  const ask = () => fetch(new URL("/report", server.url), { headers: { authorization: "Bearer a" } });
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
  const { pools, stats } = await stateOf(server);
  expect(pools).toMatchObject({ db: { size: 1, idle: 1, leased: 0, created: 1 } });
  expect(Object.keys(pools)).toEqual(["db"]);
  expect(stats.memo).toEqual({ bearer: { hits: 1, misses: 1, entries: 1 } });
  expect(stats.cache).toBeDefined();
});

test("WebSockets are counted by path", async () => {
  const subject = app({ log: () => {} }).ws(
    "/rooms/:room",
    { message: t.Object({ text: t.String() }) },
    { message: (socket, { text }) => void socket.send(text) },
  );
  await using server = serveWatched(subject);
  const socket = new WebSocket(new URL("/rooms/tea", server.url));
  const next = (type: string) =>
    new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
  await next("open");
  socket.send('{"text":"hello"}');
  await next("message");
  const open = await stateOf(server);
  socket.close();
  await next("close");
  expect(open.sockets).toEqual({ "/rooms/:room": { open: 1, opened: 1, messages: 1 } });
  expect(open.routes["GET /rooms/:room"]?.statuses).toEqual({ "101": 1 });
});
