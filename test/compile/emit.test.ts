import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { TString, TTransform } from "@sinclair/typebox";
import { type App, app, lazy, middleware, t } from "../../src/bunsen.ts";
import type { BuiltTable } from "../../src/built.ts";
import { emitModule } from "../../src/compile/emit.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { AppPlan, Dispatch } from "../../src/compile/app-plan.ts";
import type { AppDefinition } from "../../src/define/app-definition.ts";
import { runHere } from "../../src/define/app-workers.ts";
import { bindApp } from "../../src/define/binding.ts";
import { checkFit } from "../../src/define/fingerprint.ts";
import * as helpers from "../../src/runtime.ts";
import type { StandardSchema } from "../../src/define/standard-schema.ts";
import type { ValuePlan } from "../../src/runtime/value-plan.ts";
import type { RouteTable } from "../../src/runtime/route-table.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { root, tableOf } from "../support/app-forms.ts";

const ok = (): string => "ok";

/** The definition with each route on a line of its own in `app.ts`, wherever this file has it. */
function placed(given: Pick<App, "definition">): AppDefinition {
  const definition = given.definition();
  const routes = definition.routes.map((route, index) => ({
    ...route,
    source: { file: "/shop/app.ts", line: index + 1, column: 3 },
  }));
  return { ...definition, routes };
}

function planOf(given: Pick<App, "definition">): AppPlan {
  const { plan, diagnostics } = planApp(placed(given), "/shop");
  expect(diagnostics).toEqual([]);
  return plan;
}

const emit = (plan: AppPlan): string =>
  emitModule(plan, Object.keys(helpers), { version: "0.0.0", file: "/shop/app.ts", directory: "/shop" });

// ── Golden modules: `UPDATE_GOLDEN=1 bun test test/compile/emit.test.ts` writes them; read the difference. ───────────

const guard = middleware({ name: "guard", before: () => ({ account: 1 }) });
const stamp = middleware({
  name: "time-stamp",
  after: (_, response) => response.headers.set("x-stamp", "1"),
});
const trace = middleware({ name: "trace", before: () => ({ traced: true }), after: () => undefined });

const keptById = {
  params: t.Object({ id: t.Integer() }),
  query: t.Object({ page: t.Optional(t.Integer()) }),
  headers: t.Object({ "accept-language": t.Optional(t.String()) }),
  response: t.String(),
  cache: { ttlSeconds: 1, vary: ["x-tenant"], tags: ["kept"], public: true },
};

/** Each dispatch, each order of hooks. */
const dispatches = (): App =>
  app({ limits: { bodyBytes: 1000 } })
    .get("/", "constant text")
    .get("/data", { response: t.Object({ ok: t.Literal(true) }) }, { ok: true })
    .get("/checked", { query: t.Object({ page: t.Integer() }) }, "constant, checked")
    .get("/direct/:id", ({ params }) => params.id)
    .post("/upload/*", ({ params }) => params["*"])
    .all("/any", ok)
    .put("/any", ok)
    .get("/kept", { cache: { ttlSeconds: 60, staleWhileRevalidateSeconds: 600 } }, () => "kept")
    .get("/kept/:id", keptById, ({ params, query }) => `${params.id} ${query.page}`)
    .delete("/kept/:id", { invalidates: ["kept"] }, ok)
    .post("/heavy/:id", { worker: true, body: t.Array(t.Integer()), response: t.Integer() }, ({ body }) =>
      body.reduce((sum, one) => sum + one, 0),
    )
    .group("/staff", (group) =>
      group
        .use(guard)
        .get("/kept/:page", { cache: { ttlSeconds: 5, key: () => "staff" } }, ({ params }) => params.page)
        .get("/", "constant, guarded")
        .get("/report/:year", ({ params }) => params.year)
        .get(
          "/heavy",
          { worker: { priority: "low", timeoutMs: 500, context: ["account"] } },
          (c) => `${c.account}`,
        )
        .group("/traced", (inner) =>
          inner
            .use(stamp, trace)
            .post("/", { body: t.Array(t.Integer()), bodyLimitBytes: 10 }, ({ body }) => body),
        ),
    );

const Line = t.Object(
  { sku: t.String({ pattern: "^[a-z]+$" }), quantity: t.Integer({ minimum: 1 }) },
  { $id: "Line" },
);

/** Each kind of value, read and written. */
const kinds = t.Object(
  {
    any: t.Any(),
    never: t.Optional(t.Never()),
    null: t.Null(),
    undefined: t.Undefined(),
    boolean: t.Boolean(),
    integer: t.Integer({ minimum: 1, exclusiveMaximum: 9, multipleOf: 2 }),
    number: t.Number({ exclusiveMinimum: 0, maximum: 1.5 }),
    string: t.String({ minLength: 1, maxLength: 9, pattern: "^a", format: "email" }),
    literal: t.Literal("a"),
    array: t.Array(t.Boolean(), { minItems: 1, maxItems: 3 }),
    object: t.Object({ inner: t.Optional(t.Object({ deep: t.Integer() })) }),
    record: t.Record(t.String(), t.Null()),
    union: t.Union([t.String({ pattern: "^u" }), t.Object({ id: t.Integer() }), t.Array(Line)]),
    named: Line,
    lines: t.Array(Line),
    byKey: t.Record(t.String(), Line),
    given: t.Optional(Line),
    missing: t.Integer({ default: 5 }),
    filled: t.Object({ list: t.Array(t.String(), { default: ["a"] }) }),
  },
  { $id: "Kinds" },
);
const values = (): App =>
  app()
    .post("/", { body: kinds, response: kinds }, ({ body }) => body)
    .put(
      "/strict",
      { body: t.Object({ a: t.Integer() }, { additionalProperties: false }), response: { 204: t.Void() } },
      ({ reply }) => reply(204),
    )
    .patch(
      "/leaves",
      { body: t.Integer(), response: { 200: t.Array(t.String()), 202: t.String(), 404: t.Null() } },
      () => ["a"],
    )
    .get("/lines", { response: t.Array(Line, { minItems: 1 }) }, () => [{ sku: "a", quantity: 1 }])
    .post("/again", { body: kinds, response: { 201: t.Array(kinds) } }, ({ body, reply }) =>
      reply(201, [body]),
    );

/** Structures, and what travels as text. */
const shapes = t.Object(
  {
    anything: t.Optional(t.Any()),
    when: t.Date({ minimumTimestamp: 0 }),
    bytes: t.Optional(t.Uint8Array({ maxByteLength: 8 })),
    big: t.BigInt({ minimum: 0n }),
    pair: t.Tuple([t.String(), t.Date()]),
    both: t.Intersect([t.Object({ a: t.String() }), t.Object({ b: t.Optional(t.Integer()) })]),
    word: t.Not(t.Integer()),
    tree: t.Recursive((This) => t.Object({ name: t.String(), children: t.Array(This) }), { $id: "Tree" }),
    scores: t.Record(t.String({ pattern: "^[a-z]+$" }), t.Integer()),
    extra: t.Object({ id: t.Integer() }, { additionalProperties: t.Date() }),
    tags: t.Array(t.String(), { uniqueItems: true, contains: t.Literal("a"), maxContains: 2 }),
    counted: t.Record(t.String(), t.Any(), { minProperties: 1, maxProperties: 3 }),
    plain: t.Unsafe({ type: "object" }),
    event: t.Union([
      t.Null(),
      t.Object({ kind: t.Literal("opened"), at: t.Date() }),
      t.Object({ kind: t.Literal("closed"), reason: t.String() }),
    ]),
    one: t.Unsafe({ oneOf: [{ type: "string", minLength: 2 }, { const: { state: "none" } }] }),
    names: t.Unsafe({ type: "object", propertyNames: { maxLength: 3 }, additionalProperties: true }),
  },
  { $id: "Shapes" },
);
const structures = (): App => app().post("/", { body: shapes, response: shapes }, ({ body }) => body);

/** Each way text is read. */
const texts = (): App =>
  app().get(
    "/:shop/items/*",
    {
      params: t.Object({ shop: t.Integer(), "*": t.String() }),
      query: t.Object({
        text: t.String({ maxLength: 3 }),
        integer: t.Integer({ default: 1 }),
        number: t.Optional(t.Number()),
        boolean: t.Optional(t.Boolean()),
        literal: t.Optional(t.Literal(7)),
        choice: t.Optional(t.Union([t.Literal("a"), t.Integer()])),
        list: t.Optional(t.Array(t.Integer(), { maxItems: 2 })),
        nothing: t.Optional(t.Null()),
        any: t.Optional(t.Any()),
      }),
      headers: t.Object({ "X-Request-Id": t.Optional(t.String({ format: "uuid" })) }),
      cookies: t.Object({ session: t.Optional(t.String()) }),
    },
    (c) => [c.params, c.query, c.headers, c.cookies],
  );

const evil = '"]};*/globalThis.pwned=1;`${x}\u2028</script><!--';

/** Names and texts that mean something in JavaScript. */
const hostile = (): App =>
  app()
    .post(
      "/body",
      {
        body: t.Object(
          {
            ["__proto__"]: t.Optional(t.Integer()),
            constructor: t.Optional(t.Integer()),
            toString: t.String({ default: evil }),
            [evil]: t.Literal(evil),
            "a-b": t.String({ pattern: RegExp.escape(evil) }),
            class: t.Optional(t.Any({ default: JSON.parse('{"__proto__":1}') as unknown })),
            "": t.Optional(t.Null()),
          },
          { $id: evil, description: evil, additionalProperties: false },
        ),
        response: t.Object({
          ["__proto__"]: t.Optional(t.Object({ constructor: t.Any() })),
          [evil]: t.Optional(t.Any()),
        }),
      },
      () => ({}),
    )
    .get(
      "/query",
      {
        query: t.Object({ ["__proto__"]: t.String(), [evil]: t.Integer({ default: 1 }) }),
        cookies: t.Object({ [evil]: t.Optional(t.String()) }),
      },
      ok,
    )
    .get("/é/it's/a&b,c;d=e", ok)
    .get("/constructor/:toString", ok)
    .get("/constant", evil);

/** A validator by the interface that libraries share. */
const even: StandardSchema<number> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) =>
      typeof value === "number" && value % 2 === 0 ? { value } : { issues: [{ message: "must be even" }] },
  },
};

const moment = (): TTransform<TString, number> =>
  t
    .Transform(t.String({ format: "date-time" }))
    .Decode((text) => Date.parse(text))
    .Encode((time) => new Date(time).toISOString());

/** Each way a body is read; functions of schemas; validators of other libraries. */
const bodies = (): App =>
  app()
    .post(
      "/form",
      { bodyType: ["json", "urlencoded"], coerceBody: true, body: t.Object({ page: t.Integer() }) },
      ({ body }) => body,
    )
    .post(
      "/files",
      { body: t.Object({ title: t.String(), files: t.Files({ type: "text/*", maxItems: 3 }) }) },
      ({ body }) => body.title,
    )
    .post("/text", { bodyType: "text", body: t.String({ maxLength: 5 }) }, ({ body }) => body)
    .post(
      "/bytes",
      { bodyType: "bytes", body: t.Uint8Array({ maxByteLength: 5 }) },
      ({ body }) => body.length,
    )
    .post("/stream", { bodyType: "stream" }, ({ body }) => body)
    .post(
      "/moments",
      {
        query: t.Object(
          { ids: t.Array(t.Integer(), { separator: "," }) },
          { additionalProperties: t.Integer() },
        ),
        headers: t.Object({ "X-Id": t.Optional(t.String()) }, { additionalProperties: t.String() }),
        body: t.Object({ at: moment(), not: t.Optional(t.String({ writeOnly: true, errorMessage: "no!" })) }),
        response: t.Object({ at: moment(), ids: t.Array(t.Integer()) }),
      },
      ({ body, query }) => ({ at: body.at + 1000, ids: query.ids }),
    )
    .post("/even", { query: even as StandardSchema, body: even }, ({ body }) => body);

/** Phases, folded header fields, fast paths, skips, conditions, hooks around others; 404 and 405. */
const chains = (): App =>
  app({
    performance: {
      fastPaths: ["/health", "/static/*"],
      middleware: {
        skipConditions: {
          guard: [{ path: "/open/*", allowUnguarded: true }],
          trace: [{ method: "POST" }, { when: ({ request }) => request.headers.has("x-quiet") }],
        },
      },
    },
  })
    .use(
      middleware({ name: "frame", headers: { "x-frame-options": "DENY", vary: "origin" } }),
      middleware({ ...guard, phase: "identify", guards: true }),
      middleware({ ...trace, phase: "observe" }),
    )
    .get("/health", { skip: ["guard"], allowUnguarded: true }, "well")
    .get("/open/:page", ({ params }) => params.page)
    .post("/orders", { use: [stamp], body: t.Object({ id: t.Integer() }) }, ({ body }) => body)
    .get("/orders/:id", { params: t.Object({ id: t.Integer() }) }, ({ params }) => params)
    .get(
      "/inside",
      { use: [middleware({ name: "transaction", around: (_, next) => next() })], skip: ["trace"] },
      ok,
    );

const overrides = (): App =>
  app({ methodOverride: { query: "_method" } })
    .put("/notes/:id", ({ params }) => params.id)
    .post("/notes/*", ({ params }) => params["*"]);

/** What a build leaves out where nothing uses it. */
const parts = (): App =>
  app({ performance: { optimizations: { useRouteCache: true } } })
    .health()
    .provide("motto", () => "less")
    .static("/files/*", import.meta.dir)
    .get("/motto", { inject: ["motto"] }, ({ motto }) => motto)
    .get(
      "/later",
      lazy(async () => ({ default: ok })),
    )
    .post("/elsewhere", { worker: true }, ok);

/** WebSockets: messages of each kind, behind middleware and without, with a function of the schema. */
const sockets = (): App =>
  app({ limits: { sockets: { topics: 3 } } })
    .ws("/plain", { message: (socket, message) => void socket.send(message) })
    .ws(
      "/rooms/:id",
      {
        use: [stamp],
        params: t.Object({ id: t.Integer() }),
        message: t.Object({ text: t.String({ maxLength: 5 }) }),
        send: t.Object({ text: t.String(), at: t.Date() }),
        invalid: "close",
        origins: ["https://app.example.com"],
      },
      {},
    )
    .ws("/text", { message: t.String({ maxLength: 3 }), send: t.String(), origins: "any" }, {})
    .ws("/bytes", { message: t.Uint8Array({ maxByteLength: 3 }), send: t.Uint8Array() }, {})
    .ws(
      "/moments",
      {
        message: t.Transform(t.Unknown()).Decode(String).Encode(String),
        send: t.Array(t.Object({ at: t.Date() })),
      },
      {},
    )
    .ws("/even", { message: even, protocols: ["even.v1"] }, {});

const goldenApps: Readonly<Record<string, () => App>> = {
  dispatches,
  values,
  texts,
  hostile,
  structures,
  bodies,
  chains,
  overrides,
  parts,
  sockets,
};

describe.each(Object.entries(goldenApps))("the golden module %s", (name, define) => {
  const file = join(root, "test/golden", `${name}.js`);

  test("is what its app gives, byte for byte", async () => {
    const emitted = emit(planOf(define()));
    if (process.env["UPDATE_GOLDEN"] === "1") await Bun.write(file, emitted);
    expect(emitted).toBe(await Bun.file(file).text());
  });

  test("is a module that fits its app", async () => {
    const { built_from: builtFrom } = (await import(file)) as BuiltTable;
    expect(() => checkFit(define().definition(), builtFrom)).not.toThrow();
  });
});

type Asked = readonly (readonly [method: string, target: string, body?: string])[];

async function answersOf(table: RouteTable, asked: Asked): Promise<string[]> {
  const answers: string[] = [];
  for (const [method, target, body] of asked) {
    const init =
      body === undefined ? { method } : { method, body, headers: { "content-type": "application/json" } };
    const response = await answerTarget(table, target, init);
    const headers = JSON.stringify([...response.headers]);
    answers.push(`${method} ${target} ${response.status} ${headers} ${await response.text()}`);
  }
  return answers;
}

describe("the golden modules", () => {
  const questions: Readonly<Record<string, Asked>> = {
    dispatches: [
      ["GET", "/"],
      ["GET", "/data"],
      ["GET", "/checked?page=1"],
      ["GET", "/checked?page=x"],
      ["GET", "/direct/7"],
      ["POST", "/upload/a/b", "{}"],
      ["PATCH", "/any", "{}"],
      ["GET", "/kept"],
      ["GET", "/kept/7?page=2"],
      ["GET", "/kept/7?page=x"],
      ["DELETE", "/kept/7", "{}"],
      ["GET", "/staff/kept/3"],
      ["GET", "/staff"],
      ["GET", "/staff/report/2026"],
      ["POST", "/staff/traced", "[1]"],
      ["POST", "/staff/traced", "[1,2,3,4,5,6,7]"],
    ],
    values: [
      ["POST", "/", "{}"],
      ["PUT", "/strict", '{"a":1}'],
      ["PUT", "/strict", '{"a":1,"b":2}'],
      ["PATCH", "/leaves", "1"],
    ],
    structures: [
      ["POST", "/", "{}"],
      [
        "POST",
        "/",
        JSON.stringify({
          when: "2026-02-28T10:00:00Z",
          bytes: "AQID",
          big: "12345678901234567890",
          pair: ["a", "2026-02-28T10:00:00Z"],
          both: { a: "x", b: 1, c: 2 },
          word: "w",
          tree: { name: "root", children: [{ name: "leaf", children: [], more: 1 }] },
          scores: { a: 1, B: 2 },
          extra: { id: 1, at: "2026-02-28T10:00:00Z" },
          tags: ["a", "b"],
          counted: { x: null },
          plain: { as: "it is" },
          event: { kind: "closed", reason: "done", at: 7 },
          one: { state: "none" },
          names: { abc: 1 },
        }),
      ],
    ],
    chains: [
      ["GET", "/health"],
      ["GET", "/open/door"],
      ["POST", "/orders", '{"id":1}'],
      ["POST", "/orders", '{"id":"x"}'],
      ["GET", "/orders/7"],
      ["GET", "/orders/x"],
      ["GET", "/inside"],
      ["DELETE", "/inside"],
      ["GET", "/nowhere"],
    ],
    overrides: [
      ["POST", "/notes/7"],
      ["POST", "/notes/7?_method=PUT"],
      ["POST", "/notes/7?_method=DELETE"],
      ["POST", "/notes/7?_method=GET"],
      ["POST", "/notes/7/8"],
    ],
    bodies: [
      ["POST", "/form", '{"page":"7"}'],
      ["POST", "/form", '{"page":"x"}'],
      ["POST", "/moments?ids=1,2&more=3", '{"at":"2026-02-28T10:00:00Z"}'],
      ["POST", "/moments?ids=1,x&more=y", '{"at":"2026-02-28","not":5}'],
      ["POST", "/even?a=1", "3"],
    ],
    texts: [
      ["GET", "/1/items/a/b?text=abc&list=1&list=2&choice=7&literal=7&boolean=0"],
      ["GET", "/x/items/a?text=abcd&list=1&list=2&list=x"],
    ],
    sockets: [
      ["GET", "/plain"],
      ["GET", "/rooms/1"],
      ["GET", "/rooms/x"],
    ],
    hostile: [
      ["POST", "/body", JSON.stringify({ [evil]: evil, "a-b": evil })],
      ["POST", "/body", '{"__proto__":"x","hasOwnProperty":1}'],
      ["GET", "/query?__proto__=1"],
      ["GET", "/%C3%A9/it's/a&b,c;d=e"],
      ["GET", "/constructor/a"],
      ["GET", "/constant"],
    ],
    parts: [
      ["GET", "/health"],
      ["GET", "/ready"],
      ["GET", "/motto"],
      ["GET", "/later"],
      ["GET", "/files/nothing"],
      ["POST", "/elsewhere"],
    ],
  };

  test.each(Object.entries(goldenApps))("%s answers as its app does interpreted", async (name, define) => {
    const golden = (await import(join(root, "test/golden", `${name}.js`))) as BuiltTable;
    const targets = questions[name] ?? [];
    const expected = await answersOf(await tableOf(define(), "interpreted"), targets);
    expect(await answersOf(golden.create_table(bindApp(define().definition(), runHere)), targets)).toEqual(
      expected,
    );
  });

  test("have every dispatch", () => {
    const found = new Set(
      Object.values(goldenApps).flatMap((define) => planOf(define()).routes.map(({ dispatch }) => dispatch)),
    );
    const all: Readonly<Record<Dispatch, true>> = {
      constant: true,
      direct: true,
      cached: true,
      offloaded: true,
      chained: true,
      socket: true,
    };
    expect([...found].toSorted()).toEqual(Object.keys(all).toSorted() as Dispatch[]);
  });

  test("have every kind of value, read and written", () => {
    const found = { input: new Set<string>(), output: new Set<string>() };
    for (const define of Object.values(goldenApps)) {
      for (const { direction, plan } of Object.values(planOf(define()).schemas)) {
        for (const [, kind] of JSON.stringify(plan).matchAll(/"kind":"(\w+)"/g))
          found[direction].add(kind ?? "");
      }
    }
    // In an input dates, bytes and bigints are text; in an output they become it.
    const where: Readonly<Record<ValuePlan["kind"], "both" | "input" | "output">> = {
      any: "both",
      defined: "both",
      never: "both",
      null: "both",
      undefined: "both",
      boolean: "both",
      integer: "both",
      number: "both",
      string: "both",
      literal: "both",
      equal: "both",
      anyObject: "both",
      array: "both",
      tuple: "both",
      object: "both",
      union: "both",
      one: "both",
      intersect: "both",
      not: "both",
      named: "both",
      transform: "both",
      file: "input",
      dateText: "input",
      bytesText: "input",
      bigintText: "input",
      date: "output",
      // In an input, those of a body of bytes.
      bytes: "both",
      bigint: "output",
    };
    for (const direction of ["input", "output"] as const) {
      const expected = Object.entries(where).filter(([, place]) => place === "both" || place === direction);
      expect([...found[direction]].toSorted()).toEqual(expected.map(([kind]) => kind).toSorted());
    }
  });

  test("call everything that bunsen/runtime has", async () => {
    const modules = await Promise.all(
      Object.keys(goldenApps).map((name) => Bun.file(join(root, "test/golden", `${name}.js`)).text()),
    );
    const called = Object.keys(helpers).filter((helper) =>
      modules.some((text) => text.includes(`\n  ${helper},\n`)),
    );
    expect(called).toEqual(Object.keys(helpers));
  });
});

const named = (name: string) => middleware({ name, before: () => ({}) });

describe("an emitted module", () => {
  test("says in its first line what it is, and how to make it again", () => {
    expect(emit(planOf(app())).split("\n")[0]).toBe(
      "// @generated by bunsen 0.0.0 from app.ts. Change that file, then run `bunsen build`.",
    );
  });

  test("is the same for the same plan", () => {
    expect(emit(planOf(values()))).toBe(emit(planOf(values())));
  });

  test("is the same for a plan that was JSON in between", () => {
    const plan = planOf(hostile());
    expect(emit(JSON.parse(JSON.stringify(plan)) as AppPlan)).toBe(emit(plan));
  });

  test("of an app without routes is a module as well", async () => {
    const table = await tableOf(app(), "built");
    expect((await answerTarget(table, "/")).status).toBe(404);
  });

  test("ends its last line, and has no blanks at the end of any", () => {
    const lines = emit(planOf(values())).split("\n");
    expect([lines.at(-1), lines.filter((line) => /[ \t]$/.test(line))]).toEqual(["", []]);
  });

  test("imports only what it calls", () => {
    const source = emit(planOf(app().get("/", "constant")));
    expect(
      /import \{([^}]*)\}/
        .exec(source)?.[1]
        ?.split(",")
        .map((name) => name.trim()),
    ).toEqual(["createConstant", "createFallback", ""]);
  });

  test("gives every function and constant of its own a name with an underscore", () => {
    const sources = Object.values(goldenApps).map((define) => emit(planOf(define())));
    // Functions anywhere; constants of the module, and of the table.
    const names = sources.flatMap((source) => [
      ...source.matchAll(/^ *(?:async )?function (\w+)/gm),
      ...source.matchAll(/^const (\w+)/gm),
      ...(source.split("function create_table")[1] ?? "").matchAll(/^ {2}const (\w+)/gm),
    ]);
    expect(names.length).toBeGreaterThan(100);
    expect(names.map((match) => match[1] ?? "").filter((name) => !name.includes("_"))).toEqual([]);
  });

  test("defines no name twice, whatever routes, middleware and schemas are called", async () => {
    const shop = app()
      .group("/a", (group) => group.use(named("b_c")).get("/", ok))
      .group("/a", (group) => group.use(named("c")).get("/b", ok))
      .get("/a-query", { query: t.Object({ q: t.String({ $id: "GET_a_query" }) }) }, ok)
      .get(
        "/a/query/query",
        { query: t.Object({ q: t.Array(t.String({ pattern: "^a" }), { $id: "GET_a_query_1" }) }) },
        ok,
      )
      .post(
        "/bun/routes",
        { body: t.Object({ plans: t.String({ $id: "schema_plans" }) }, { $id: "built_from" }) },
        ok,
      );
    expect((await answerTarget(await tableOf(shop, "built"), "/a-query?q=1")).status).toBe(200);
  });
});

// ── What an edit changes ───────────────────────────────────────────────────────────────────────────────────────────

/** Lines that are only in one of two texts, in order: a longest common subsequence is left out. */
function difference(before: string, after: string): { readonly gone: string[]; readonly come: string[] } {
  const [a, b] = [before.split("\n"), after.split("\n")];
  const length = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i]![j] =
        a[i] === b[j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!);
    }
  }
  const [gone, come]: [string[], string[]] = [[], []];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && length[i + 1]![j]! >= length[i]![j + 1]!))
      gone.push(a[i++]!);
    else come.push(b[j++]!);
  }
  return { gone, come };
}

const defineOrders = (
  quantity = t.Integer({ minimum: 1 }),
  more: object = {},
  answer: () => unknown = ok,
): App =>
  app()
    .get(
      "/users/:id",
      { params: t.Object({ id: t.Integer() }), response: t.Object({ id: t.Integer() }) },
      () => ({ id: 1 }),
    )
    .post("/orders", { body: t.Object({ sku: t.String(), quantity }), ...more }, answer as never)
    .get(
      "/orders/:id",
      { params: t.Object({ id: t.Integer() }), response: t.Object({ id: t.Integer() }) },
      () => ({ id: 1 }),
    );

const fingerprint = (shop: App): string => planOf(shop).routes[1]?.fingerprint ?? "";

describe("an edit of one route changes", () => {
  test("its manifest line, its schema's check and its schema's plan", () => {
    const [before, after] = [defineOrders(), defineOrders(t.Integer({ minimum: 2 }))];
    expect(difference(emit(planOf(before)), emit(planOf(after)))).toEqual({
      gone: [
        `  "POST /orders": ${JSON.stringify(fingerprint(before))},`,
        "    && Number.isInteger(value.quantity) && value.quantity >= 1;",
        '      { key: "quantity", value: { kind: "integer", minimum: 1 } },',
      ],
      come: [
        `  "POST /orders": ${JSON.stringify(fingerprint(after))},`,
        "    && Number.isInteger(value.quantity) && value.quantity >= 2;",
        '      { key: "quantity", value: { kind: "integer", minimum: 2 } },',
      ],
    });
  });

  test("its own function where an option is added", () => {
    const [before, after] = [defineOrders(), defineOrders(undefined, { bodyLimitBytes: 10 })];
    expect(difference(emit(planOf(before)), emit(planOf(after)))).toEqual({
      gone: [
        `  "POST /orders": ${JSON.stringify(fingerprint(before))},`,
        "      const body_value = await readJson(request, 1048576);",
      ],
      come: [
        `  "POST /orders": ${JSON.stringify(fingerprint(after))},`,
        "      const body_value = await readJson(request, 10);",
      ],
    });
  });

  test("nothing where only the handler is another", () => {
    expect(
      difference(emit(planOf(defineOrders())), emit(planOf(defineOrders(undefined, {}, () => "another")))),
    ).toEqual({
      gone: [],
      come: [],
    });
  });

  test("nothing of the others where it is left out", () => {
    const shop = app()
      .get("/users/:id", { params: t.Object({ id: t.Integer() }) }, ok)
      .post("/orders", { query: t.Object({ sku: t.String() }) }, ok);
    const without = app().get("/users/:id", { params: t.Object({ id: t.Integer() }) }, ok);
    expect(difference(emit(planOf(shop)), emit(planOf(without))).come).toEqual([]);
  });
});
