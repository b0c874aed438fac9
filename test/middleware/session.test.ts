import { describe, expect, test } from "bun:test";
import { HttpError, app, middleware, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import {
  type SessionOptions,
  type WithSession,
  bearer,
  csrf,
  requireScopes,
  session,
  some,
} from "../../src/middleware.ts";
import { type Store, StoreUnavailableError, memoryStore, redisStore, sqliteStore } from "../../src/stores.ts";
import { Clock } from "../stores/support/clock.ts";
import { root } from "../support/app-forms.ts";
import { answeringApp, answers } from "../support/exchange.ts";
import { RedisServer, describeWithRedis } from "../support/redis.ts";
import { type Browser, browse, ways } from "./support/browser.ts";

const secrets = ["0123456789abcdef0123456789abcdef"];
const cookieName = "__Host-session";

interface Data {
  readonly user: string;
  readonly cart: readonly string[];
}

/** Memory that can be looked into, and can be down. */
class SpiedStore {
  readonly texts = new Map<string, string>();
  readonly calls: string[] = [];
  isDown = false;
  readonly #store: Store;

  constructor(clock: Clock) {
    this.#store = memoryStore({ now: clock.now });
  }

  async get(key: string) {
    this.#call("get");
    return this.#store.get(key);
  }

  async set(key: string, value: string, ttlMs: number) {
    this.#call("set");
    this.texts.set(key, value);
    return this.#store.set(key, value, ttlMs);
  }

  async replace(key: string, value: string, ttlMs: number) {
    this.#call("replace");
    return this.#store.replace(key, value, ttlMs);
  }

  async delete(key: string) {
    this.#call("delete");
    this.texts.delete(key);
    return this.#store.delete(key);
  }

  take: Store["take"] = () => {
    throw new Error("no session takes");
  };

  async [Symbol.asyncDispose]() {}

  #call(name: string): void {
    this.calls.push(name);
    if (this.isDown) throw new StoreUnavailableError("The store is down.");
  }
}

const setUp = (options: Partial<SessionOptions> = {}) => {
  const clock = new Clock();
  return { clock, options: { secrets, now: clock.now, ...options } };
};
const withStore = (options: Partial<SessionOptions> = {}) => {
  const clock = new Clock();
  const store = new SpiedStore(clock);
  return { clock, store, options: { secrets, now: clock.now, store, ...options } };
};

const shop = (options: SessionOptions) =>
  app({ log: () => {} })
    .use(session<Data>(options))
    .get("/me", (c) => ({ ...c.session.data, isNew: c.session.isNew }))
    .get("/plain", () => "plain")
    .post("/login", (c) => {
      c.session.regenerate();
      c.session.set({ user: "ann" });
    })
    .post("/cart", (c) => c.session.set({ cart: [...(c.session.data.cart ?? []), "tea"] }))
    .post("/same", (c) => c.session.set({ ...c.session.data }))
    .post("/empty", (c) => c.session.set({ cart: undefined }))
    .post("/again", (c) => {
      c.session.destroy();
      c.session.set({ user: "bob" });
    })
    .post("/logout", (c) => c.session.destroy())
    .post("/fault", (c) => {
      c.session.set({ user: "ann" });
      throw new Error("broken");
    });

const statusOf = async (browser: Browser, target: string, headers: Record<string, string> = {}) =>
  (await browser.get(target, headers)).status;

const nobody = '{"isNew":true}';
const kinds: readonly (readonly [string, typeof setUp])[] = [
  ["in a cookie", setUp],
  ["in a store", withStore],
];

describe.each([...ways])("%s", (way) => {
  const open = (options: SessionOptions): Promise<Browser> => browse(shop(options), way);

  describe.each([...kinds])("%s", (_kind, make) => {
    test("the data comes back, to its client alone", async () => {
      await using browser = await open(make().options);
      expect((await browser.get("/me")).body).toBe(nobody);
      expect((await browser.post("/login")).status).toBe(204);
      expect((await browser.post("/cart")).status).toBe(204);
      expect((await browser.get("/me")).body).toBe('{"user":"ann","cart":["tea"],"isNew":false}');
      expect((await browser.other().get("/me")).body).toBe(nobody);
    });

    test("the cookie has what browsers ask of its prefix", async () => {
      await using browser = await open(make().options);
      const [field = "", ...more] = (await browser.post("/login")).cookies;
      expect([field.replace(/=\d+\.[\w-]+;/, "=…;"), more]).toEqual([
        `${cookieName}=…; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax`,
        [],
      ]);
    });

    test("nothing is sent where it is not used", async () => {
      await using browser = await open(make().options);
      await browser.post("/login");
      for (const asking of [browser, browser.other()]) {
        const { cookies, headers } = await asking.get("/plain");
        expect([cookies, headers.get("vary"), headers.get("cache-control")]).toEqual([[], null, null]);
      }
    });

    test("where it is read the answer varies, and no cookie is sent", async () => {
      await using browser = await open(make().options);
      await browser.post("/login");
      for (const asking of [browser, browser.other()]) {
        const { cookies, headers } = await asking.get("/me");
        expect([cookies, headers.get("vary"), headers.get("cache-control")]).toEqual([[], "Cookie", null]);
      }
    });

    test("where its cookie is sent no cache keeps the answer", async () => {
      await using browser = await open(make().options);
      for (const target of ["/login", "/logout"]) {
        const { cookies, headers } = await browser.post(target);
        expect([cookies.length, headers.get("vary"), headers.get("cache-control")]).toEqual([
          1,
          "Cookie",
          "no-store",
        ]);
      }
    });

    test("what did not change is not saved", async () => {
      await using browser = await open(make().options);
      await browser.post("/cart");
      expect((await browser.post("/same")).cookies).toEqual([]);
    });

    test("nor is one that has nothing, though it is used", async () => {
      await using browser = await open(make().options);
      for (const target of ["/same", "/empty", "/logout"])
        expect((await browser.post(target)).cookies).toEqual([]);
    });

    test("what is set to undefined is removed", async () => {
      await using browser = await open(make().options);
      await browser.post("/login");
      await browser.post("/cart");
      await browser.post("/empty");
      expect((await browser.get("/me")).body).toBe('{"user":"ann","isNew":false}');
    });

    test("what was set before a fault is saved all the same", async () => {
      await using browser = await open(make().options);
      expect((await browser.post("/fault")).status).toBe(500);
      expect((await browser.get("/me")).body).toBe('{"user":"ann","isNew":false}');
    });

    test("destroyed, it is gone, and so is its cookie", async () => {
      await using browser = await open(make().options);
      await browser.post("/login");
      const { cookies } = await browser.post("/logout");
      expect(cookies).toEqual([`${cookieName}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`]);
      expect((await browser.get("/me")).body).toBe(nobody);
    });

    test("what is set after destroying begins another one", async () => {
      await using browser = await open(make().options);
      await browser.post("/cart");
      const before = browser.cookies.get(cookieName);
      await browser.post("/again");
      expect((await browser.get("/me")).body).toBe('{"user":"bob","isNew":false}');
      expect(browser.cookies.get(cookieName)).not.toBe(before);
    });

    test("unused it ends after idleSeconds", async () => {
      const { clock, options } = make({ idleSeconds: 60 });
      await using browser = await open(options);
      await browser.post("/login");
      clock.wait(59_999);
      expect((await browser.get("/plain")).cookies).toEqual([]);
      clock.wait(1);
      expect((await browser.get("/me")).body).toBe(nobody);
    });

    test("used it goes on, and that is told once in a tenth of the time", async () => {
      const { clock, options } = make({ idleSeconds: 60 });
      await using browser = await open(options);
      await browser.post("/login");
      clock.wait(5999);
      expect((await browser.get("/me")).cookies).toEqual([]);
      clock.wait(1);
      const [field = ""] = (await browser.get("/me")).cookies;
      expect(field).toContain("; Max-Age=60;");
      clock.wait(59_999);
      expect((await browser.get("/me")).body).toBe('{"user":"ann","isNew":false}');
    });

    test("used or not, it ends after lifetimeSeconds, whatever the client sends", async () => {
      const { clock, options } = make({ idleSeconds: 60, lifetimeSeconds: 100 });
      await using browser = await open(options);
      await browser.post("/login");
      clock.wait(50_000);
      expect((await browser.get("/me")).cookies[0]).toContain("; Max-Age=50;");
      clock.wait(49_999);
      expect((await browser.get("/me")).body).toBe('{"user":"ann","isNew":false}');
      clock.wait(1);
      expect((await browser.get("/me")).body).toBe(nobody);
    });

    test("a lifetime that was shortened holds for those that are there", async () => {
      const { clock, options } = make({ lifetimeSeconds: 1000 });
      await using browser = await open(options);
      await browser.post("/login");
      clock.wait(10_000);
      await using shortened = await open({ ...options, lifetimeSeconds: 10 });
      for (const [name, value] of browser.cookies) shortened.cookies.set(name, value);
      expect((await shortened.get("/me")).body).toBe(nobody);
      expect((await browser.get("/me")).body).toBe('{"user":"ann","isNew":false}');
    });

    test("keys rotate", async () => {
      const { options } = make();
      await using before = await open(options);
      await before.post("/login");
      const newer = "n".repeat(32);
      const has = async (keys: readonly string[]): Promise<boolean> => {
        await using after = await open({ ...options, secrets: keys });
        for (const [name, value] of before.cookies) after.cookies.set(name, value);
        return (await after.get("/me")).body !== nobody;
      };
      expect([await has([newer, ...secrets]), await has([...secrets, newer]), await has([newer])]).toEqual([
        true,
        true,
        false,
      ]);
    });

    test("the cookie of one session is none of another", async () => {
      const { options } = make();
      await using browser = await open(options);
      await browser.post("/login");
      await using other = await open({ ...options, cookie: { name: "__Host-admin" } });
      other.cookies.set("__Host-admin", browser.cookies.get(cookieName) ?? "");
      expect((await other.get("/me")).body).toBe(nobody);
    });

    test("a changed cookie is none", async () => {
      await using browser = await open(make().options);
      await browser.post("/login");
      const value = browser.cookies.get(cookieName) ?? "";
      const last = value.endsWith("A") ? "Q" : "A";
      for (const changed of [
        value.slice(1),
        `${value.slice(0, -1)}${last}`,
        "",
        "ann",
        "%zz",
        `${value}.x`,
      ]) {
        browser.cookies.set(cookieName, changed);
        expect((await browser.get("/me")).body).toBe(nobody);
      }
    });

    test("fixation: what a client brings along is never taken for an id", async () => {
      await using browser = await open(make().options);
      for (const brought of ["attacker", "1800086400.YXR0YWNrZXI", "A".repeat(43)]) {
        const victim = browser.other();
        victim.cookies.set(cookieName, brought);
        await victim.post("/login");
        expect(victim.cookies.get(cookieName)).not.toContain(brought);
        const attacker = browser.other();
        attacker.cookies.set(cookieName, brought);
        expect((await attacker.get("/me")).body).toBe(nobody);
      }
    });

    test.each([
      [undefined, "no-store"],
      ["no-cache", "no-store"],
      ["public, max-age=60", "no-store"],
      ['private="set-cookie", max-age=60', "no-store"],
      ["private, max-age=60", "private, max-age=60"],
      ["max-age=60, Private", "max-age=60, Private"],
      ["no-store", "no-store"],
    ])("a Cache-Control of %j becomes %j beside its cookie", async (own, expected) => {
      const subject = app()
        .use(session(make().options))
        .get("/", (c) => {
          c.session.set({ at: 1 });
          return c.reply(200, "ok", {
            vary: "Accept",
            ...(own === undefined ? {} : { "cache-control": own }),
          });
        });
      await using browser = await browse(subject, way);
      const { headers } = await browser.get("/");
      expect([headers.get("cache-control"), headers.get("vary")]).toEqual([expected, "Accept, Cookie"]);
    });

    const Visitor = t.Object({ user: t.String({ maxLength: 5 }), cart: t.Optional(t.Array(t.String())) });

    test("what does not fit its schema any more is dropped", async () => {
      const { options } = make();
      await using before = await open(options);
      await before.post("/cart");
      await using after = await browse(
        app()
          .use(session({ ...options, schema: Visitor }))
          .get("/me", (c) => ({ ...c.session.data, isNew: c.session.isNew }))
          .post("/login", (c) => c.session.set({ user: "ann" })),
        way,
      );
      for (const [name, value] of before.cookies) after.cookies.set(name, value);
      expect((await after.get("/me")).body).toBe(nobody);
      await after.post("/login");
      expect((await after.get("/me")).body).toBe('{"user":"ann","isNew":false}');
    });

    test.each([{ user: "robert" }, { cart: ["tea"] }, { user: "ann", cart: [1] }])(
      "what does not fit its schema is not saved: %j is a fault",
      async (values) => {
        const told: string[] = [];
        const subject = app({ log: ({ message }) => told.push(message) })
          .use(session({ ...make().options, schema: Visitor }))
          .post("/", (c) => c.session.set(values as never));
        await using browser = await browse(subject, way);
        const { status, cookies } = await browser.post("/");
        expect([status, cookies, told]).toEqual([
          500,
          [],
          ["The data of the session does not fit its schema, so it was not saved."],
        ]);
      },
    );

    test.each([
      ["a date", { at: new Date(0) }],
      ["a bigint", { n: 1n }],
      ["a function", { f: () => 1 }],
      ["a number that is none", { n: Number.NaN }],
      ["a map", { map: new Map([["a", 1]]) }],
      ["a hole in a list", { list: [undefined] }],
      ["a list", ["a"]],
      ["text", "text"],
      ["nothing", undefined],
    ])("%s is not JSON: a fault, and nothing is saved", async (_what, values) => {
      const subject = app({ log: () => {} })
        .use(session(make().options))
        .post("/", (c) => c.session.set(values as never));
      await using browser = await browse(subject, way);
      const { status, cookies } = await browser.post("/");
      expect([status, cookies]).toEqual([500, []]);
    });

    test("names are names, whatever they are", async () => {
      const subject = app()
        .use(session(make().options))
        .post("/", (c) => c.session.set(JSON.parse('{"__proto__":{"admin":true},"constructor":1}')))
        .get("/", (c) => ({ own: Object.keys(c.session.data), admin: c.session.data.admin ?? "no" }));
      await using browser = await browse(subject, way);
      await browser.post("/");
      expect((await browser.get("/")).body).toBe('{"own":["__proto__","constructor"],"admin":"no"}');
    });

    test("data cannot be changed behind its back, nor after the answer", async () => {
      const faults: unknown[] = [];
      let kept: { set(values: object): void } | undefined;
      const list = ["tea"];
      const subject = app()
        .use(session<Data>(make().options))
        .post("/", (c) => {
          c.session.set({ cart: list });
          list.push("milk");
          kept = c.session;
          try {
            (c.session.data.cart as string[]).push("gold");
          } catch (error) {
            faults.push(error);
          }
        })
        .get("/", (c) => c.session.data);
      await using browser = await browse(subject, way);
      await browser.post("/");
      expect((await browser.get("/")).body).toBe('{"cart":["tea"]}');
      expect(faults).toEqual([expect.any(TypeError)]);
      expect(() => kept?.set({ user: "eve" })).toThrow("The session was changed after the answer");
    });

    test("guards see it, csrf comes before it, and what is no session is asked for a token", async () => {
      const signedIn = middleware({
        name: "signedIn",
        phase: "admit",
        guards: true,
        before(c) {
          const { user } = (c as unknown as { session: { data: { user?: string } } }).session.data;
          if (user === undefined) throw new HttpError(401, "Sign in first.", { code: "missing_credentials" });
          return { scopes: ["read"] };
        },
      });
      const tokens = bearer({ verify: (token) => token === "t0ken" && { scopes: ["read"] } });
      const subject = app({ log: () => {} })
        .use(csrf(), session<Data>(make().options))
        .post("/login", (c) => c.session.set({ user: "ann" }))
        .get("/in", { use: [some(signedIn, tokens), requireScopes({ scopes: ["read"] })] }, () => "in")
        .get("/out", { use: [some(signedIn, tokens), requireScopes({ scopes: ["write"] })] }, () => "in");
      await using browser = await browse(subject, way);
      expect((await browser.post("/login", { origin: "https://evil.example" })).status).toBe(403);
      expect(await statusOf(browser, "/in")).toBe(401);
      await browser.post("/login");
      expect([await statusOf(browser, "/in"), await statusOf(browser, "/out")]).toEqual([200, 403]);
      const authorization = { authorization: "Bearer t0ken" };
      expect(await statusOf(browser.other(), "/in", authorization)).toBe(200);
    });

    // GHSA-p77w-8qqv-26rm: a cache gave one user's answer to another.
    test("GHSA-p77w-8qqv-26rm: of a route that is cached everybody gets their own", async () => {
      const subject = app()
        .use(session<Data>(make().options))
        .post("/login/:name", (c) => c.session.set({ user: c.params.name }))
        .get("/hidden", { cache: { ttlSeconds: 60, public: true } }, (c) => String("session" in c))
        .get(
          "/keyed",
          {
            cache: {
              ttlSeconds: 60,
              public: true,
              key: (c) => (c as unknown as WithSession<Data>).session.data.user ?? null,
            },
          },
          (c) => String(c.key),
        );
      await using ann = await browse(subject, way);
      const [bob, eve] = [ann.other(), ann.other()];
      await ann.post("/login/ann");
      await bob.post("/login/bob");
      for (const round of ["made", "kept"]) {
        const pages = [await ann.get("/keyed"), await bob.get("/keyed"), await eve.get("/keyed")];
        expect([round, ...pages.map(({ body }) => body)]).toEqual([round, "ann", "bob", "null"]);
        expect(pages.map(({ headers }) => headers.get("vary"))).toEqual(["Cookie", "Cookie", "Cookie"]);
        expect((await ann.get("/hidden")).body).toBe("false");
      }
    });

    test("answers of all kinds are what they were, and carry no cookie", async () => {
      await using browser = await browse(answeringApp(session(make().options)), way);
      for (const { target, init, status } of answers) {
        if (init.body !== undefined) continue;
        const page = await browser.ask(init.method ?? "GET", target);
        expect([target, page.status, page.cookies]).toEqual([target, status, []]);
      }
    });

    // GHSA-f23p-vx2j-j53r / CVE-2026-71850: state of overlapping requests was mixed.
    test("GHSA-f23p-vx2j-j53r: requests that overlap have sessions of their own", async () => {
      const all = Promise.withResolvers<void>();
      let waiting = 0;
      const subject = app()
        .use(session<Data>(make().options))
        .get("/:name", async (c) => {
          c.session.set({ user: c.params.name });
          if (++waiting === 20) all.resolve();
          await all.promise;
          return c.session.data.user ?? "";
        })
        .get("/", (c) => c.session.data.user ?? "");
      await using browser = await browse(subject, way);
      const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
      const visits = names.map(async (name) => {
        const own = browser.other();
        return [(await own.get(`/${name}`)).body, (await own.get("/")).body];
      });
      expect(await Promise.all(visits)).toEqual(names.map((name) => [name, name]));
    });
  });

  describe("in a cookie", () => {
    test("the client cannot read it", async () => {
      await using browser = await open(setUp().options);
      await browser.post("/login");
      const [, content = ""] = (browser.cookies.get(cookieName) ?? "").split(".");
      expect(Buffer.from(content, "base64url").toString("latin1")).not.toContain("ann");
    });

    test("it has the size that browsers take, or is a fault", async () => {
      const told: string[] = [];
      const subject = app({ log: ({ message }) => told.push(message) })
        .use(session<{ text: string }>(setUp().options))
        .post("/:size", (c) => c.session.set({ text: "x".repeat(Number(c.params.size)) }));
      await using browser = await browse(subject, way);
      let largest = "";
      for (const size of [2800, 2850, 2900, 2950, 3000]) {
        const [field] = (await browser.post(`/${size}`)).cookies;
        largest = field ?? largest;
      }
      expect(largest.length).toBeWithin(4000, 4097);
      expect(told.at(-1)).toMatch(
        /^The session has 4\d{3} bytes as a cookie; browsers take 4096\. Keep less in it, or give session a store\.$/,
      );
    });
  });

  describe("in a store", () => {
    test("nothing is asked of it without a valid cookie", async () => {
      const { store, options } = withStore();
      await using browser = await open(options);
      await browser.get("/me");
      browser.cookies.set(cookieName, "1800086400.YXR0YWNrZXI");
      await browser.get("/me");
      expect(store.calls).toEqual([]);
    });

    test("nor for a cookie that has data, of the same name and secret", async () => {
      const { store, options } = withStore();
      const { store: _store, ...inCookie } = options;
      await using before = await open(inCookie);
      await before.post("/login");
      await using browser = await open(options);
      for (const [name, value] of before.cookies) browser.cookies.set(name, value);
      expect([(await browser.get("/me")).body, store.calls]).toEqual([nobody, []]);
    });

    test("it has digests of ids, and the cookie no data", async () => {
      const { store, options } = withStore();
      await using browser = await open(options);
      await browser.post("/login");
      const [[key = "", text = ""] = [], ...more] = [...store.texts];
      expect([key, text, more]).toEqual([
        expect.stringMatching(/^session:[\w-]{43}$/),
        '[1800000000000,1800000000000,{"user":"ann"}]',
        [],
      ]);
      expect(browser.cookies.get(cookieName)).not.toContain(key.slice("session:".length));
    });

    test("fixation: signing in gives another id, and the one before is nobody's", async () => {
      const { store, options } = withStore();
      await using browser = await open(options);
      await browser.post("/cart");
      const attacker = browser.copy();
      await browser.post("/login");
      expect(store.texts.size).toBe(1);
      expect((await browser.get("/me")).body).toBe('{"cart":["tea"],"user":"ann","isNew":false}');
      expect((await attacker.get("/me")).body).toBe(nobody);
    });

    test("a cookie whose session is unknown gives its id to no other", async () => {
      const { store, options } = withStore();
      await using browser = await open(options);
      await browser.post("/cart");
      const [before] = store.texts.keys();
      await store.delete(before ?? "");
      const copy = browser.copy();
      await browser.post("/cart");
      expect([...store.texts.keys()]).not.toContain(before);
      expect((await copy.get("/me")).body).toBe(nobody);
    });

    test("destroyed, it is gone for who kept the cookie, too", async () => {
      const { store, options } = withStore();
      await using browser = await open(options);
      await browser.post("/login");
      const thief = browser.copy();
      await browser.post("/logout");
      expect([(await thief.get("/me")).body, store.texts.size]).toEqual([nobody, 0]);
    });

    test.each(["/slow", "/slow/regenerated"])(
      "destroyed while %s runs, it does not come back, and no cookie is sent",
      async (target) => {
        const { options } = withStore();
        const [isIn, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
        const slow = async (used: { set(values: Partial<Data>): void }) => {
          used.set({ cart: ["gold"] });
          isIn.resolve();
          await goOn.promise;
        };
        const subject = shop(options)
          .post("/slow", (c) => slow(c.session))
          .post("/slow/regenerated", (c) => {
            c.session.regenerate();
            return slow(c.session);
          });
        await using browser = await browse(subject, way);
        await browser.post("/login");
        const other = browser.copy();
        const answer = other.post(target);
        await isIn.promise;
        await browser.post("/logout");
        goOn.resolve();
        const { status, cookies, headers } = await answer;
        expect([status, cookies, headers.get("cache-control")]).toEqual([204, [], null]);
        expect((await other.get("/me")).body).toBe(nobody);
      },
    );

    const problem = {
      title: "Service Unavailable",
      status: 503,
      detail: "The server cannot reach what it keeps at the moment; try again later.",
      code: "store_unavailable",
    };

    test("while it is down, requests with a session are 503", async () => {
      const { store, options } = withStore();
      await using browser = await open(options);
      await browser.post("/login");
      store.isDown = true;
      expect((await browser.get("/plain")).headers.get("retry-after")).toBe("1");
      expect(JSON.parse((await browser.get("/plain")).body)).toEqual(problem);
      expect(JSON.parse((await browser.other().post("/login")).body)).toEqual(problem);
      expect((await browser.other().get("/me")).body).toBe(nobody);
      store.isDown = false;
      expect((await browser.get("/me")).body).toBe('{"user":"ann","isNew":false}');
    });

    test("or those of nobody, whose sessions are there again afterwards", async () => {
      const { store, options } = withStore({ whenDown: "anonymous" });
      await using browser = await open(options);
      await browser.post("/login");
      store.isDown = true;
      expect((await browser.get("/me")).body).toBe(nobody);
      const saved = [await browser.post("/cart"), await browser.other().post("/cart")];
      expect(saved.map(({ status, cookies }) => [status, cookies])).toEqual([
        [204, []],
        [204, []],
      ]);
      store.isDown = false;
      expect((await browser.get("/me")).body).toBe('{"user":"ann","isNew":false}');
    });

    test("also where it is back before the answer: what could not be read is not replaced", async () => {
      const { store, options } = withStore({ whenDown: "anonymous" });
      const subject = shop(options).post("/back", (c) => {
        store.isDown = false;
        c.session.set({ cart: ["milk"] });
      });
      await using browser = await browse(subject, way);
      await browser.post("/login");
      store.isDown = true;
      expect((await browser.post("/back")).cookies).toEqual([]);
      expect((await browser.get("/me")).body).toBe('{"user":"ann","isNew":false}');
    });

    test("but signing out is 503 while it cannot be done", async () => {
      const { store, options } = withStore({ whenDown: "anonymous" });
      await using browser = await open(options);
      await browser.post("/login");
      store.isDown = true;
      const { status, cookies } = await browser.post("/logout");
      expect([status, cookies]).toEqual([503, []]);
    });

    test("another fault of it is a fault, whatever is done while it is down", async () => {
      const { store, options } = withStore({ whenDown: "anonymous" });
      await using browser = await open(options);
      await browser.post("/login");
      store.get = () => Promise.reject(new TypeError("broken"));
      expect((await browser.get("/me")).status).toBe(500);
    });

    test("one that answers at once does as well", async () => {
      const clock = new Clock();
      await using browser = await open({ secrets, now: clock.now, store: memoryStore({ now: clock.now }) });
      await browser.post("/login");
      expect((await browser.get("/me")).body).toBe('{"user":"ann","isNew":false}');
    });
  });
});

/** What somebody does with a session, and what comes of it. */
async function walk(store: Store): Promise<readonly string[]> {
  await using browser = await browse(shop({ secrets, store }), "compiled, over a socket");
  const told: string[] = [];
  const tell = async (asking: Browser) => told.push((await asking.get("/me")).body);
  await browser.post("/cart");
  const before = browser.copy();
  await browser.post("/login");
  await browser.post("/cart");
  for (const asking of [browser, before]) await tell(asking);
  const thief = browser.copy();
  await browser.post("/logout");
  for (const asking of [browser, thief]) await tell(asking);
  return told;
}

const walked = ['{"cart":["tea","tea"],"user":"ann","isNew":false}', nobody, nobody, nobody];

test("memory and SQLite keep it alike", async () => {
  await using memory = memoryStore();
  await using sqlite = sqliteStore(":memory:");
  expect([await walk(memory), await walk(sqlite)]).toEqual([walked, walked]);
});

describeWithRedis("in Redis", () => {
  test("it is kept alike; killed, the answer is 503", async () => {
    await using server = await RedisServer.start();
    await using store = redisStore(server.url, { deadlineMs: 10_000, log: () => {} });
    expect(await walk(store)).toEqual(walked);
    await using browser = await browse(shop({ secrets, store }), "compiled, over a socket");
    await browser.post("/login");
    await server.kill();
    expect((await browser.get("/me")).status).toBe(503);
    expect((await browser.other().get("/me")).body).toBe(nobody);
  });
});

test.each([
  [{}, "__Host-session", "Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax"],
  [{ cookie: { secure: false } }, "session", "Path=/; Max-Age=86400; HttpOnly; SameSite=Lax"],
  [
    { cookie: { domain: "shop.example", sameSite: "strict" } },
    "session",
    "Domain=shop.example; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Strict",
  ],
  [
    { cookie: { name: "__Secure-s", path: "/shop" }, lifetimeSeconds: 60 },
    "__Secure-s",
    "Path=/shop; Max-Age=60; Secure; HttpOnly; SameSite=Lax",
  ],
] as const)("with %j it is %s with %s", async (options, name, attributes) => {
  const subject = shop({ secrets, ...options } as SessionOptions);
  const response = await subject.request("/login", { method: "POST" });
  expect(response.headers.getSetCookie()[0]?.replace(/=\d+\.[\w-]+;/, "=…;")).toBe(
    `${name}=…; ${attributes}`,
  );
});

test.each([
  [{ secrets: undefined }, "session.secrets: expected a list of secrets, received nothing."],
  [{ secrets: [] }, "session.secrets: expected at least one secret"],
  [{ secrets: "s".repeat(32) }, "session.secrets: expected a list of secrets"],
  [{ secrets: [...secrets, "short"] }, "session.secrets[1]: expected text of at least 32 bytes, received"],
  [{ secrets: [""] }, "session.secrets[0]: expected text of at least 32 bytes"],
  [{ store: {} }, "session.store: expected a store of bunsen/stores"],
  [{ cookie: { httpOnly: false } }, "session.cookie.httpOnly: there is no such option"],
  [{ cookie: { maxAgeSeconds: 1 } }, "session.cookie.maxAgeSeconds: there is no such option"],
  [{ cookie: { name: "__Host-s", secure: false } }, "must be secure, as its prefix says"],
  [{ cookie: { name: "__Host-s", path: "/a" } }, "must have the path / and no domain"],
  [{ cookie: { sameSite: "none", secure: false } }, "must be secure, as sameSite is none"],
  [{ idleSeconds: 0 }, "session.idleSeconds: expected whole seconds from 1 to 604800, received 0."],
  [{ idleSeconds: 61, lifetimeSeconds: 60 }, "session.idleSeconds: expected whole seconds from 1 to 60"],
  [{ lifetimeSeconds: 34_560_001 }, "session.lifetimeSeconds: expected whole seconds from 1 to 34560000"],
  [{ lifetimeSeconds: Number.NaN }, "session.lifetimeSeconds: expected whole seconds"],
  [{ whenDown: "open" }, 'session.whenDown: expected closed or anonymous, received "open".'],
  [{ whenDown: "closed" }, "session.whenDown: expected a store beside it"],
  [{ now: 1 }, "session.now: expected a function, received 1."],
  [{ secret: "s" }, "session.secret: there is no such option"],
])("%j is refused when called", (options, message) => {
  expect(() => session({ secrets, ...options } as unknown as SessionOptions)).toThrow(message);
});

test("one that is used twice alike is one; with another store it is another, and a build error", () => {
  const [one, other] = [memoryStore(), memoryStore()];
  const twice = (store: Store) =>
    app()
      .use(session({ secrets, store: one }))
      .use(session({ secrets, store }))
      .get("/", "constant");
  const problems = [one, other].map((store) =>
    planApp(twice(store).definition(), root).diagnostics.map(({ problem }) => problem),
  );
  expect(problems).toEqual([[], ['Two middlewares of GET / have the name "session" and other options.']]);
});

test("a refused secret is not told", () => {
  expect(() => session({ secrets: ["hunter2"] })).toThrow(/^(?!.*hunter2)/);
});

test("the types are those of the schema, or those that are named", () => {
  const Visitor = t.Object({ user: t.String() });
  const subject = app()
    .use(session({ secrets, schema: Visitor }))
    .get("/", (c) => {
      const user: string | undefined = c.session.data.user;
      // @ts-expect-error there is no such name
      c.session.set({ admin: true });
      // @ts-expect-error it is text
      c.session.set({ user: 1 });
      return user ?? "nobody";
    });
  expect(subject).toBeDefined();
});
