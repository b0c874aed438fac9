import { describe, expect, test } from "bun:test";
import { type App, app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import {
  type RateLimitOptions,
  type RequestEntry,
  bearer,
  cors,
  loadShed,
  logger,
  rateLimit,
  trustProxy,
} from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { type Store, StoreUnavailableError, memoryStore } from "../../src/stores.ts";
import { type Form, forms, root, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange } from "../support/exchange.ts";
import { Clock } from "../stores/support/clock.ts";

const minute = 60_000;

/** A limit with a clock that stands. */
function limited(options: Partial<RateLimitOptions> = {}) {
  const clock = new Clock();
  const store = memoryStore({ now: clock.now });
  const used = rateLimit({ limit: 2, windowSeconds: 60, store, name: "test", ...options });
  return {
    clock,
    store,
    used,
    subject: app()
      .use(used)
      .get("/", () => "in"),
  };
}

/** Statuses of requests one after another, in process. */
async function statusesOf(
  subject: Pick<App, "definition">,
  form: Form,
  headers: readonly (readonly [name: string, value: string][])[],
): Promise<number[]> {
  const table = await tableOf(subject, form);
  const statuses: number[] = [];
  for (const fields of headers) {
    statuses.push((await answerTarget(table, "/", { headers: [...fields] as [string, string][] })).status);
  }
  return statuses;
}

/** Statuses of requests over a socket, each with an X-Forwarded-For of its own. */
async function forwardedStatuses(
  subject: Pick<App, "definition">,
  form: Form,
  addresses: readonly string[],
): Promise<number[]> {
  await using server = listen(await tableOf(subject, form), {
    port: 0,
    hostname: "127.0.0.1",
    signals: false,
  });
  const statuses: number[] = [];
  for (const address of addresses) {
    const headers: Record<string, string> = address === "" ? {} : { "x-forwarded-for": address };
    statuses.push((await fetch(server.url, { headers })).status);
  }
  return statuses;
}

const fromHeader: RateLimitOptions["key"] = ({ request }) => request.headers.get("x-key") ?? undefined;
const costFromHeader: RateLimitOptions["cost"] = ({ request }) => Number(request.headers.get("x-cost"));

/** Who a token is of: `none` is valid, and of nobody. */
function userOf(token: string): { readonly user?: string } | undefined {
  if (token === "bad") return undefined;
  return token === "none" ? {} : { user: token };
}

const down: Store = {
  ...memoryStore(),
  take: () => {
    throw new StoreUnavailableError("down");
  },
};
const downLater: Store = { ...down, take: async () => Promise.reject(new StoreUnavailableError("down")) };

describe.each([...forms])("%s", (form) => {
  test("more requests than the limit are refused, until there is room again", async () => {
    const { subject, clock } = limited();
    const table = await tableOf(subject, form);
    clock.nowMs -= clock.nowMs % minute;
    const ask = async () => {
      const { status, headers } = await answerTarget(table, "/");
      return [status, headers.get("ratelimit-policy"), headers.get("ratelimit"), headers.get("retry-after")];
    };
    const policy = '"test";q=2;w=60';
    expect([await ask(), await ask(), await ask()]).toEqual([
      [200, policy, '"test";r=1;t=90', null],
      [200, policy, '"test";r=0;t=75', null],
      [429, policy, '"test";r=0;t=75', "75"],
    ]);
    clock.wait(74_999);
    expect((await ask())[0]).toBe(429);
    clock.wait(1);
    expect((await ask())[0]).toBe(200);
  });

  test("what is refused is a problem document, the same in process and over a socket", async () => {
    const { used, clock } = limited({ limit: 1, cost: 1, windowSeconds: 30 });
    clock.nowMs -= clock.nowMs % minute;
    const subject = app()
      .use(trustProxy({ proxies: ["127.0.0.0/8"] }), used)
      .get("/", () => "in");
    const both = limited({ limit: 1, windowSeconds: 30, cost: 2 });
    await statusesOf(subject, form, [[], []]);
    expect(await exchange(both.subject, form, "/")).toEqual({
      status: 429,
      headers: {
        "content-type": "application/problem+json",
        "ratelimit-policy": '"test";q=1;w=30',
        ratelimit: '"test";r=1',
      },
      body: JSON.stringify({
        title: "Too Many Requests",
        status: 429,
        detail: "Too many requests: this one takes more than is ever allowed.",
        code: "rate_limited",
      }),
    });
    const { status, headers, body } = await answeredOnce(subject, form);
    expect([status, headers.get("retry-after"), JSON.parse(body)]).toEqual([
      429,
      "45",
      {
        title: "Too Many Requests",
        status: 429,
        detail: "Too many requests: try again in 45 seconds.",
        code: "rate_limited",
      },
    ]);
  });

  test.each([
    ["draft", ["ratelimit", "ratelimit-policy"]],
    ["legacy", ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"]],
    ["both", ["ratelimit", "ratelimit-limit", "ratelimit-policy", "ratelimit-remaining", "ratelimit-reset"]],
    ["none", []],
  ] as const)("fields: %s", async (fields, names) => {
    const { subject } = limited({ fields, limit: 1 });
    const table = await tableOf(subject, form);
    for (const status of [200, 429]) {
      const response = await answerTarget(table, "/");
      const told = [...response.headers.keys()].filter((name) => name.startsWith("ratelimit"));
      expect([response.status, told.toSorted()]).toEqual([status, [...names]]);
    }
  });

  test("of several limits answers tell each, or the tightest", async () => {
    const clock = new Clock();
    clock.nowMs -= clock.nowMs % minute;
    const store = memoryStore({ now: clock.now });
    const made = (name: string, limit: number) =>
      rateLimit({ limit, windowSeconds: 60, store, name, fields: "both" });
    const subject = app()
      .use(made("wide", 10), made("narrow", 3), made("wider", 20))
      .get("/", { use: [made("own", 5)] }, () => "in");
    const { headers } = await answerTarget(await tableOf(subject, form), "/");
    const names = ["policy", "limit", "remaining", "reset"].map((name) => headers.get(`ratelimit-${name}`));
    expect([headers.get("ratelimit"), ...names]).toEqual([
      '"own";r=4;t=90, "wider";r=19;t=90, "narrow";r=2;t=90, "wide";r=9;t=90',
      '"own";q=5;w=60, "wider";q=20;w=60, "narrow";q=3;w=60, "wide";q=10;w=60',
      "3",
      "2",
      "90",
    ]);
  });

  test("a token bucket lets a burst in, then a steady rate", async () => {
    const { subject, clock } = limited({ algorithm: "token-bucket", limit: 3, windowSeconds: 30 });
    const table = await tableOf(subject, form);
    const statuses = async (count: number): Promise<number[]> => {
      const all: number[] = [];
      for (let n = 0; n < count; n++) all.push((await answerTarget(table, "/")).status);
      return all;
    };
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
    clock.wait(10_000);
    expect(await statuses(2)).toEqual([200, 429]);
  });

  test("of 1,000 requests at once exactly as many as the limit are let in", async () => {
    for (const algorithm of ["sliding-window", "token-bucket"] as const) {
      const { subject } = limited({ algorithm, limit: 100 });
      const table = await tableOf(subject, form);
      const responses = await Promise.all(Array.from({ length: 1000 }, () => answerTarget(table, "/")));
      expect(responses.filter(({ status }) => status === 200).length).toBe(100);
    }
  });

  test.each([...answers])("$target of $status counts", async ({ target, init, status }) => {
    const table = await tableOf(answeringApp(limited({ limit: 1 }).used), form);
    const statuses = [await answerTarget(table, target, init), await answerTarget(table, target, init)];
    expect(statuses.map((response) => response.status)).toEqual([status, 429]);
  });

  test("preflights and what is shed are not counted", async () => {
    const { used } = limited({ limit: 1 });
    const subject = app()
      .use(used, cors({ origin: ["https://shop.example"] }), loadShed({ maxInFlight: 1 }))
      .get("/", () => "in");
    const table = await tableOf(subject, form);
    const headers = { origin: "https://shop.example", "access-control-request-method": "GET" };
    const preflight = (): Promise<Response> =>
      Promise.resolve(answerTarget(table, "/", { method: "OPTIONS", headers }));
    const statuses = [
      await preflight(),
      await preflight(),
      await answerTarget(table, "/"),
      await answerTarget(table, "/"),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([204, 204, 200, 429]);
  });

  describe("whom a request counts for", () => {
    const one = { limit: 1 };
    const byForwarded = (options: Partial<RateLimitOptions> = one) =>
      app()
        .use(limited(options).used, trustProxy({ proxies: ["127.0.0.0/8", "10.0.0.0/8"] }))
        .get("/", () => "in");

    test("CVE-2025-59152, GHSA-hm36-ffrh-c77c: without trustProxy an X-Forwarded-For of the client's is not read", async () => {
      const addresses = ["203.0.113.1", "203.0.113.2", "127.0.0.1", ""];
      expect(await forwardedStatuses(limited(one).subject, form, addresses)).toEqual([200, 429, 429, 429]);
    });

    test("41adbf56, CVE-2025-59152: the right-most address that is no proxy counts, whatever stands before it", async () => {
      const addresses = [
        "203.0.113.1",
        "1.1.1.1, 203.0.113.1",
        "2.2.2.2,203.0.113.1,10.0.0.1",
        "203.0.113.2",
      ];
      expect(await forwardedStatuses(byForwarded(), form, addresses)).toEqual([200, 429, 429, 200]);
    });

    test("CVE-2026-3635, GHSA-3m5p-2c4r-xxw2: who is no proxy is believed nothing, at any number of hops", async () => {
      const subject = app()
        .use(limited(one).used, trustProxy({ proxies: ["10.0.0.0/8"] }))
        .get("/", () => "in");
      const addresses = ["203.0.113.1", "203.0.113.2, 10.0.0.1", "10.0.0.1, 10.0.0.2, 10.0.0.3", ""];
      expect(await forwardedStatuses(subject, form, addresses)).toEqual([200, 429, 429, 429]);
    });

    test("CVE-2026-39409, CVE-2026-47674: an address in another spelling is the same", async () => {
      const v4 = ["203.0.113.1", "::ffff:203.0.113.1", "::FFFF:CB00:7101", "203.0.113.1:4711", "203.0.113.2"];
      expect(await forwardedStatuses(byForwarded(), form, v4)).toEqual([200, 429, 429, 429, 200]);
      const v6 = ["2001:db8::1", "2001:DB8:0:0::1", "[2001:db8::1]:80", "2001:0db8::0001"];
      expect(await forwardedStatuses(byForwarded(), form, v6)).toEqual([200, 429, 429, 429]);
    });

    test("an IPv6 address counts by its first 64 bits: a network has all that follow", async () => {
      const v6 = ["2001:db8:0:1::1", "2001:db8:0:1:ffff::", "2001:db8:0:2::1", "2001:db8:1::", "::1"];
      expect(await forwardedStatuses(byForwarded(), form, v6)).toEqual([200, 429, 200, 200, 200]);
    });

    test("requests without an address, as in process, count together", async () => {
      expect(
        await statusesOf(limited(one).subject, form, [[], [["x-forwarded-for", "203.0.113.1"]]]),
      ).toEqual([200, 429]);
    });

    test("a key that an earlier guard found out, and the address where there is none", async () => {
      const { used } = limited({
        ...one,
        key: (c) => (c as { readonly user?: string }).user,
      });
      const subject = app()
        .use(used, bearer({ verify: userOf }))
        .get("/", () => "in");
      const tokens = ["ann", "bob", "ann", "bad", "bad", "none", "none"];
      const headers = tokens.map((token): [string, string][] => [["authorization", `Bearer ${token}`]]);
      expect(await statusesOf(subject, form, headers)).toEqual([200, 200, 429, 401, 401, 200, 429]);
    });

    test("where there is no key, each address counts for itself", async () => {
      const addresses = ["203.0.113.1", "203.0.113.1", "203.0.113.2"];
      expect(await forwardedStatuses(byForwarded({ ...one, key: () => undefined }), form, addresses)).toEqual(
        [200, 429, 200],
      );
    });

    test("a key is no address, and no key of another limit", async () => {
      const store = memoryStore();
      const used = (name: string, key?: RateLimitOptions["key"]) =>
        rateLimit({ limit: 1, windowSeconds: 60, store, name, ...(key ? { key } : {}) });
      const subject = app()
        .use(used("a", fromHeader), used("b", fromHeader))
        .get("/", () => "in");
      const keys = ["x", "b:key:x", ":key:x", "address:", "1", "1"];
      const headers = keys.map((key): [string, string][] => [["x-key", key]]);
      expect(await statusesOf(subject, form, headers)).toEqual([200, 200, 200, 200, 200, 429]);
      expect(
        await statusesOf(
          app()
            .use(used("a"))
            .get("/", () => "in"),
          form,
          [[], []],
        ),
      ).toEqual([200, 429]);
    });

    test("limits of one name in one store count together", async () => {
      const { store } = limited();
      const made = () => rateLimit({ limit: 1, windowSeconds: 60, store, name: "shared" });
      const subject = app()
        .get("/", { use: [made()] }, () => "in")
        .get("/other", { use: [made()] }, () => "in");
      const table = await tableOf(subject, form);
      const statuses = [await answerTarget(table, "/"), await answerTarget(table, "/other")];
      expect(statuses.map(({ status }) => status)).toEqual([200, 429]);
    });
  });

  describe("what a request costs", () => {
    test("a number, or what a function gives", async () => {
      const costs = ["0", "3", "1", "5", "0", "2", "1"];
      const headers = costs.map((each): [string, string][] => [["x-cost", each]]);
      expect(await statusesOf(limited({ limit: 5, cost: costFromHeader }).subject, form, headers)).toEqual([
        200, 200, 200, 429, 200, 429, 200,
      ]);
      expect(await statusesOf(limited({ limit: 5, cost: 3 }).subject, form, [[], []])).toEqual([200, 429]);
    });

    test.each([-1, 0.5, Number.NaN, "1", undefined])("%p of a function is a fault", async (cost) => {
      const logged: unknown[] = [];
      const { used } = limited({ cost: () => cost as number });
      const subject = app({ log: ({ message }) => logged.push(message) })
        .use(used)
        .get("/", () => "in");
      expect(await statusesOf(subject, form, [[]])).toEqual([500]);
      expect(logged).toEqual([`store.take.cost: expected a whole number from 0, received ${cost}.`]);
    });
  });

  test("a key that is no text is a fault", async () => {
    const logged: unknown[] = [];
    const { used } = limited({ key: () => 7 as unknown as string });
    const subject = app({ log: ({ message }) => logged.push(message) })
      .use(used)
      .get("/", () => "in");
    expect(await statusesOf(subject, form, [[]])).toEqual([500]);
    expect(logged).toEqual(["rateLimit.key: expected text or undefined, received a value of type number."]);
  });

  describe.each([
    ["at once", down],
    ["later", downLater],
  ])("a store that fails %s", (_, store) => {
    test("closed: 503, and no line of the log for each request", async () => {
      const logged: unknown[] = [];
      const entries: RequestEntry[] = [];
      const subject = app({ log: (entry) => logged.push(entry) })
        .use(logger({ sink: { info: (entry) => entries.push(entry) } }), limited({ store }).used)
        .get("/", () => "in");
      expect(await exchange(subject, form, "/")).toEqual({
        status: 503,
        headers: { "content-type": "application/problem+json", "retry-after": "1" },
        body: JSON.stringify({
          title: "Service Unavailable",
          status: 503,
          detail: "The server cannot reach what it keeps at the moment; try again later.",
          code: "store_unavailable",
        }),
      });
      expect([logged, entries.map(({ status, code }) => [status, code])]).toEqual([
        [],
        [
          [503, "store_unavailable"],
          [503, "store_unavailable"],
        ],
      ]);
    });

    test("open: requests are let in, and nothing is told of the limit", async () => {
      const { subject } = limited({ store, whenDown: "open" });
      expect(await exchange(subject, form, "/")).toEqual({
        status: 200,
        headers: { "content-type": "text/plain;charset=utf-8" },
        body: "in",
      });
    });
  });

  test("another error of a store is a fault, whatever the policy", async () => {
    const broken = [
      {
        ...down,
        take: () => {
          throw new Error("broken");
        },
      },
      { ...down, take: () => Promise.reject(new Error("broken")) },
    ];
    for (const store of broken) {
      const logged: unknown[] = [];
      const { used } = limited({ store, whenDown: "open" });
      const subject = app({ log: ({ message }) => logged.push(message) })
        .use(used)
        .get("/", () => "in");
      expect([await statusesOf(subject, form, [[]]), logged]).toEqual([[500], ["broken"]]);
    }
  });
});

async function answeredOnce(subject: Pick<App, "definition">, form: Form) {
  const response = await answerTarget(await tableOf(subject, form), "/");
  return { status: response.status, headers: response.headers, body: await response.text() };
}

test("by address it runs before guards that find out who asks, by a key after them", () => {
  const plain = { ...bearer({ verify: () => true }), name: "bearer" };
  const order = (used: ReturnType<typeof rateLimit>) => {
    const { plan } = planApp(
      app()
        .use(plain, used)
        .get("/", () => "in")
        .definition(),
      root,
    );
    return plan.routes[0]?.around.middleware.map(({ id }) => id);
  };
  expect([order(limited().used), order(limited({ key: () => "a" }).used)]).toEqual([
    ["rateLimit", "bearer"],
    ["bearer", "rateLimit"],
  ]);
});

test("it is a guard: a fast path does not leave it out unasked", () => {
  const fast = app({ performance: { fastPaths: ["/"] } })
    .use(limited().used)
    .get("/", "ok");
  expect(planApp(fast.definition(), root).diagnostics.map(({ code }) => code)).toEqual(["guard_skipped"]);
});

const store = memoryStore();
test.each([
  [{ windowSeconds: 1 }, ".limit: expected a number, received nothing."],
  [{ limit: 0, windowSeconds: 1 }, ".limit: expected a whole number from 1, received 0."],
  [{ limit: 1.5, windowSeconds: 1 }, ".limit: expected a whole number from 1, received 1.5."],
  [{ limit: "9", windowSeconds: 1 }, '.limit: expected a number, received "9".'],
  [{ limit: 1 }, ".windowSeconds: expected a number, received nothing."],
  [{ limit: 1, windowSeconds: 0.5 }, ".windowSeconds: expected a whole number from 1, received 0.5."],
  [{ limit: 1e9, windowSeconds: 86_400 }, ": expected at most 3002399751580330"],
  [
    { limit: 1, windowSeconds: 1, algorithm: "fixed" },
    ".algorithm: expected sliding-window or token-bucket, received",
  ],
  [{ limit: 1, windowSeconds: 1, key: "ip" }, '.key: expected a function, received "ip".'],
  [{ limit: 1, windowSeconds: 1, cost: -1 }, ".cost: expected a whole number from 0, received -1."],
  [{ limit: 1, windowSeconds: 1, cost: "1" }, '.cost: expected a number, received "1".'],
  [
    { limit: 1, windowSeconds: 1, store },
    ".name: expected a name, where there is a store, received nothing.",
  ],
  [{ limit: 1, windowSeconds: 1, store: new Map() }, ".store: expected a store of bunsen/stores, received"],
  [
    { limit: 1, windowSeconds: 1, store, name: 'a"b' },
    ".name: expected up to 64 letters, digits, _, - and ., received",
  ],
  [{ limit: 1, windowSeconds: 1, whenDown: "anonymous" }, ".whenDown: expected open or closed, received"],
  [
    { limit: 1, windowSeconds: 1, fields: true },
    ".fields: expected draft or legacy or both or none, received true.",
  ],
  [{ limit: 1, windowSeconds: 1, max: 5 }, ".max: there is no such option; there are limit, windowSeconds,"],
])("%j is refused when called", (options, message) => {
  expect(() => rateLimit(options as unknown as RateLimitOptions)).toThrow(`rateLimit${message}`);
});

test("two of them with other stores are no duplicates: both count", () => {
  const [one, other] = [memoryStore(), memoryStore()];
  const twice = (second: Store) =>
    app()
      .use(rateLimit({ limit: 1, windowSeconds: 60, name: "all", store: one }))
      .use(rateLimit({ limit: 1, windowSeconds: 60, name: "all", store: second }))
      .get("/", () => "ok");
  const counting = [one, other].map((second) => {
    const [route] = planApp(twice(second).definition(), root).plan.routes;
    return route?.around.middleware.length;
  });
  expect(counting).toEqual([1, 2]);
});
