import { afterEach, describe, expect, setSystemTime, test } from "bun:test";
import { type App, type CacheOptions, app, t } from "../../src/bunsen.ts";
import { bearer } from "../../src/middleware.ts";
import type { RouteTable } from "../../src/runtime/route-table.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";

afterEach(() => {
  setSystemTime();
});

type Answer = { status: number; text: string; cache: string; headers: Headers };
type Ask = (target: string, headers?: Record<string, string>, method?: string) => Promise<Answer>;

async function read(response: Response): Promise<Answer> {
  const { status, headers } = response;
  return { status, text: await response.text(), cache: headers.get("cache-status") ?? "", headers };
}

/** Asks one table in-process and over a socket: what the one keeps, the other is answered with. */
const ways: Readonly<
  Record<string, (table: RouteTable) => { ask: Ask; [Symbol.asyncDispose](): Promise<void> }>
> = {
  "in-process": (table) => ({
    ask: async (target, headers = {}, method = "GET") =>
      read(await answerTarget(table, target, { headers, method })),
    [Symbol.asyncDispose]: async () => {},
  }),
  "over a socket": (table) => {
    const server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    return {
      ask: async (target, headers = {}, method = "GET") =>
        read(await fetch(new URL(target, server.url), { headers, method, redirect: "manual" })),
      [Symbol.asyncDispose]: () => server.stop(),
    };
  },
};

const places = forms.flatMap((form) => Object.keys(ways).map((way) => [form, way] as const));

/** A route that answers with what `answer` gives, or with how often it has run. */
const counting = (
  cache: Partial<CacheOptions> = {},
  answer: (run: number) => unknown = (run) => `run ${run}`,
): App => {
  let runs = 0;
  return app({ log: () => {} }).get("/", { cache: { ttlSeconds: 60, ...cache } }, () => answer(++runs));
};

const respond = (headers: Record<string, string>): Response => new Response("answer", { headers });

const shop = (): App => {
  let runs = 0;
  return app()
    .get("/list", { cache: { ttlSeconds: 60, tags: ["products"] } }, () => `list ${++runs}`)
    .get(
      "/products/:id",
      { cache: { ttlSeconds: 60, tags: ({ params }) => [`product:${params["id"]}`] } },
      ({ params }) => `${params.id} ${++runs}`,
    )
    .put(
      "/products/:id",
      { invalidates: ({ params }) => ["products", `product:${params["id"]}`] },
      () => "put",
    )
    .delete("/list", { invalidates: ["products"] }, () => new Response("no", { status: 409 }));
};

describe.each(places)("%s, %s", (form, way) => {
  const open = async (subject: App) => {
    const opened = ways[way]?.(await tableOf(subject, form));
    if (opened === undefined) throw new TypeError(way);
    return opened;
  };

  test("the second answer is the first one, with its age", async () => {
    await using subject = await open(counting());
    const first = await subject.ask("/");
    setSystemTime(Date.now() + 5000);
    const second = await subject.ask("/");
    expect([first.text, second.text]).toEqual(["run 1", "run 1"]);
    expect([first.cache, second.cache]).toEqual(["bunsen; fwd=miss; stored", "bunsen; hit; ttl=55"]);
    expect([first.headers.get("age"), second.headers.get("age")]).toEqual([null, "5"]);
  });

  test("an answer whose time is over is made anew", async () => {
    await using subject = await open(counting());
    await subject.ask("/");
    setSystemTime(Date.now() + 60_001);
    expect(await subject.ask("/")).toMatchObject({ text: "run 2", cache: "bunsen; fwd=miss; stored" });
  });

  test("HEAD is answered by what GET has kept", async () => {
    await using subject = await open(counting());
    await subject.ask("/");
    expect(await subject.ask("/", {}, "HEAD")).toMatchObject({ text: "", cache: "bunsen; hit; ttl=60" });
  });

  test("while it is stale it is given, and a new one is made", async () => {
    const kept = counting({ staleWhileRevalidateSeconds: 600 });
    await using subject = await open(kept);
    await subject.ask("/");
    setSystemTime(Date.now() + 70_000);
    expect(await subject.ask("/")).toMatchObject({ text: "run 1", cache: "bunsen; hit; ttl=-10" });
    await kept.cache.settle();
    expect(await subject.ask("/")).toMatchObject({ text: "run 2", cache: "bunsen; hit; ttl=60" });
  });

  test.each(["throws", "is a 503"])("a stale one is given where the new one %s", async (fault) => {
    const fail = (): Response => {
      if (fault === "throws") throw new Error("broken");
      return new Response("busy", { status: 503 });
    };
    await using subject = await open(
      counting({ staleIfErrorSeconds: 600 }, (run) => (run === 1 ? "good" : fail())),
    );
    await subject.ask("/");
    setSystemTime(Date.now() + 70_000);
    expect(await subject.ask("/")).toMatchObject({
      status: 200,
      text: "good",
      cache: "bunsen; fwd=stale; detail=fault",
    });
    setSystemTime(Date.now() + 670_000);
    expect((await subject.ask("/")).status).toBe(fault === "throws" ? 500 : 503);
  });

  test("what was thrown is not kept", async () => {
    await using subject = await open(
      counting({}, (run) => {
        if (run === 1) throw new Error("broken");
        return "good";
      }),
    );
    expect((await subject.ask("/")).status).toBe(500);
    expect(await subject.ask("/")).toMatchObject({ text: "good", cache: "bunsen; fwd=miss; stored" });
  });

  describe("RFC 9111 §3: never kept is", () => {
    const never: readonly (readonly [string, () => Response])[] = [
      ["an answer that sets a cookie", () => respond({ "set-cookie": "id=1" })],
      ["a private one", () => respond({ "cache-control": "private" })],
      ["a private one, in capitals, among others", () => respond({ "cache-control": "max-age=60, PRIVATE" })],
      ["one that is private in one field", () => respond({ "cache-control": 'private="x-user"' })],
      ["no-store", () => respond({ "cache-control": "no-store" })],
      ["no-cache", () => respond({ "cache-control": "no-cache" })],
      ["one that varies by a field the key does not hold", () => respond({ vary: "accept-encoding" })],
      ["one that varies by several, one of them unknown", () => respond({ vary: "Accept-Language, x-user" })],
      ["Vary: *", () => respond({ vary: "*" })],
      ["Vary: * behind others", () => respond({ vary: "accept-language, *" })],
      ["another status", () => new Response("gone for now", { status: 404 })],
      ["a redirect for now", () => Response.redirect("/x", 302)],
      ["a fault", () => new Response("fault", { status: 500 })],
      ["a part", () => new Response("part", { status: 206 })],
      ["one that is longer than the limit", () => new Response("x".repeat(1001))],
      [
        "a stream that is longer than the limit",
        () => new Response(streamOf("x".repeat(600), "y".repeat(600))),
      ],
    ];
    test.each([...never])("%s", async (_, answer) => {
      await using subject = await open(counting({ vary: ["Accept-Language"], limitBytes: 1000 }, answer));
      const plain = await read(answer());
      for (const time of [1, 2]) {
        const asked = await subject.ask("/");
        expect(asked.cache).not.toContain("hit");
        expect(asked.cache).not.toContain("stored");
        expect([time, asked.status, asked.text]).toEqual([time, plain.status, plain.text]);
      }
    });

    test.each([
      ["one that varies by what the key holds", { vary: "ACCEPT-language" }],
      ["one that says it is public", { "cache-control": "public, max-age=600" }],
      ["one with an empty Vary", { vary: "" }],
    ])("but %s is", async (_, headers) => {
      await using subject = await open(counting({ vary: ["accept-language"] }, () => respond(headers)));
      await subject.ask("/");
      expect((await subject.ask("/")).cache).toBe("bunsen; hit; ttl=60");
    });
  });

  test("a shorter time of the answer itself counts, s-maxage before max-age", async () => {
    const headers = { "cache-control": "max-age=600, s-maxage=7" };
    await using subject = await open(counting({}, () => new Response("a", { headers })));
    await subject.ask("/");
    expect((await subject.ask("/")).cache).toBe("bunsen; hit; ttl=7");
  });

  describe("RFC 9110 §13: conditional requests", () => {
    test("If-None-Match with the tag of the answer is 304, without what describes the content", async () => {
      await using subject = await open(counting({ public: true }));
      const { headers } = await subject.ask("/");
      const etag = headers.get("etag") ?? "";
      const again = await subject.ask("/", { "if-none-match": `"x", W/${etag}` });
      expect([
        again.status,
        again.text,
        again.headers.get("etag"),
        again.headers.get("content-type"),
      ]).toEqual([304, "", etag, null]);
      expect(again.headers.get("cache-control")).toBe("public, max-age=60");
      expect((await subject.ask("/", { "if-none-match": '"x"' })).status).toBe(200);
      expect((await subject.ask("/", { "if-none-match": "*" })).status).toBe(304);
    });

    test("the first answer can be 304 as well", async () => {
      await using subject = await open(counting({}, () => respond({ etag: '"v1"' })));
      expect((await subject.ask("/", { "if-none-match": '"v1"' })).status).toBe(304);
      expect((await subject.ask("/")).text).toBe("answer");
    });

    test("If-Modified-Since counts where there is no If-None-Match", async () => {
      const modified = "Sat, 21 Nov 2026 10:00:00 GMT";
      const answer = () => new Response("a", { headers: { "last-modified": modified } });
      await using subject = await open(counting({}, answer));
      expect((await subject.ask("/", { "if-modified-since": modified })).status).toBe(304);
      expect((await subject.ask("/", { "if-modified-since": "Sat, 21 Nov 2026 09:59:59 GMT" })).status).toBe(
        200,
      );
      expect((await subject.ask("/", { "if-modified-since": "yesterday" })).status).toBe(200);
      expect(
        (await subject.ask("/", { "if-modified-since": modified, "if-none-match": '"other"' })).status,
      ).toBe(200);
    });
  });

  describe("what a request asks of the cache", () => {
    test("no-cache is not heeded: anybody could send it", async () => {
      await using subject = await open(counting());
      await subject.ask("/");
      expect((await subject.ask("/", { "cache-control": "no-cache" })).text).toBe("run 1");
    });

    test.each(["no-cache", "max-age=0"])("%s makes a new answer where it is heeded", async (directive) => {
      await using subject = await open(counting({ heedsNoCache: true }));
      await subject.ask("/");
      expect((await subject.ask("/", { "cache-control": directive })).text).toBe("run 2");
      expect((await subject.ask("/")).text).toBe("run 2");
    });

    test("only-if-cached is 504 where nothing is kept", async () => {
      await using subject = await open(counting());
      const only = { "cache-control": "only-if-cached" };
      const refused = await subject.ask("/", only);
      expect([refused.status, JSON.parse(refused.text).code]).toEqual([504, "not_cached"]);
      await subject.ask("/");
      expect(await subject.ask("/", only)).toMatchObject({ status: 200, text: "run 1" });
    });
  });

  describe("credentials", () => {
    test.each(["authorization", "cookie"])("a request with %s is for the handler alone", async (name) => {
      await using subject = await open(counting());
      await subject.ask("/");
      expect(await subject.ask("/", { [name]: "a=b" })).toMatchObject({
        text: "run 2",
        cache: "bunsen; fwd=bypass; detail=credentials",
      });
      expect((await subject.ask("/")).text).toBe("run 1");
    });

    test("where the answers are public, they are for everybody", async () => {
      await using subject = await open(counting({ public: true }));
      await subject.ask("/", { authorization: "Bearer a" });
      expect(await subject.ask("/", { cookie: "a=b" })).toMatchObject({ text: "run 1" });
    });

    test("guards run on hits as on misses", async () => {
      let runs = 0;
      const guard = bearer({ verify: (token) => (token === "good" ? { user: "ann" } : undefined) });
      const guarded = app()
        .use(guard)
        .get("/", { cache: { ttlSeconds: 60, public: true } }, () => `run ${++runs}`);
      await using subject = await open(guarded);
      const good = { authorization: "Bearer good" };
      expect((await subject.ask("/", good)).text).toBe("run 1");
      const hit = await subject.ask("/", good);
      expect([hit.text, hit.headers.get("cache-control")]).toEqual(["run 1", "private, no-cache"]);
      expect((await subject.ask("/", { authorization: "Bearer bad" })).status).toBe(401);
      expect((await subject.ask("/")).status).toBe(401);
    });
  });

  describe("the key", () => {
    const inputs = {
      params: t.Object({ id: t.Integer() }),
      query: t.Object({ page: t.Optional(t.Integer()), tag: t.Optional(t.Array(t.String())) }),
      headers: t.Object({ "accept-language": t.Optional(t.String()) }),
    };
    const told = (): App => {
      let runs = 0;
      return app().get(
        "/items/:id",
        {
          ...inputs,
          cache: { ttlSeconds: 60, vary: ["x-tenant"], key: (c) => c.request.headers.get("x-user") },
        },
        ({ params, query, headers, vary, key }) =>
          `${++runs} ${JSON.stringify([params, query, headers, vary, key])}`,
      );
    };

    test.each([
      ["a parameter", "/items/8?page=1", {}],
      ["a query parameter", "/items/7?page=2", {}],
      ["a query parameter that is not there", "/items/7", {}],
      ["one value more", "/items/7?page=1&tag=a", {}],
      ["a header of the schema", "/items/7?page=1", { "accept-language": "de" }],
      ["a header of vary", "/items/7?page=1", { "x-tenant": "a" }],
      ["what key gives", "/items/7?page=1", { "x-user": "ann" }],
    ])("holds %s", async (_, target, headers: Record<string, string>) => {
      await using subject = await open(told());
      await subject.ask("/items/7?page=1");
      const other = await subject.ask(target, headers);
      expect([other.cache, other.text[0]]).toEqual(["bunsen; fwd=miss; stored", "2"]);
      expect((await subject.ask(target, headers)).text).toBe(other.text);
    });

    test.each([
      ["what no schema names", "/items/7?other=1&page=1", "/items/7?page=1"],
      ["the order of names", "/items/7?tag=a&page=1", "/items/7?page=1&tag=a"],
      ["how a letter is escaped", "/items/%37?page=%31", "/items/7?page=1"],
    ])("does not hold %s", async (_, target, first) => {
      await using subject = await open(told());
      await subject.ask(first);
      expect((await subject.ask(target)).cache).toBe("bunsen; hit; ttl=60");
    });

    test("what it does not hold, the handler does not see", async () => {
      const logged: string[] = [];
      const curious = app({ log: ({ message }) => logged.push(message) })
        .use(bearer({ verify: () => ({ user: "ann" }) }))
        .get("/:name", { cache: { ttlSeconds: 60, public: true } }, (c) =>
          String((c as never as Record<string, unknown>)[c.params.name]),
        );
      await using subject = await open(curious);
      const credentials = { authorization: "Bearer x" };
      for (const name of ["request", "server", "ip", "cookieMap", "path", "url"]) {
        expect((await subject.ask(`/${name}`, credentials)).status).toBe(500);
        expect(logged.pop()).toStartWith(`The handler of a cached route has no c.${name}:`);
      }
      expect((await subject.ask("/user", credentials)).text).toBe("undefined");
    });

    test.each([["-0"], ["NaN"], ["new Date(0)"], ["() => 1"], ["[undefined]"], ["1n"]])(
      "cannot be %s: another could look the same",
      async (text) => {
        const keys: Readonly<Record<string, unknown>> = {
          "-0": -0,
          NaN: Number.NaN,
          "new Date(0)": new Date(0),
          "() => 1": () => 1,
          "[undefined]": [undefined],
          "1n": 1n,
        };
        await using subject = await open(counting({ key: () => keys[text] }));
        expect((await subject.ask("/")).status).toBe(500);
      },
    );

    test("a request for which key gives nothing is for the handler alone", async () => {
      await using subject = await open(counting({ key: () => undefined }));
      await subject.ask("/");
      expect(await subject.ask("/")).toMatchObject({
        text: "run 2",
        cache: "bunsen; fwd=bypass; detail=key",
      });
    });
  });

  test.each([
    [
      "public",
      { public: true, staleWhileRevalidateSeconds: 5, staleIfErrorSeconds: 9 },
      undefined,
      "public, max-age=60, stale-while-revalidate=5, stale-if-error=9",
    ],
    ["not public", {}, undefined, "private, no-cache"],
    ["public and keyed", { public: true, key: () => 1 }, undefined, "private, no-cache"],
    ["with a field of its own", { public: true }, "max-age=5", "max-age=5"],
  ] as const)("for other caches, one that is %s", async (_, cache, own, expected) => {
    const answer = () => new Response("a", own === undefined ? {} : { headers: { "cache-control": own } });
    await using subject = await open(counting(cache, answer));
    expect((await subject.ask("/")).headers.get("cache-control")).toBe(expected);
    expect((await subject.ask("/")).headers.get("cache-control")).toBe(expected);
  });

  test("an answer says what it varies by: vary, and the fields of the schemas", async () => {
    const varying = app().get(
      "/",
      {
        headers: t.Object({ "Accept-Language": t.Optional(t.String()) }),
        cookies: t.Object({ theme: t.Optional(t.String()) }),
        cache: { ttlSeconds: 60, vary: ["X-Tenant"] },
      },
      () => "a",
    );
    await using subject = await open(varying);
    expect((await subject.ask("/")).headers.get("vary")).toBe("accept-language, cookie, x-tenant");
  });

  test("what middleware sets is of each answer, not of the kept one", async () => {
    let requests = 0;
    const { middleware } = await import("../../src/bunsen.ts");
    const stamp = middleware({
      name: "stamp",
      headers: { "x-frame-options": "DENY" },
      after: (_, response) => response.headers.set("x-request", String(++requests)),
    });
    await using subject = await open(
      app()
        .use(stamp)
        .get("/", { cache: { ttlSeconds: 60 } }, () => "a"),
    );
    const fields = async () => {
      const { headers } = await subject.ask("/");
      return [headers.get("x-request"), headers.get("x-frame-options")];
    };
    expect([await fields(), await fields()]).toEqual([
      ["1", "DENY"],
      ["2", "DENY"],
    ]);
  });

  describe("invalidation", () => {
    test("by a route that changes what was answered", async () => {
      await using subject = await open(shop());
      const before = [
        await subject.ask("/list"),
        await subject.ask("/products/7"),
        await subject.ask("/products/8"),
      ];
      await subject.ask("/products/7", {}, "PUT");
      const after = [
        await subject.ask("/list"),
        await subject.ask("/products/7"),
        await subject.ask("/products/8"),
      ];
      expect(before.map(({ text }) => text)).toEqual(["list 1", "7 2", "8 3"]);
      expect(after.map(({ text }) => text)).toEqual(["list 4", "7 5", "8 3"]);
    });

    test("not where that route refused", async () => {
      await using subject = await open(shop());
      await subject.ask("/list");
      expect((await subject.ask("/list", {}, "DELETE")).status).toBe(409);
      expect((await subject.ask("/list")).text).toBe("list 1");
    });

    test("by tag, by route and by key", async () => {
      let runs = 0;
      const keyed = app()
        .get("/a", { cache: { ttlSeconds: 60, key: () => ({ user: 7 }) } }, () => `a ${++runs}`)
        .get("/b", { cache: { ttlSeconds: 60, key: () => ({ user: 8 }) } }, () => `b ${++runs}`);
      await using subject = await open(keyed);
      const ask = async () => [(await subject.ask("/a")).text, (await subject.ask("/b")).text];
      expect(await ask()).toEqual(["a 1", "b 2"]);
      await keyed.cache.invalidate({ key: { user: 7 } });
      expect(await ask()).toEqual(["a 3", "b 2"]);
      await keyed.cache.invalidate({ route: "GET /b" });
      expect(await ask()).toEqual(["a 3", "b 4"]);
    });

    test("through the handle of an app that is mounted", async () => {
      const inner = shop();
      await using subject = await open(app().mount("/shop", inner));
      await subject.ask("/shop/list");
      await inner.cache.invalidate({ tag: "products" });
      expect((await subject.ask("/shop/list")).text).toBe("list 2");
    });
  });

  test("with useResponseCache: false every request is the handler's", async () => {
    let runs = 0;
    const off = app({ performance: { optimizations: { useResponseCache: false } } }).get(
      "/:id",
      { cache: { ttlSeconds: 60 } },
      ({ params }) => `${params.id} ${++runs}`,
    );
    await using subject = await open(off);
    await subject.ask("/a");
    expect(await subject.ask("/a")).toMatchObject({ text: "a 2", cache: "" });
  });
});

const streamOf = (...parts: readonly string[]): ReadableStream =>
  new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });

test("answers that are made in the background are finished before a server has stopped", async () => {
  const gate = Promise.withResolvers<string>();
  let runs = 0;
  const subject = app().get("/", { cache: { ttlSeconds: 60, staleWhileRevalidateSeconds: 600 } }, () =>
    ++runs === 1 ? "first" : gate.promise,
  );
  const server = await subject.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  await (await fetch(server.url)).text();
  setSystemTime(Date.now() + 70_000);
  expect(await (await fetch(server.url)).text()).toBe("first");
  let stopped = false;
  const stopping = server.stop().then(() => (stopped = true));
  await fetch(server.url).catch(() => {});
  expect(stopped).toBe(false);
  gate.resolve("second");
  await stopping;
  expect(await (await subject.request("/")).text()).toBe("second");
});

test("stats tell what the cache did", async () => {
  const subject = app().get("/:id", { cache: { ttlSeconds: 60 } }, ({ params }) => params.id);
  expect(subject.stats().cache).toBeUndefined();
  for (const target of ["/a", "/a", "/b"]) await subject.request(target);
  const { bytes, ...counts } = subject.stats().cache ?? { bytes: 0 };
  expect(counts).toEqual({ entries: 2, evictions: 0, hits: 1, misses: 2, staleHits: 0, coalesced: 0 });
  expect(bytes).toBeGreaterThan(2000);
});
