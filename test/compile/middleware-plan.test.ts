import { describe, expect, test } from "bun:test";
import {
  type App,
  type AppOptions,
  type Middleware,
  type SkipCondition,
  app,
  middleware,
} from "../../src/bunsen.ts";
import { type PlanResult, planApp } from "../../src/compile/plan.ts";
import { checkFit } from "../../src/define/fingerprint.ts";

const ok = (): string => "ok";
const named = (name: string, more: object = {}): Middleware =>
  middleware({ name, before: () => ({}), ...more });

const planned = (given: Pick<App, "definition">): PlanResult => planApp(given.definition(), "/");
const problemsOf = (given: Pick<App, "definition">): readonly string[] =>
  planned(given).diagnostics.map(({ code, problem }) => `${code}: ${problem}`);

/** The middleware around each route, or around 404 and, by target, 405. */
function aroundsOf(given: Pick<App, "definition">): Record<string, readonly string[]> {
  const { plan, diagnostics } = planned(given);
  expect(diagnostics).toEqual([]);
  return Object.fromEntries(
    plan.routes.map(({ key, around }) => [key, around.middleware.map(({ id }) => id)]),
  );
}

function unroutedOf(given: Pick<App, "definition">): Record<string, readonly string[]> {
  const { around, byTarget } = planned(given).plan.unrouted;
  const all = { "404": around, ...byTarget };
  return Object.fromEntries(
    Object.entries(all).map(([target, { middleware: members }]) => [target, members.map(({ id }) => id)]),
  );
}

const skipping = (conditions: Readonly<Record<string, readonly SkipCondition[]>>): AppOptions => ({
  performance: { middleware: { skipConditions: conditions } },
});

describe("a part of a route that a more special route answers is no part of it", () => {
  test("of a fast path", () => {
    const shop = app({ performance: { fastPaths: ["/users/me"] } })
      .use(named("logger"))
      .get("/users/:id", ok)
      .get("/users/me", ok);
    expect(aroundsOf(shop)).toEqual({ "GET /users/:id": ["logger"], "GET /users/me": [] });
  });

  test("of a condition, of all methods", () => {
    const shop = app(skipping({ logger: [{ path: "/files/private/*" }] }))
      .use(named("logger"))
      .get("/files/*", ok)
      .all("/files/private/*", ok);
    expect(aroundsOf(shop)).toEqual({ "GET /files/*": ["logger"], "ALL /files/private/*": [] });
  });

  test("but what another method's route answers still is", () => {
    const shop = app(skipping({ logger: [{ path: "/users/me" }] }))
      .use(named("logger"))
      .get("/users/:id", ok)
      .post("/users/me", ok);
    expect(problemsOf(shop)).toEqual([
      "partial_cover: The skip condition /users/me of logger covers only a part of GET /users/:id: /users/me.",
    ]);
  });
});

test("a condition that each request decides covers all of a route or none of it", () => {
  const partly: readonly [SkipCondition, string][] = [
    [{ path: "/a/b", when: () => true }, "/a/b"],
    [{ method: "POST", when: () => true }, "POST"],
  ];
  for (const [condition, part] of partly) {
    const shop = app(skipping({ logger: [condition] }))
      .use(named("logger"))
      .all("/a/:id", ok);
    expect(problemsOf(shop)).toEqual([
      expect.stringContaining(`covers only a part of ALL /a/:id: ${part}.`) as unknown as string,
    ]);
  }
});

/** Problems of a route that leaves it out. */
const leaveOut = (guards: object): readonly string[] =>
  problemsOf(
    app()
      .use(named("admin", { phase: "admit", ...guards }))
      .get("/", { skip: ["admin"] }, ok),
  );

const onDefaultPaths = (settings: object): Record<string, readonly string[]> =>
  aroundsOf(app().use(named("one", settings)).get("/health", ok).get("/static/*", ok));

describe("a guard", () => {
  test("is what is in the phase admit, unless it says otherwise", () => {
    expect([
      leaveOut({}).length,
      leaveOut({ guards: true }).length,
      leaveOut({ guards: false }).length,
    ]).toEqual([1, 1, 0]);
  });

  test("that has header fields only is not left out by a fast path: they stay", () => {
    const frame = middleware({ name: "frame", guards: true, headers: { "x-frame-options": "DENY" } });
    const shop = app({ performance: { fastPaths: ["/health"] } })
      .use(frame)
      .get("/health", "ok");
    const { plan, diagnostics } = planned(shop);
    expect([diagnostics, plan.routes[0]?.around.headers, plan.routes[0]?.around.skipped]).toEqual([
      [],
      { "x-frame-options": "DENY" },
      [],
    ]);
  });

  test("keeps a route off the fast paths that nobody asked for, and so does all that does more than observe", () => {
    const stays = { "GET /health": ["one"], "GET /static/*": ["one"] };
    expect(onDefaultPaths({ phase: "observe", guards: true })).toEqual(stays);
    expect(onDefaultPaths({})).toEqual(stays);
    expect(onDefaultPaths({ phase: "protect" })).toEqual(stays);
    expect(onDefaultPaths({ phase: "observe" })).toEqual({ "GET /health": [], "GET /static/*": [] });
  });
});

describe("fast paths and conditions that match nothing are warned of", () => {
  test("and others are not", () => {
    const shop = app({
      performance: {
        fastPaths: ["/static/*", "/static/app.css", "/typo", { path: "/health", method: "POST" }],
        middleware: {
          skipConditions: {
            logger: [{ path: "/typo/*" }, { method: "DELETE" }, { path: "/health" }, { when: () => true }],
          },
        },
      },
    })
      .use(named("logger"))
      .get("/static/app.css", ok)
      .get("/health", ok);
    const { warnings, diagnostics } = planned(shop);
    expect(diagnostics).toEqual([]);
    expect(warnings.map((warning) => warning.replace(/ matches no route.*/, ""))).toEqual([
      'The fast path "/typo"',
      'The fast path "/health"',
      "The skip condition /typo/* of logger",
      "The skip condition DELETE of logger",
    ]);
  });

  test("defaults are not: nobody wrote them", () => {
    expect(planned(app().get("/", ok)).warnings).toEqual([]);
  });
});

const cors = (): Middleware => named("cors", { options: { origin: "*" } });

describe("around 404 is the app's own, around 405 and OPTIONS of a path what all its routes run", () => {
  const [logger, guard, admin] = ["logger", "guard", "admin"].map((name) => named(name, { guards: true }));

  test("groups and routes of their own", () => {
    const shop = app()
      .use(logger!)
      .group("/admin", (group) =>
        group
          .use(guard!)
          .get("/", ok)
          .get("/x", { use: [admin!] }, ok)
          .post("/x", ok),
      );
    expect(unroutedOf(shop)).toEqual({
      "404": ["logger"],
      "/admin": ["logger", "guard"],
      "/admin/x": ["logger", "guard"],
    });
  });

  test("what a route leaves out is not around its path", () => {
    const shop = app()
      .use(logger!, guard!)
      .get("/open", { skip: ["guard"], allowUnguarded: true }, ok)
      .get("/closed", ok);
    expect(unroutedOf(shop)).toEqual({ "404": ["logger", "guard"], "/open": ["logger"] });
  });

  test("two of equal options are one", () => {
    const shop = app()
      .group("/", (group) => group.use(cors()).get("/a/:id", ok))
      .group("/", (group) => group.use(cors()).post("/a/:name", ok));
    expect(unroutedOf(shop)).toEqual({ "404": [], "/a/:id": ["cors"], "/a/:name": ["cors"] });
  });

  test("conditions of paths count where a path is known, those of methods do not", () => {
    const shop = app(skipping({ quiet: [{ path: "/quiet/*" }], gets: [{ method: "GET" }] }))
      .use(named("quiet"), named("gets"))
      .get("/quiet/:id", ok);
    expect(unroutedOf(shop)).toEqual({ "404": ["quiet", "gets"], "/quiet/:id": ["gets"] });
  });

  test("a more special path has its own, whichever method it answers", async () => {
    const shop = app()
      .get("/users/:id", ok)
      .delete(
        "/users/me",
        {
          use: [middleware({ name: "closed", before: () => new Response(null, { status: 401 }) })],
        },
        ok,
      );
    const statuses = ["/users/me", "/users/7"].map(
      async (path) => (await shop.request(path, { method: "PUT" })).status,
    );
    expect(await Promise.all(statuses)).toEqual([401, 405]);
  });
});

describe("settings that cannot be read are told, and nothing is thrown", () => {
  const settings: readonly [string, unknown, string][] = [
    ["performance", null, "performance must be an object, not null."],
    ["performance", { fastPaths: "/x" }, 'performance.fastPaths must be a list, not "/x".'],
    ["performance", { fastPaths: [null] }, "performance.fastPaths[0] must be an object, not null."],
    ["performance", { fastPaths: [{}] }, "performance.fastPaths[0]: It is undefined."],
    [
      "performance",
      { fastPaths: ["x"] },
      'performance.fastPaths[0]: The path pattern "x" does not start with /.',
    ],
    ["performance", { fastpaths: [] }, 'performance has the unknown key "fastpaths".'],
    ["performance", { middleware: [] }, "performance.middleware must be an object, not []."],
    [
      "performance",
      { middleware: { skipConditions: null } },
      "performance.middleware.skipConditions must be an object, not null.",
    ],
    ...(
      [
        [{ path: "/x" }, " must be a list, not {"],
        [[null], "[0] must be an object, not null."],
        [["/x"], '[0] must be an object, not "/x".'],
        [[{ paths: "/x" }], '[0] has the unknown key "paths".'],
        [[{ method: "GTE" }], '[0].method is "GTE", which no route can have.'],
        [[{ when: true }], "[0].when must be a function, not true."],
        [[{ allowUnguarded: "no" }], '[0].allowUnguarded must be true or false, not "no".'],
      ] as const
    ).map(([conditions, problem]): [string, unknown, string] => [
      "performance",
      { middleware: { skipConditions: { logger: conditions } } },
      `performance.middleware.skipConditions.logger${problem}`,
    ]),
  ];
  test.each(settings)("%s %p", (key, value, problem) => {
    const shop = app({ [key]: value })
      .use(named("logger"))
      .get("/", ok);
    const [first] = planned(shop).diagnostics;
    expect(first?.code).toBe("invalid_option");
    expect(first?.problem).toStartWith(problem);
  });

  const options: readonly [unknown, string][] = [
    [{ use: named("m") }, "use must be a list of middleware, not {"],
    [{ use: [() => {}] }, "use must be a list of middleware, not ["],
    [{ skip: "logger" }, 'skip must be a list of names, not "logger".'],
    [{ skip: [1] }, "skip must be a list of names, not ["],
    [{ allowUnguarded: "false" }, 'allowUnguarded must be true or false, not "false".'],
  ];
  test.each(options)("options %p", (value, problem) => {
    const shop = app()
      .use(named("logger"))
      .get("/", value as object, ok);
    expect(planned(shop).diagnostics.some((one) => one.problem.startsWith(problem))).toBe(true);
  });
});

const problemsWith = (more: object): readonly string[] =>
  problemsOf(
    app()
      .use(middleware({ name: "m", ...more }))
      .get("/", ok),
  );

describe("middleware that cannot be used", () => {
  const fields = [
    "Set-Cookie",
    "content-type",
    "Content-Length",
    "transfer-encoding",
    "connection",
    "date",
    "a b",
  ];
  test.each(fields)("a constant header field %s", (field) => {
    const shop = app()
      .use(named("m", { headers: { [field]: "x" } }))
      .get("/", ok);
    expect(problemsOf(shop)).toEqual([
      `invalid_middleware: m of GET / sets the header field ${JSON.stringify(field)} to "x".`,
    ]);
  });

  test("a memo without a before, or a key", () => {
    expect(problemsWith({ memo: { key: () => "" } })).toEqual([
      "invalid_middleware: m of GET / has a memo, and no before of which it could keep anything.",
    ]);
    expect(problemsWith({ memo: {}, before: () => ({}) })).toEqual([
      "invalid_middleware: The memo of m of GET / has no key.",
    ]);
  });
});

const withCondition = (when: object): App =>
  app(skipping({ logger: [{ path: "/", ...when }] }))
    .use(named("logger"))
    .get("/", ok) as App;

/** Holds one app against the table of another. */
const fit = (running: object, built: object): (() => void) => {
  const builtFrom = planned(withCondition(built)).plan.routes.map(
    ({ key, fingerprint }) => [key, fingerprint] as const,
  );
  return () => checkFit(withCondition(running).definition(), Object.fromEntries(builtFrom));
};

test("a condition with a when is another condition than one without", () => {
  const when = { when: () => false };
  expect(fit(when, {})).toThrow("was built with performance");
  expect(fit({}, when)).toThrow("was built with performance");
  expect(fit({ when: () => true }, when)).not.toThrow();
});
