import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { type App, app, middleware, t } from "../../src/bunsen.ts";
import {
  type Diagnostic,
  DiagnosticsError,
  diagnosticCodes,
  formatDiagnostic,
} from "../../src/define/diagnostic.ts";
import { checkDirectories } from "../../src/compile/directory-checks.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { AppPlan, RoutePlan } from "../../src/compile/app-plan.ts";
import { requiringGuard } from "../../src/define/required-guard.ts";
import type { SourceLocation } from "../../src/define/source-location.ts";
import { tableOf } from "../support/app-forms.ts";

const file = "plan.test.ts";
const source = readFileSync(import.meta.path, "utf8");

/** Where this file defines a route: the column is that of the method's name. */
function placeOf(method: string, path: string): SourceLocation {
  const call = new RegExp(`\\.${method}\\(\\s*${RegExp.escape(JSON.stringify(path))}`);
  const [before, ...others] = source.split(call);
  if (before === undefined || others.length !== 1) {
    throw new Error(`${method} ${path} is defined ${others.length} times in this file.`);
  }
  const lines = before.split("\n");
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 2 };
}

const lineOf = (method: string, path: string): string => `${file}:${placeOf(method, path).line}`;

const planOf = (given: Pick<App, "definition">): AppPlan => {
  const { plan, diagnostics } = planApp(given.definition(), import.meta.dir);
  expect(diagnostics).toEqual([]);
  return plan;
};

const diagnosticsOf = (given: Pick<App, "definition">): readonly Diagnostic[] =>
  planApp(given.definition(), import.meta.dir).diagnostics;

const ok = (): string => "ok";
const named = (name: string) => middleware({ name, before: () => ({}) });

const only = (given: Pick<App, "definition">): RoutePlan => {
  const [route] = planOf(given).routes;
  if (route === undefined) throw new Error("The plan has no route.");
  return route;
};

const dispatchOf = (
  given: Pick<App, "definition">,
): Pick<RoutePlan, "dispatch" | "reason" | "isConstant"> => {
  const { dispatch, reason, isConstant } = only(given);
  return { dispatch, reason, isConstant };
};

const methodsOf = (given: Pick<App, "definition">): Record<string, readonly string[]> =>
  Object.fromEntries(planOf(given).routes.map(({ key, methods }) => [key, methods]));

const limitOf = (given: Pick<App, "definition">): number | undefined => only(given).bodyLimitBytes;

const pathsAndMiddleware = (given: Pick<App, "definition">): Record<string, string[]> =>
  Object.fromEntries(
    planOf(given).routes.map(({ key, around }) => [key, around.middleware.map(({ id }) => id)]),
  );

// Statements: JavaScriptCore drops the frame of a call in tail position, and with it the place.
function defineWhole(): App {
  const shop = app();
  shop.use(named("one"));
  shop.get("/a/:id", { query: t.Object({ ["__proto__"]: t.String({ default: "x" }) }) }, ok);
  shop.post(
    "/b",
    { body: t.Object({ list: t.Array(t.Union([t.Null(), t.Object({})])) }), response: { 201: t.Any() } },
    ok as never,
  );
  shop.all("/c", "constant");
  return shop;
}

describe("a route's plan", () => {
  test("has everything that is decided about the route", () => {
    const User = t.Object({ id: t.Integer() }, { $id: "User" });
    const shop = app({ limits: { bodyBytes: 100 } })
      .use(named("staff"))
      .put(
        "/whole/:id/*",
        {
          params: t.Object({ id: t.Integer(), "*": t.String() }),
          query: t.Object({ full: t.Optional(t.Boolean()) }),
          body: User,
          response: { 200: User, 204: t.Void() },
        },
        ({ body }) => body,
      );
    const route = only(shop);
    expect(route).toEqual({
      key: "PUT /whole/:id/*",
      name: "PUT_whole_id_all",
      methods: ["PUT"],
      path: "/whole/:id/*",
      target: "/whole/:id/*",
      parameters: ["id", "*"],
      rivals: {},
      source: placeOf("put", "/whole/:id/*"),
      hostCheck: "field",
      dispatch: "chained",
      reason: "middleware staff",
      isLazy: false,
      isConstant: false,
      isDirectory: false,
      inputs: {
        params: {
          schema: "PUT_whole_id_all_params",
          keys: ["id", "*"],
          unknown: "stripped",
          body: undefined,
        },
        query: { schema: "PUT_whole_id_all_query", keys: ["full"], unknown: "stripped", body: undefined },
        body: {
          schema: "User_input",
          keys: [],
          unknown: "stripped",
          body: { kind: "json", forms: [], coerces: false },
        },
      },
      responses: { 200: "User", 204: "PUT_whole_id_all_204" },
      encoders: {
        200: {
          strategy: "projection",
          reason: "what it declares is copied, then stringified",
          checks: "rules",
          long: [],
        },
        204: { strategy: "native", reason: "the schema keeps a value as it is", checks: "rules", long: [] },
      },
      bodyLimitBytes: 100,
      idleTimeoutSeconds: undefined,
      streamsBody: false,
      bodyDepth: undefined,
      around: {
        middleware: [{ id: "staff", skips: [] }],
        skipped: [],
        headers: {},
        fastPath: undefined,
        chain: "1",
      },
      cache: undefined,
      worker: undefined,
      socket: undefined,
      fingerprint: route.fingerprint,
    });
  });

  test("checks the Host in the URL where it reads nothing else of the header", () => {
    const inUrl = {
      params: t.Object({ id: t.Integer() }),
      query: t.Object({ q: t.String() }),
      response: t.Any(),
    };
    expect(only(app().get("/a/:id", inUrl, () => 1)).hostCheck).toBe("url");
    const inField = [
      app().post("/a", () => 1),
      app().all("/a", () => 1),
      app().get("/a", { headers: t.Object({}) }, () => 1),
      app().get("/a", { cookies: t.Object({}) }, () => 1),
      app()
        .use(middleware({ name: "staff", before: () => undefined }))
        .get("/a", () => 1),
    ];
    expect(inField.map((subject) => only(subject).hostCheck)).toEqual(inField.map(() => "field"));
  });

  test("one schema is that of 200", () => {
    expect(only(app().get("/single", { response: t.String() }, () => "")).responses).toEqual({
      200: "GET_single_200",
    });
  });

  test("text in a path is as a request target spells it", () => {
    const { path, target, name } = only(app().get("/café/été/:id", ok));
    expect({ path, target, name }).toEqual({
      path: "/café/été/:id",
      target: "/caf%C3%A9/%C3%A9t%C3%A9/:id",
      name: "GET_caf_t_id",
    });
  });

  test("a path without a letter has a name all the same", () => {
    const plan = planOf(app().get("/", ok).get("/é", ok).get("/ü", ok).get("/-", ok).get("/*", ok));
    expect(plan.routes.map(({ name }) => name)).toEqual([
      "GET_root",
      "GET_path",
      "GET_path_2",
      "GET_path_3",
      "GET_all",
    ]);
  });

  test("two routes whose names read alike get names of their own", () => {
    const plan = planOf(app().get("/a-b", ok).get("/a_b", ok).get("/a/b", ok).get("/A/B", ok));
    expect(plan.routes.map(({ name }) => name)).toEqual(["GET_a_b", "GET_a_b_2", "GET_a_b_3", "GET_A_B_4"]);
  });
});

describe("dispatch", () => {
  test("a constant is answered from Bun's table", () => {
    expect(dispatchOf(app().get("/", "ok"))).toEqual({
      dispatch: "constant",
      reason: "its bytes are known now, and no middleware is active",
      isConstant: true,
    });
  });

  test("so is one with a response schema", () => {
    expect(dispatchOf(app().get("/", { response: t.Object({ a: t.Integer() }) }, { a: 1 })).dispatch).toBe(
      "constant",
    );
  });

  test("a constant whose inputs are checked is direct", () => {
    expect(dispatchOf(app().get("/", { query: t.Object({ a: t.String() }) }, "ok"))).toEqual({
      dispatch: "direct",
      reason: "a constant, but its inputs are checked",
      isConstant: true,
    });
  });

  test("a handler without middleware is direct", () => {
    expect(dispatchOf(app().get("/", ok))).toEqual({
      dispatch: "direct",
      reason: "no middleware is active",
      isConstant: false,
    });
  });

  test("a handler with middleware is chained", () => {
    expect(dispatchOf(app().use(named("one"), named("two")).get("/", ok))).toEqual({
      dispatch: "chained",
      reason: "middleware one, two",
      isConstant: false,
    });
  });

  test("so is a constant with middleware", () => {
    expect(dispatchOf(app().use(named("one")).get("/", "ok"))).toEqual({
      dispatch: "chained",
      reason: "middleware one",
      isConstant: true,
    });
  });
});

const rivalsOf = (given: Pick<App, "definition">): Record<string, RoutePlan["rivals"]> =>
  Object.fromEntries(planOf(given).routes.map(({ key, rivals }) => [key, rivals]));

describe("rivals", () => {
  test("are the more special patterns within a parameter's route, with the methods they answer", () => {
    const shop = app().get("/users/:id", ok).get("/users/me", ok).post("/users/me", ok).get("/users", ok);
    expect(rivalsOf(shop)).toEqual({
      "GET /users/:id": { "/users/me": ["GET", "HEAD", "POST"] },
      "GET /users/me": {},
      "POST /users/me": {},
      "GET /users": {},
    });
  });
});

describe("methods", () => {
  test("all() answers every method but HEAD, which follows GET", () => {
    expect(methodsOf(app().all("/", ok))).toEqual({
      "ALL /": ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    });
  });

  test("all() leaves the methods that have a route of their own, wherever they are defined", () => {
    expect(methodsOf(app().get("/a", ok).all("/a", ok).post("/a", ok))).toEqual({
      "GET /a": ["GET"],
      "ALL /a": ["PUT", "PATCH", "DELETE", "OPTIONS"],
      "POST /a": ["POST"],
    });
  });

  test("it is the shape of the path that counts, not its parameters' names", () => {
    expect(methodsOf(app().get("/:a", ok).all("/:b", ok))).toEqual({
      "GET /:a": ["GET"],
      "ALL /:b": ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    });
  });

  test("all() at another path is another matter", () => {
    expect(methodsOf(app().get("/a", ok).all("/b", ok))["ALL /b"]).toEqual([
      "GET",
      "POST",
      "PUT",
      "PATCH",
      "DELETE",
      "OPTIONS",
    ]);
  });

  test("route() takes the method as text", () => {
    expect(methodsOf(app().route("PATCH", "/", {}, ok))).toEqual({ "PATCH /": ["PATCH"] });
  });
});

describe("the body limit", () => {
  test("is 1 MiB where nothing is said", () => {
    expect(limitOf(app().post("/", ok))).toBe(1_048_576);
  });

  test("is the app's", () => {
    expect(limitOf(app({ limits: { bodyBytes: 10 } }).post("/", ok))).toBe(10);
  });

  test("is the route's before the app's", () => {
    expect(limitOf(app({ limits: { bodyBytes: 10 } }).post("/", { bodyLimitBytes: 0 }, ok))).toBe(0);
  });

  test("is none for a method without a body", () => {
    expect(limitOf(app().get("/", ok))).toBeUndefined();
  });

  test("stands for all() as well", () => {
    expect(limitOf(app().all("/", ok))).toBe(1_048_576);
  });
});

describe("groups and mounts", () => {
  test("a group has a prefix, and middleware inside that of the app", () => {
    const shop = app()
      .use(named("outer"))
      .group("/api", (group) => group.use(named("inner")).get("/", ok).get("/users", ok))
      .get("/plain", ok);
    expect(pathsAndMiddleware(shop)).toEqual({
      "GET /api": ["outer", "inner"],
      "GET /api/users": ["outer", "inner"],
      "GET /plain": ["outer"],
    });
  });

  test("groups are nested", () => {
    const shop = app().group("/a", (a) =>
      a.use(named("one")).group("/b/", (b) => b.use(named("two")).get("/c", ok)),
    );
    expect(pathsAndMiddleware(shop)).toEqual({ "GET /a/b/c": ["one", "two"] });
  });

  test("an app is mounted under each of its prefixes", () => {
    const users = app().use(named("users")).get("/:id", ok);
    expect(pathsAndMiddleware(app().mount("/v1", users).use(named("outer")).mount("/v2", users))).toEqual({
      "GET /v1/:id": ["outer", "users"],
      "GET /v2/:id": ["outer", "users"],
    });
  });

  test("the prefix / adds nothing", () => {
    expect(pathsAndMiddleware(app().mount("/", app().get("/a", ok)))).toEqual({ "GET /a": [] });
  });

  test("middleware covers routes that were defined before it", () => {
    expect(pathsAndMiddleware(app().get("/a", ok).use(named("late")))).toEqual({ "GET /a": ["late"] });
  });

  test("a prefix may have parameters", () => {
    expect(only(app().group("/shops/:shop", (group) => group.get("/items/:item", ok))).parameters).toEqual([
      "shop",
      "item",
    ]);
  });
});

describe("the whole plan", () => {
  test("is pure JSON", () => {
    const plan = planOf(defineWhole());
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  test("can be sent to another thread", () => {
    const plan = planOf(defineWhole());
    expect(structuredClone(plan)).toEqual(plan);
  });

  test("is equal for equal definitions", () => {
    expect(JSON.stringify(planOf(defineWhole()))).toBe(JSON.stringify(planOf(defineWhole())));
  });

  test("has the routes in the order of their definition", () => {
    expect(planOf(defineWhole()).routes.map(({ key }) => key)).toEqual(["GET /a/:id", "POST /b", "ALL /c"]);
  });

  test("tells places from the root it is given", () => {
    const shop = app().get("/rooted", ok);
    const { plan } = planApp(shop.definition(), `${import.meta.dir}/..`);
    expect(plan.routes[0]?.source.file).toBe(`compile/${file}`);
  });
});

/** What is looked for beside the plan, by what loads an app. */
describe("missing_directory", () => {
  test("a directory that is not there", () => {
    const given = app().static("/gone/*", "/nowhere/at/all");
    expect(diagnosticsOf(given)).toEqual([]);
    expect(checkDirectories(given.definition(), import.meta.dir)).toEqual([
      {
        code: "missing_directory",
        source: placeOf("static", "/gone/*"),
        problem: "GET /gone/* serves /nowhere/at/all, and there is no such directory.",
        fix: 'A relative one is read from where the process runs; from its module it is join(import.meta.dir, "public").',
      },
    ]);
    expect(
      checkDirectories(
        app()
          .static("/here/*", import.meta.dir)
          .definition(),
        "/",
      ),
    ).toEqual([]);
  });
});

/** The app of each test has just this problem. */
function expectOne(given: Pick<App, "definition">, expected: Diagnostic): void {
  expect(diagnosticsOf(given)).toEqual([expected]);
}

describe("invalid_option", () => {
  const code = "invalid_option";

  test("an unknown setting of the app", () => {
    expectOne(app({ developement: true } as never), {
      code,
      source: undefined,
      problem: 'app has the unknown key "developement".',
      fix: "Use one of development, limits, performance, cache, docs, methodOverride, sockets, log, messages, validateResponses, workers.",
    });
  });

  test("settings that are no object", () => {
    expectOne(app(null as never), {
      code,
      source: undefined,
      problem: "app must be an object, not null.",
      fix: "Options come before the handler: get(path, options, handler).",
    });
  });

  test("an unknown limit", () => {
    expectOne(app({ limits: { body: 1 } as never }), {
      code,
      source: undefined,
      problem: 'limits has the unknown key "body".',
      fix: "Use one of bodyBytes, formFields, formFieldBytes, jsonDepth, sockets.",
    });
  });

  test("an unknown route option", () => {
    expectOne(app().get("/option-unknown", { querry: t.Object({}) } as object, ok), {
      code,
      source: placeOf("get", "/option-unknown"),
      problem: 'the options of GET /option-unknown has the unknown key "querry".',
      fix: "Use one of params, query, headers, cookies, body, bodyType, coerceBody, response, events, bodyLimitBytes, idleTimeoutSeconds, use, skip, inject, cache, invalidates, allowUnguarded, docs, worker.",
    });
  });

  test("options that are no object", () => {
    expectOne(app().get("/option-null", null as unknown as object, ok), {
      code,
      source: placeOf("get", "/option-null"),
      problem: "the options of GET /option-null must be an object, not null.",
      fix: "Options come before the handler: get(path, options, handler).",
    });
  });

  test("a body schema where there is no body", () => {
    expectOne(app().get("/option-body", { body: t.String() }, ok), {
      code,
      source: placeOf("get", "/option-body"),
      problem: "GET /option-body reads a body, and requests of that method have none.",
      fix: "Read the values from query, or use POST.",
    });
  });

  test("an unknown method", () => {
    expectOne(app().route("TRACE" as never, "/option-method", {}, ok), {
      code,
      source: { ...placeOf("route", "TRACE"), column: expect.any(Number) as number },
      problem: '"TRACE" is not a method that a route can have.',
      fix: "Use one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, ALL.",
    });
  });

  test("a response for what is no final status", () => {
    expectOne(app().get("/option-status", { response: { 100: t.String() } }, ok as never), {
      code,
      source: placeOf("get", "/option-status"),
      problem: 'GET /option-status declares a response for "100", which is no final status.',
      fix: "Use statuses from 200 to 599.",
    });
  });

  test("a response that is neither a schema nor schemas", () => {
    expectOne(app().get("/option-response", { response: "User" as never }, ok as never), {
      code,
      source: placeOf("get", "/option-response"),
      problem: "GET /option-response: response must be a schema, or schemas by status, not User.",
      fix: "Write response: t.Object({ … }), or response: { 200: …, 404: … }.",
    });
  });

  test("a limit of the app that is no whole number", () => {
    expectOne(app({ limits: { bodyBytes: 1.5 } }), {
      code,
      source: undefined,
      problem: "limits.bodyBytes must be a whole number of bytes, not 1.5.",
      fix: "Give a number like 1_048_576. 0 refuses every body.",
    });
  });

  test("a limit of a route that is no number", () => {
    expectOne(app().post("/option-limit", { bodyLimitBytes: "1mb" as never }, ok), {
      code,
      source: placeOf("post", "/option-limit"),
      problem: "bodyLimitBytes must be a whole number of bytes, not 1mb.",
      fix: "Give a number like 1_048_576. 0 refuses every body.",
    });
  });
});

describe("invalid_path", () => {
  test("a path that does not start with a slash", () => {
    expectOne(app().get("users", ok), {
      code: "invalid_path",
      source: placeOf("get", "users"),
      problem: 'The path pattern "users" does not start with /.',
      fix: 'Write "/users".',
    });
  });

  test("a route whose path cannot be read is left out of the plan", () => {
    expect(planApp(app().get("/left//out", ok).definition(), "/").plan.routes).toEqual([]);
  });

  test("the prefix of a group is read with the path", () => {
    const shop = app().group("api", (group) => {
      group.get("/prefixed", ok);
    });
    expectOne(shop, {
      code: "invalid_path",
      source: placeOf("get", "/prefixed"),
      problem: 'The path pattern "api/prefixed" does not start with /.',
      fix: 'Write "/api/prefixed".',
    });
  });
});

describe("invalid_middleware", () => {
  const code = "invalid_middleware";

  test.each(["", "1st", "a b", "*/", "é", "a\n", "-a", "_a"])("the name %j", (name) => {
    expectOne(app().use(named(name)).get("/named-middleware", ok), {
      code,
      source: placeOf("get", "/named-middleware"),
      problem: `A middleware has the name ${JSON.stringify(name)}.`,
      fix: "Name it by a letter, then letters, digits, _ and -.",
    });
  });

  test("two with one name", () => {
    expectOne(app().use(named("twice"), named("once"), named("twice")).get("/twice", ok), {
      code,
      source: placeOf("get", "/twice"),
      problem: 'Two middlewares of GET /twice have the name "twice".',
      fix: "Use one of them only, give each a name of its own, or declare multiple: true in both.",
    });
  });
});

describe("unknown_middleware", () => {
  const code = "unknown_middleware";

  test("a skip condition of no middleware", () => {
    const skipConditions = { loger: [{ path: "/health" }] };
    const shop = app({ performance: { middleware: { skipConditions } } }).use(named("logger"));
    expectOne(shop.get("/unknown-condition", ok), {
      code,
      source: undefined,
      problem: 'performance.middleware.skipConditions names "loger", and no middleware there is called so.',
      fix: "Use one of logger.",
    });
  });

  test("a skip of a route that has no such middleware", () => {
    expectOne(app().get("/unknown-skip", { skip: ["guard"] }, ok), {
      code,
      source: placeOf("get", "/unknown-skip"),
      problem: 'skip of GET /unknown-skip names "guard", and no middleware there is called so.',
      fix: "Remove it.",
    });
  });
});

describe("middleware_cycle", () => {
  const code = "middleware_cycle";
  const order = { after: ["second"] };

  test.each([
    [
      "two constraints",
      middleware({ name: "first", before: ok as never, order }),
      middleware({ name: "second", before: ok as never, order: { after: ["first"] } }),
    ],
    [
      "a constraint and phases",
      middleware({ name: "first", before: ok as never, order, phase: "observe" }),
      middleware({ name: "second", before: ok as never, phase: "admit" }),
    ],
  ])("%s", (_, first, second) => {
    expectOne(app().use(first, second).get("/cycle", ok), {
      code,
      source: placeOf("get", "/cycle"),
      problem: "GET /cycle: the phases and constraints of first, second ask for two orders at once.",
      fix: "Remove one of the constraints in order: { before, after }, or change a phase.",
    });
  });
});

describe("partial_cover", () => {
  const code = "partial_cover";

  test("a fast path that is within a route", () => {
    const shop = app({ performance: { fastPaths: ["/users/me"] } }).use(named("logger"));
    expectOne(shop.get("/users/:partly", ok), {
      code,
      source: placeOf("get", "/users/:partly"),
      problem: "The fast path /users/me covers only a part of GET /users/:partly: /users/me.",
      fix: "Define a route for just that part, /users/me, or change the condition so that it covers all of the route or none.",
    });
  });

  test("a condition for one of a route's methods", () => {
    const skipConditions = { logger: [{ method: "GET" }] };
    const shop = app({ performance: { middleware: { skipConditions } } }).use(named("logger"));
    expectOne(shop.all("/partly-method", ok), {
      code,
      source: placeOf("all", "/partly-method"),
      problem: "The skip condition GET of logger covers only a part of ALL /partly-method: GET.",
      fix: "Define a route for just that part, GET, or change the condition so that it covers all of the route or none.",
    });
  });
});

describe("guard_skipped", () => {
  const code = "guard_skipped";
  const guard = middleware({ name: "guard", guards: true, before: () => ({}) });
  const fix = "Remove that, or say allowUnguarded: true where it is said.";

  test("by a fast path", () => {
    const shop = app({ performance: { fastPaths: ["/unguarded/*"] } }).use(guard);
    expectOne(shop.get("/unguarded/:fast", ok), {
      code,
      source: placeOf("get", "/unguarded/:fast"),
      problem: "GET /unguarded/:fast would not be guarded by guard: it is on the fast path /unguarded/*.",
      fix,
    });
  });

  test("by a condition", () => {
    const skipConditions = { guard: [{ path: "/unguarded-condition" }] };
    const shop = app({ performance: { middleware: { skipConditions } } }).use(guard);
    expectOne(shop.get("/unguarded-condition", ok), {
      code,
      source: placeOf("get", "/unguarded-condition"),
      problem:
        "GET /unguarded-condition would not be guarded by guard: it is skipped by the condition /unguarded-condition.",
      fix,
    });
  });

  test("by a route", () => {
    expectOne(
      app()
        .use(guard)
        .get("/unguarded-route", { skip: ["guard"] }, ok),
      {
        code,
        source: placeOf("get", "/unguarded-route"),
        problem: "GET /unguarded-route would not be guarded by guard: it is skipped by the route.",
        fix,
      },
    );
  });

  test("unless it is written out", () => {
    const shop = app({
      performance: {
        fastPaths: [{ path: "/open", allowUnguarded: true }],
        middleware: { skipConditions: { guard: [{ path: "/public/*", allowUnguarded: true }] } },
      },
    })
      .use(guard)
      .get("/open", ok)
      .get("/public/:page", ok)
      .get("/route", { skip: ["guard"], allowUnguarded: true }, ok)
      .get("/guarded", ok);
    expect(pathsAndMiddleware(shop)).toEqual({
      "GET /open": [],
      "GET /public/:page": [],
      "GET /route": [],
      "GET /guarded": ["guard"],
    });
  });
});

describe("unguarded_route", () => {
  test("a handler that is not for everyone, and no guard", () => {
    const shop = app().get("/figures", requiringGuard(ok.bind(undefined)));
    expectOne(shop, {
      code: "unguarded_route",
      source: placeOf("get", "/figures"),
      problem: "GET /figures answers everyone: no guard around it asks who it is.",
      fix: "Give it one: use: [bearer({ … })]. Or say allowUnguarded: true in its options.",
    });
  });
});

describe("duplicate_route", () => {
  test("two routes of one method and shape", () => {
    const shop = app().get("/dup/:first", ok).get("/dup/:second", ok);
    expectOne(shop, {
      code: "duplicate_route",
      source: placeOf("get", "/dup/:second"),
      problem: `GET /dup/:second answers the same requests as GET /dup/:first, defined at ${lineOf("get", "/dup/:first")}.`,
      fix: "Remove one of them, or give it a path of its own.",
    });
  });

  test("two all() routes of one shape", () => {
    const shop = app().all("/dup-all/:first", ok).all("/dup-all/:second", ok);
    expect(diagnosticsOf(shop).map(({ code }) => code)).toEqual(["duplicate_route"]);
  });
});

describe("ambiguous_routes", () => {
  test("two patterns that share a path, neither the more special one", () => {
    const shop = app().get("/amb/:a/x", ok).get("/amb/y/:b", ok);
    expectOne(shop, {
      code: "ambiguous_routes",
      source: placeOf("get", "/amb/y/:b"),
      problem: "GET /amb/:a/x and GET /amb/y/:b both match /amb/y/x, and neither is the more special one.",
      fix: `Define GET /amb/y/x to say which it is, or change one of the patterns (${lineOf("get", "/amb/:a/x")}).`,
    });
  });

  test("a route for just what they share settles it", () => {
    expect(diagnosticsOf(app().get("/set/:a/x", ok).get("/set/y/:b", ok).get("/set/y/x", ok))).toEqual([]);
  });

  test("a route for all methods is one of each method's", () => {
    const shop = app().get("/mixed/:a/x", ok).all("/mixed/y/:b", ok);
    expectOne(shop, {
      code: "ambiguous_routes",
      source: placeOf("all", "/mixed/y/:b"),
      problem:
        "GET /mixed/:a/x and ALL /mixed/y/:b both match /mixed/y/x, and neither is the more special one.",
      fix: `Define ALL /mixed/y/x to say which it is, or change one of the patterns (${lineOf("get", "/mixed/:a/x")}).`,
    });
  });

  test("two routes of different methods share nothing", () => {
    expect(diagnosticsOf(app().get("/other/:a/x", ok).post("/other/y/:b", ok))).toEqual([]);
  });

  test("a pair is told once, however many methods it is ambiguous for", () => {
    expect(diagnosticsOf(app().all("/pair/:a/x", ok).all("/pair/y/:b", ok))).toHaveLength(1);
  });
});

describe("parameter_without_schema", () => {
  const code = "parameter_without_schema";

  test("a parameter that the schema does not name", () => {
    expectOne(app().get("/params/:id/:tab", { params: t.Object({ id: t.String() }) }, ok), {
      code,
      source: placeOf("get", "/params/:id/:tab"),
      problem: "GET /params/:id/:tab: the params schema has no property for :tab.",
      fix: 'Add "tab" to it, or leave the schema out to get text.',
    });
  });

  test("a wildcard that the schema does not name", () => {
    expectOne(app().get("/params-files/*", { params: t.Object({}) }, ok), {
      code,
      source: placeOf("get", "/params-files/*"),
      problem: "GET /params-files/*: the params schema has no property for the *.",
      fix: 'Add "*" to it, or leave the schema out to get text.',
    });
  });

  test("a property that is not in the path", () => {
    expectOne(app().get("/params-none", { params: t.Object({ id: t.String() }) }, ok), {
      code,
      source: placeOf("get", "/params-none"),
      problem: 'GET /params-none: the params schema names "id", which is not in the path.',
      fix: "Add :id to the path, or remove the property.",
    });
  });
});

describe("unsupported_schema", () => {
  const code = "unsupported_schema";

  test("a schema that cannot be compiled, at its option and pointer", () => {
    expectOne(app().get("/schema-symbol", { response: { 201: t.Object({ at: t.Symbol() }) } }, ok as never), {
      code,
      source: placeOf("get", "/schema-symbol"),
      problem: 'GET /schema-symbol, response/201 /properties/at/type: The type "symbol" cannot be compiled.',
      fix:
        "Use one of null, boolean, integer, number, string, array, object, undefined, void, Date, Uint8Array, bigint, " +
        "File, RegExp.",
    });
  });

  test.each(["params", "query", "headers", "cookies"] as const)("%s that are no object", (location) => {
    const shop = app().get("/schema-no-object", { [location]: t.String() }, ok);
    expectOne(shop, {
      code,
      source: placeOf("get", "/schema-no-object"),
      problem: `GET /schema-no-object: the ${location} schema is not an object schema.`,
      fix: `Use t.Object with a property for each name: ${location}: t.Object({ name: t.String() }).`,
    });
  });

  test.each<[string, unknown]>([
    ["t.Intersect", t.Intersect([t.Object({ a: t.String() }), t.Object({ b: t.String() })])],
  ])("a query of %s, which is no object of properties", (_, query) => {
    const shop = app().get("/schema-no-names", { query: query as never }, ok);
    expectOne(shop, {
      code,
      source: placeOf("get", "/schema-no-names"),
      problem: "GET /schema-no-names: the query schema is not an object schema.",
      fix: "Use t.Object with a property for each name: query: t.Object({ name: t.String() }).",
    });
  });

  test.each(["", "a b", "x:", "é", "\u2028", "a\r\nb", '"'])("the header name %j", (name) => {
    expectOne(app().get("/schema-header", { headers: t.Object({ [name]: t.String() }) }, ok), {
      code,
      source: placeOf("get", "/schema-header"),
      problem: `GET /schema-header: the headers schema names ${JSON.stringify(name)}, which no header field can be called.`,
      fix: 'Use letters, digits and -: "x-request-id".',
    });
  });
});

describe("invalid_constant", () => {
  const code = "invalid_constant";
  const fix = "Return it from a handler: () => value. A constant is text, bytes or plain JSON data.";
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;

  const constants: readonly [string, unknown, string][] = [
    ["nothing", undefined, "there is neither a handler nor a constant."],
    ["a Response", new Response(), "a Response can be sent only once, so it cannot be a constant."],
    ["a Blob", new Blob([]), "a file or Blob is read for each request, so it cannot be a constant."],
    ["a file", Bun.file("x"), "a file or Blob is read for each request, so it cannot be a constant."],
    ["a symbol", Symbol("s"), "a symbol cannot be encoded as JSON."],
    ["a bigint", 1n, "the constant cannot be encoded as JSON (JSON.stringify cannot serialize BigInt.)."],
    [
      "a cycle",
      cycle,
      "the constant cannot be encoded as JSON (JSON.stringify cannot serialize cyclic structures.).",
    ],
  ];
  test.each(constants)("%s", (_, constant, problem) => {
    expectOne(app().get("/constant", constant as never), {
      code,
      source: placeOf("get", "/constant"),
      problem: `GET /constant: ${problem}`,
      fix,
    });
  });

  test("one that does not fit its schema", () => {
    const shop = app().get("/constant-misfit", { response: t.Object({ a: t.Integer() }) }, {
      a: "x",
    } as never);
    expectOne(shop, {
      code,
      source: placeOf("get", "/constant-misfit"),
      problem: 'GET /constant-misfit: the constant does not fit its schema: /a must be an integer, not "x".',
      fix,
    });
  });

  test("one with members that its schema does not declare, which would be sent", () => {
    const shop = app().get(
      "/constant-more",
      { response: t.Object({ a: t.Object({}) }) },
      { a: { secret: 1 } },
    );
    expectOne(shop, {
      code,
      source: placeOf("get", "/constant-more"),
      problem: "GET /constant-more: the constant has members that its schema does not declare.",
      fix,
    });
  });

  test("one whose status is not declared", () => {
    expectOne(app().get("/constant-status", { response: { 201: t.String() } }, "x"), {
      code,
      source: placeOf("get", "/constant-status"),
      problem: "GET /constant-status: a constant is sent with 200, which is not declared.",
      fix,
    });
  });
});

const groupWithDb = (group: App) => group.provide("db", () => 1).get("/", { inject: ["db"] }, ok);

test.each([-1, 256, 1.5, "10"])("idleTimeoutSeconds: %j is refused", (idleTimeoutSeconds) => {
  const subject = app().route("GET", "/", { idleTimeoutSeconds } as object, ok);
  expect(problemsOf(subject)).toEqual([
    `idleTimeoutSeconds must be whole seconds from 0 to 255, not ${Bun.inspect(idleTimeoutSeconds)}.`,
  ]);
});

describe("invalid_resource", () => {
  test.each(["request", "params", "reply", "a b", "1a", "__proto__"])("a name that cannot be: %j", (name) => {
    const subject = app().provide(name, () => 1);
    expect(problemsOf(subject)).toEqual([
      `The resource ${JSON.stringify(name)} cannot be in the context by that name.`,
    ]);
  });

  test("two of one name, the second in a group", () => {
    const subject = app()
      .provide("db", () => 1)
      .group("/a", (group) => group.provide("db", () => 2).get("/", ok));
    expect(problemsOf(subject)).toEqual([
      expect.stringMatching(/^There is a resource "db" already, at plan\.test\.ts:\d+\.$/),
    ]);
  });

  test("groups beside each other can have the same names", () => {
    expect(problemsOf(app().group("/a", groupWithDb).group("/b", groupWithDb))).toEqual([]);
  });

  test("a scope that is none", () => {
    expect(problemsOf(app().provide("db", () => 1, { scope: "session" as never }))).toEqual([
      'The scope of the resource db is "session".',
    ]);
  });
});

describe("unknown_resource", () => {
  test("of a route", () => {
    expect(
      problemsOf(
        app()
          .provide("db", () => 1)
          .get("/", { inject: ["dp"] }, ok),
      ),
    ).toEqual(['GET /: it injects "dp", which nothing provides.']);
  });

  test("of a resource", () => {
    expect(problemsOf(app().provide("orders", () => 1, { inject: ["db"] as never }))).toEqual([
      'The resource orders needs "db", which nothing provides.',
    ]);
  });

  test("of another group", () => {
    const subject = app()
      .group("/a", (group) => group.provide("db", () => 1))
      .get("/", { inject: ["db"] }, ok);
    expect(problemsOf(subject)).toEqual(['GET /: it injects "db", which nothing provides.']);
  });
});

describe("resource_cycle", () => {
  test("two that need each other", () => {
    const subject = app()
      .provide("a", () => 1, { inject: ["b"] as never })
      .provide("b", () => 1, { inject: ["a"] as never });
    expect(problemsOf(subject)).toEqual([
      "The resource a is made of itself: a → b → a.",
      "The resource b is made of itself: b → a → b.",
    ]);
  });

  test("one that needs itself", () => {
    expect(problemsOf(app().provide("a", () => 1, { inject: ["a"] as never }))).toEqual([
      "The resource a is made of itself: a → a.",
    ]);
  });

  test("one that two others need is no cycle", () => {
    const subject = app()
      .provide("a", () => 1)
      .provide("b", () => 1, { inject: ["a"] })
      .provide("c", () => 1, { inject: ["a", "b"] });
    expect(problemsOf(subject)).toEqual([]);
  });
});

describe("captive_resource", () => {
  test("a singleton of what lives as long as a request", () => {
    const subject = app()
      .provide("tx", () => 1, { scope: "request" })
      .provide("orders", () => 1, { inject: ["tx"] });
    expect(problemsOf(subject)).toEqual([
      "The resource orders lives as long as the app, and needs tx, which lives as long as a request.",
    ]);
  });

  test("a kept answer of it", () => {
    const subject = app()
      .provide("tx", () => 1, { scope: "request" })
      .get("/", { inject: ["tx"], cache: { ttlSeconds: 1 } }, () => "a");
    expect(problemsOf(subject)).toEqual(["GET /: its answers are kept, and tx is of one request."]);
  });
});

describe("diagnostics", () => {
  test("several problems are told at once, those of a route with its place", () => {
    const shop = app({ limits: { bodyBytes: -1 } })
      .use(named("no good"))
      .get("/many/:a", { query: t.Symbol() as never }, ok)
      .get("/many/:b", undefined as never)
      .get("/many/*/x", ok);
    expect(diagnosticsOf(shop).map(({ code, source: at }) => [code, at?.line])).toEqual([
      ["invalid_option", undefined],
      ["invalid_path", placeOf("get", "/many/*/x").line],
      ["duplicate_route", placeOf("get", "/many/:b").line],
      ["invalid_middleware", placeOf("get", "/many/:a").line],
      ["unsupported_schema", placeOf("get", "/many/:a").line],
      ["unsupported_schema", placeOf("get", "/many/:a").line],
      ["invalid_middleware", placeOf("get", "/many/:b").line],
      ["invalid_constant", placeOf("get", "/many/:b").line],
    ]);
  });

  test("a diagnostic reads as place and code, problem, fix", () => {
    expect(
      formatDiagnostic({
        code: "invalid_path",
        source: { file: "a.ts", line: 1, column: 2 },
        problem: "P.",
        fix: "F.",
      }),
    ).toBe("a.ts:1:2 [invalid_path]\n  P.\n  Fix: F.");
  });

  test("a diagnostic of the app has no place", () => {
    expect(formatDiagnostic({ code: "invalid_option", source: undefined, problem: "P.", fix: "F." })).toBe(
      "[invalid_option]\n  P.\n  Fix: F.",
    );
  });

  test("an app with problems does not load in any form, and says all of them", async () => {
    const shop = app({ limits: { bodyBytes: -1 } }).get("no-slash", ok);
    const loading = tableOf(shop, "interpreted");
    expect(await loading.catch((error: unknown) => error)).toBeInstanceOf(DiagnosticsError);
    expect(tableOf(shop, "compiled")).rejects.toThrow(
      `The app has 2 problems:\n\n[invalid_option]\n  limits.bodyBytes must be a whole number of bytes, not -1.\n`,
    );
  });

  test("every code has a test in this file", () => {
    const tested = [...source.matchAll(/^describe\("(\w+)"/gm)].map((match) => match[1]);
    expect(Object.keys(diagnosticCodes).filter((code) => !tested.includes(code))).toEqual([]);
  });
});

const problemsOf = (given: Pick<App, "definition">) => diagnosticsOf(given).map(({ problem }) => problem);
const isForAll = (given: Pick<App, "definition">) => only(given).cache?.isForAll;

describe("cache", () => {
  const cached = (cache: unknown, over: object = {}) =>
    app().route("GET", "/", { cache, ...over } as object, ok);
  test("says how answers are kept", () => {
    const { dispatch, reason, hostCheck, cache } = only(
      app().get("/", { cache: { ttlSeconds: 60, vary: ["X-Tenant"], tags: ["a"], key: () => 1 } }, ok),
    );
    expect({ dispatch, reason, hostCheck, cache }).toEqual({
      dispatch: "cached",
      reason: "fresh for 60 s",
      hostCheck: "field",
      cache: {
        ttlSeconds: 60,
        staleWhileRevalidateSeconds: 0,
        staleIfErrorSeconds: 0,
        statuses: [200, 203, 204, 300, 301, 308, 410],
        limitBytes: 1024 * 1024,
        timeoutMs: 10_000,
        isPublic: false,
        isForAll: false,
        heedsNoCache: false,
        vary: ["x-tenant"],
        variesBy: ["x-tenant"],
        resources: [],
        tags: ["a"],
        hasTagger: false,
        hasKey: true,
      },
    });
  });

  test("stands behind middleware", () => {
    const { dispatch, reason } = only(
      app()
        .use(named("one"), named("two"))
        .get("/", { cache: { ttlSeconds: 1.5 } }, ok),
    );
    expect([dispatch, reason]).toEqual(["cached", "fresh for 1.5 s, behind middleware one, two"]);
  });

  test("is for other caches where it is public, and nothing decides who gets it", () => {
    const guard = middleware({ name: "guard", guards: true, before: () => ({}) });
    const kept = { cache: { ttlSeconds: 1, public: true } };
    expect(isForAll(app().get("/", kept, ok))).toBe(true);
    expect(isForAll(app().use(named("one")).get("/", kept, ok))).toBe(true);
    expect(isForAll(app().use(guard).get("/", kept, ok))).toBe(false);
    expect(isForAll(app().get("/", { cache: { ...kept.cache, key: () => 1 } }, ok))).toBe(false);
    expect(isForAll(app().get("/", { cache: { ttlSeconds: 1 } }, ok))).toBe(false);
  });

  test.each([
    [1, "the cache of GET / must be an object, not 1."],
    [{ ttlSeconds: 1, ttl: 5 }, 'the cache of GET / has the unknown key "ttl".'],
    [{}, "GET /: cache.ttlSeconds is missing."],
    [{ ttlSeconds: -1 }, "GET /: cache.ttlSeconds must be a number of seconds up to 2592000, not -1."],
    [{ ttlSeconds: "60" }, 'GET /: cache.ttlSeconds must be a number of seconds up to 2592000, not "60".'],
    [
      { ttlSeconds: 1, staleIfErrorSeconds: Number.NaN },
      "GET /: cache.staleIfErrorSeconds must be a number of seconds up to 2592000, not NaN.",
    ],
    [{ ttlSeconds: 1, limitBytes: 0 }, "GET /: cache.limitBytes must be a positive whole number, not 0."],
    [{ ttlSeconds: 1, timeoutMs: 0.5 }, "GET /: cache.timeoutMs must be a positive whole number, not 0.5."],
    [{ ttlSeconds: 1, vary: "*" }, 'GET /: cache.vary must be a list of header names, not "*".'],
    [{ ttlSeconds: 1, vary: ["*"] }, 'GET /: cache.vary must be a list of header names, not [ "*" ].'],
    [{ ttlSeconds: 1, tags: "a" }, 'GET /: cache.tags must be a list of names or a function, not "a".'],
    [{ ttlSeconds: 1, key: "a" }, 'GET /: cache.key must be a function, not "a".'],
    [{ ttlSeconds: 1, public: 1 }, "GET /: cache.public must be true or false, not 1."],
    [
      { ttlSeconds: 1, statuses: [500] },
      "GET /: cache.statuses must be a list of statuses from 200 to 499, not [ 500 ].",
    ],
  ])("%j is refused", (cache, problem) => {
    expect(problemsOf(cached(cache))).toContain(problem);
  });

  test.each([
    [app().post("/", { cache: { ttlSeconds: 1 } }, ok), "POST /: only answers to GET and HEAD are cached."],
    [app().all("/", { cache: { ttlSeconds: 1 } }, ok), "ALL /: only answers to GET and HEAD are cached."],
    [app().get("/", { cache: { ttlSeconds: 1 } }, "text"), "GET /: a constant is kept already."],
    [
      cached({ ttlSeconds: 1 }, { headers: t.Object({}, { additionalProperties: true }) }),
      "GET /: the key of a cached answer would hold every header field of the request.",
    ],
  ])("%# is refused for its route", (subject, problem) => {
    expect(problemsOf(subject)).toEqual([problem]);
  });

  test.each([[1], [[1]], ["tag"]])("invalidates: %j is refused", (invalidates) => {
    const subject = app().route("POST", "/", { invalidates } as object, ok);
    expect(problemsOf(subject)).toEqual([
      `invalidates must be a list of tags or a function, not ${Bun.inspect(invalidates)}.`,
    ]);
  });
});
