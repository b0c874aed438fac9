/** Section B of the advisories that other frameworks have had: bodies, content types, validation. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type App, DiagnosticsError, app, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { costOf } from "../../src/compile/pattern-cost.ts";
import { formats } from "../../src/runtime/formats.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";
import { shortestMs } from "../support/elapsed.ts";
import {
  type Question,
  askInProcess,
  behaviour,
  failuresOf,
  jsonPost as post,
  parsed,
  postText,
  quiet,
} from "../support/behaviour.ts";
import { awkwardKeys } from "../support/hostile-strings.ts";

/** The grammar of RFC 9110 §8.3.1, read by other code than Bunsen's: type/subtype, then parameters or nothing. */
function isJsonType(field: string): boolean {
  const type = (field.split(";")[0] ?? "").replace(/^[ \t]+|[ \t]+$/g, "").toLowerCase();
  return /^application\/(?:json|[\w!#$&^.+-]*\+json)$/.test(type);
}

/** The handler tells that it ran, and with what. */
const defineNumber = (): App =>
  app(quiet).post("/", { body: t.Object({ n: t.Integer() }) }, ({ body }) => ({ ran: body }));

describe("GHSA-mg2h-6x62-wpwc / CVE-2025-32442, GHSA-jx2c-rxcm-jvmq / CVE-2026-25223, GHSA-573f-x89g-hqp9 / CVE-2026-3419, GHSA-247c-9743-5963 / CVE-2026-33806, GHSA-v2v2-hph8-q5xp / CVE-2023-51701: the content type is read once", () => {
  const types = [
    "application/json",
    "application/JSON",
    "APPLICATION/JSON",
    "application/json;charset=utf-8",
    "application/json; charset=utf-8",
    "application/json ;charset=utf-8",
    "application/json\t;charset=utf-8",
    "application/json\t",
    "application/json;",
    "application/json; ; ;",
    "application/json;charset",
    'application/json; boundary="a;b"',
    "application/problem+json",
    "application/vnd.api+json; version=1",
    "application/+json",
    "application/json garbage",
    "application/json,text/plain",
    "application/json, application/json",
    "text/plain, application/json",
    "application/jsonx",
    "application/json/x",
    "application/ json",
    "application /json",
    "application\\json",
    "xapplication/json",
    "application/xml+json+x",
    "text/json",
    "text/plain",
    "text/plain; application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "*/*",
    "json",
    "application/",
    "/json",
    ";application/json",
    "\u00a0application/json",
    "application/json\u00a0",
    "application/json\u00e9",
    '"application/json"',
    "application/json#",
    "application/json%20",
    "__proto__",
  ];

  behaviour(
    "a type that is no JSON is 415, and a body that was parsed was checked",
    defineNumber,
    async (ask) => {
      for (const type of types) {
        const headers = [`Content-Type: ${type}`];
        const answers = await Promise.all(
          ['{"n":1,"more":2}', '{"n":"1"}', "not json"].map(
            async (body) => (await ask({ method: "POST", target: "/", headers, body })).status,
          ),
        );
        expect([type, answers]).toEqual([type, isJsonType(type) ? [200, 422, 400] : [415, 415, 415]]);
      }
    },
  );

  behaviour("a body without a type is 415", defineNumber, async (ask) => {
    expect((await ask({ method: "POST", target: "/", body: '{"n":1}' })).status).toBe(415);
  });

  behaviour("an empty type is 415", defineNumber, async (ask) => {
    expect(
      (await ask({ method: "POST", target: "/", headers: ["Content-Type:"], body: '{"n":1}' })).status,
    ).toBe(415);
  });

  behaviour("two types are 415", defineNumber, async (ask) => {
    const headers = ["Content-Type: application/json", "Content-Type: text/plain"];
    expect((await ask({ method: "POST", target: "/", headers, body: '{"n":1}' })).status).toBe(415);
  });

  behaviour("the name of the field is read in any case", defineNumber, async (ask) => {
    const headers = ["CONTENT-type: application/json"];
    expect(await ask({ method: "POST", target: "/", headers, body: '{"n":1}' })).toEqual({
      status: 200,
      body: { ran: { n: 1 } },
    });
  });

  test("whatever the field says, a handler sees only what passed its schema", async () => {
    const seen: unknown[] = [];
    const shop = app(quiet).post("/", { body: t.Object({ n: t.Integer() }) }, ({ body }) => {
      seen.push(body);
      return "ran";
    });
    const tables = await Promise.all(forms.map((form) => tableOf(shop, form)));
    const part = fc.constantFrom(
      "application",
      "json",
      "/",
      "+json",
      ";",
      " ",
      "\t",
      ",",
      "charset=utf-8",
      "text",
      "plain",
      "\u00a0",
      '"',
      "=",
      "APPLICATION",
      "JSON",
      "*",
      "x",
    );
    const field = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
    const body = fc.constantFrom('{"n":1}', '{"n":"1"}', "{}", "null", "[]", '"x"', "x", '{"n":1.5}');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          field,
          field.map((text) => `application/json${text}`),
        ),
        body,
        async (type, text) => {
          const init = {
            method: "POST",
            headers: { "content-type": type },
            body: new TextEncoder().encode(text),
          };
          const statuses: number[] = [];
          for (const table of tables) statuses.push((await answerTarget(table, "/", init)).status);
          expect(new Set(statuses).size).toBe(1);
          expect([[200, 400, 422].includes(statuses[0] ?? 0), type]).toEqual([isJsonType(type), type]);
        },
      ),
      { seed: 21, numRuns: 1500 },
    );
    expect([...new Set(seen.map((value) => JSON.stringify(value)))]).toEqual(['{"n":1}']);
  });
});

describe("GHSA-hwr6-493r-vm6h / CVE-2026-84469: a schema that lets nothing through refuses everything", () => {
  const values = [null, true, false, 0, 1, "", "x", [], {}, { a: 1 }, [null]];

  behaviour(
    "as the whole body",
    () => app(quiet).post("/", { body: t.Never() }, () => "ran"),
    async (ask) => {
      for (const value of values)
        expect(failuresOf(await ask(post(value)))).toEqual({ status: 422, errors: [": nothing"] });
    },
  );

  behaviour(
    "as a member, an item, a record's value and a variant",
    () =>
      app(quiet).post(
        "/",
        {
          body: t.Object({
            member: t.Optional(t.Never()),
            items: t.Array(t.Never()),
            record: t.Record(t.String(), t.Never()),
            either: t.Union([t.Never(), t.Object({ deep: t.Never() })]),
          }),
        },
        () => "ran",
      ),
    async (ask) => {
      for (const value of values) {
        const body = {
          member: value,
          items: [value],
          record: { ["__proto__"]: value },
          either: { deep: value },
        };
        expect(failuresOf(await ask(post(body)))).toEqual({
          status: 422,
          errors: [
            "/member: nothing",
            "/items/0: nothing",
            "/record/__proto__: nothing",
            "/either: nothing or an object",
          ],
        });
      }
    },
  );

  behaviour(
    "as a query parameter",
    () => app(quiet).get("/", { query: t.Object({ q: t.Optional(t.Never()) }) }, () => "ran"),
    async (ask) => {
      expect((await ask({ target: "/?q=" })).status).toBe(422);
      expect((await ask({ target: "/" })).status).toBe(200);
    },
  );

  behaviour(
    "as false, the JSON Schema of nothing",
    () => app(quiet).post("/", { body: false as never }, () => "ran"),
    async (ask) => {
      for (const value of values)
        expect(failuresOf(await ask(post(value)))).toEqual({ status: 422, errors: [": nothing"] });
    },
  );
});

const defineHeaders = (): App =>
  app(quiet).get(
    "/",
    {
      headers: t.Object({
        "X-Api-Key": t.String({ minLength: 3 }),
        "x-COUNT": t.Integer({ default: 7 }),
        "X-Flag": t.Optional(t.Boolean()),
      }),
    },
    ({ headers }) => headers,
  );

describe("GHSA-9q9j-q6p8-xq58 / CVE-2026-84428: header schemas hold in any case", () => {
  behaviour(
    "a field is read whatever its case, under the name that the schema gives it",
    defineHeaders,
    async (ask) => {
      for (const name of ["X-Api-Key", "x-api-key", "X-API-KEY", "x-aPI-kEY"]) {
        const { status, body } = await ask({
          target: "/",
          headers: [`${name}: abc`, "X-Count: 3", "X-FLAG: true"],
        });
        expect({ status, body }).toEqual({
          status: 200,
          body: { "X-Api-Key": "abc", "x-COUNT": 3, "X-Flag": true },
        });
      }
    },
  );

  behaviour("a missing field is refused, whatever the schema's case", defineHeaders, async (ask) => {
    expect(failuresOf(await ask({ target: "/" }))).toEqual({ status: 422, errors: ["/X-Api-Key: a string"] });
  });

  behaviour("a rule holds, whatever the schema's case", defineHeaders, async (ask) => {
    expect(failuresOf(await ask({ target: "/", headers: ["x-api-key: ab", "x-count: many"] }))).toEqual({
      status: 422,
      errors: ["/X-Api-Key: at least 3 characters", "/x-COUNT: an integer"],
    });
  });
});

describe("GHSA-667r-xxjv-c9mm / CVE-2026-84504: a body is what was sent, whatever its keys are called", () => {
  const keys = ["value", "error", "then", "catch", "issues", "success", "data", "errors", "valid"];
  const members = Object.fromEntries(keys.map((key) => [key, t.Unknown()]));

  behaviour(
    "declared keys",
    () =>
      app(quiet).post(
        "/",
        { body: t.Object(members), response: t.Object(members) },
        async ({ body }) => body,
      ),
    async (ask) => {
      for (const inner of [1, null, "x", parsed(`{"then":1}`), { value: { role: "admin" } }]) {
        const body = Object.fromEntries(keys.map((key) => [key, inner]));
        expect(await ask(post(body))).toEqual({ status: 200, body });
      }
    },
  );

  behaviour(
    "keys of a body of any shape",
    () => app(quiet).post("/", { body: t.Unknown() }, async ({ body }) => body),
    async (ask) => {
      for (const key of keys)
        expect(await ask(post({ [key]: { a: 1 } }))).toEqual({ status: 200, body: { [key]: { a: 1 } } });
    },
  );

  behaviour(
    "a value of such a name does not replace a body that does not fit",
    () => app(quiet).post("/", { body: t.Object({ n: t.Integer() }) }, () => "ran"),
    async (ask) => {
      for (const key of keys) expect((await ask(post({ [key]: { n: 1 } }))).status).toBe(422);
    },
  );
});

describe("GHSA-w2qp-rph6-63g4: the value that was checked is the value that is delivered", () => {
  behaviour(
    "at the root of a body, which is never coerced",
    () =>
      app(quiet).post("/", { body: t.Union([t.Integer(), t.Boolean(), t.Null()]) }, ({ body }) => ({
        type: typeof body,
        body,
      })),
    async (ask) => {
      expect(await ask(post(5))).toEqual({ status: 200, body: { type: "number", body: 5 } });
      expect(await ask(post(false))).toEqual({ status: 200, body: { type: "boolean", body: false } });
      expect(await ask(post(null))).toEqual({ status: 200, body: { type: "object", body: null } });
      for (const value of ["5", "true", "null", 1.5, [5]]) expect((await ask(post(value))).status).toBe(422);
    },
  );

  behaviour(
    "of text, which is coerced",
    () =>
      app(quiet).get(
        "/:id",
        { params: t.Object({ id: t.Integer() }), query: t.Object({ n: t.Array(t.Number()) }) },
        ({ params, query }) => [params, query],
      ),
    async (ask) => {
      expect(await ask({ target: "/007?n=1&n=2e1" })).toEqual({
        status: 200,
        body: [{ id: 7 }, { n: [1, 20] }],
      });
    },
  );
});

describe("GHSA-hxj9-33pp-j2cc / CVE-2025-66456: a body's __proto__ is a key like others", () => {
  const Inner = t.Object({ name: t.Optional(t.String()) });
  /** What a handler finds in its body, on every object, and on objects in general. */
  const report = (body: unknown): unknown => ({
    body,
    prototypes: prototypesOf(body),
    polluted: ["polluted", "isAdmin"].filter((key) => key in {}),
  });
  const prototypesOf = (value: unknown): boolean[] =>
    typeof value !== "object" || value === null
      ? []
      : [
          Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype,
          ...Object.values(value).flatMap(prototypesOf),
        ];

  const payloads = ["__proto__", "constructor", "prototype"].flatMap((key) => {
    const evil = `{"polluted":1,"isAdmin":true,"prototype":{"polluted":1}}`;
    return [
      `{"list":[],"map":{},"inner":{},"${key}":${evil}}`,
      `{"list":[{"${key}":${evil}}],"map":{},"inner":{}}`,
      `{"list":[],"map":{"a":{"${key}":${evil}}},"inner":{}}`,
      `{"list":[],"map":{},"inner":{"${key}":${evil}}}`,
      `{"list":[{"${key}":{"${key}":{"${key}":${evil}}}}],"map":{},"inner":{}}`,
    ];
  });

  behaviour(
    "where it is not declared, it is left out at every depth",
    () =>
      app(quiet).post(
        "/",
        { body: t.Object({ list: t.Array(Inner), map: t.Record(t.String(), Inner), inner: Inner }) },
        ({ body }) => report(body),
      ),
    async (ask) => {
      for (const payload of payloads) {
        const { status, body } = await ask(postText(payload));
        expect(status).toBe(200);
        expect(JSON.stringify(body)).not.toContain('isAdmin":true');
        expect(body).toMatchObject({ polluted: [] });
        expect((body as { prototypes: boolean[] }).prototypes).not.toContain(false);
      }
      expect("polluted" in {}).toBe(false);
    },
  );

  behaviour(
    "where nothing undeclared is allowed, it is refused at every depth",
    () => {
      const Strict = t.Object({ a: t.Optional(t.Unknown()) }, { additionalProperties: false });
      return app(quiet).post(
        "/",
        { body: t.Object({ inner: t.Optional(Strict) }, { additionalProperties: false }) },
        () => "ran",
      );
    },
    async (ask) => {
      for (const key of ["__proto__", "constructor", "prototype", "toString"]) {
        const answers = [
          await ask(postText(`{"${key}":{}}`)),
          await ask(postText(`{"inner":{"${key}":{}}}`)),
        ];
        expect(answers.map(failuresOf)).toEqual([
          { status: 422, errors: [`/${key}: no such property`] },
          { status: 422, errors: [`/inner/${key}: no such property`] },
        ]);
      }
    },
  );

  behaviour(
    "where it is declared, it is an own property, checked and delivered",
    () => {
      const body = t.Object({
        ["__proto__"]: t.Object({ a: t.Integer() }),
        constructor: t.Integer(),
        prototype: t.Optional(t.Null()),
      });
      return app(quiet).post("/", { body, response: t.Any() }, (c) => [
        Object.keys(c.body),
        c.body,
        prototypesOf(c.body),
      ]);
    },
    async (ask) => {
      const answer = await ask(
        postText('{"__proto__":{"a":1,"isAdmin":true},"constructor":2,"prototype":null}'),
      );
      const body = JSON.parse('{"__proto__":{"a":1},"constructor":2,"prototype":null}') as unknown;
      expect(answer).toEqual({
        status: 200,
        body: [["__proto__", "constructor", "prototype"], body, [true, true]],
      });
      expect(failuresOf(await ask(postText('{"__proto__":{"a":"x"}}')))).toEqual({
        status: 422,
        errors: ["/__proto__/a: an integer", "/constructor: an integer"],
      });
    },
  );

  behaviour(
    "a required member is not taken from what every object inherits",
    () =>
      app(quiet).post(
        "/",
        {
          body: t.Object({
            toString: t.Unknown(),
            constructor: t.Object({}),
            valueOf: t.Optional(t.String()),
          }),
        },
        ({ body }) => Object.keys(body),
      ),
    async (ask) => {
      expect(failuresOf(await ask(postText("{}")))).toEqual({
        status: 422,
        errors: ["/toString: a value", "/constructor: an object"],
      });
    },
  );

  behaviour(
    "in a body of any shape it stays what it is, and changes nothing else",
    () => app(quiet).post("/", { body: t.Unknown() }, ({ body }) => report(body)),
    async (ask) => {
      for (const payload of payloads) {
        expect(await ask(postText(payload))).toMatchObject({ status: 200, body: { polluted: [] } });
      }
      expect("polluted" in {}).toBe(false);
    },
  );
});

const named = (schema: ReturnType<typeof t.String>) =>
  t.Object({
    ["__proto__"]: t.Optional(schema),
    constructor: t.Optional(schema),
    a: t.Optional(t.String()),
  });

const read = (first: string, second: string) => [
  true,
  [
    ["__proto__", first],
    ["constructor", second],
    ["a", "1"],
  ],
];

describe("GHSA-8hq9-phh3-p2wp / CVE-2026-31865: a cookie, query parameter or header called __proto__", () => {
  const question: Question = {
    target: "/?__proto__=q&constructor=q2&__proto__%5Bx%5D=1&a=1",
    headers: ["Cookie: __proto__=c; constructor=c2; a=1", "__proto__: h", "constructor: h2", "a: 1"],
  };

  behaviour(
    "is not read where it is not declared",
    () => {
      const only = t.Object({ a: t.String(), b: t.Optional(t.String()) });
      return app(quiet).get("/", { query: only, cookies: only, headers: only }, (c) =>
        [c.query, c.cookies, c.headers].map((part) => [
          Object.getPrototypeOf(part) === Object.prototype,
          Object.entries(part),
        ]),
      );
    },
    async (ask) => {
      const alone = [true, [["a", "1"]]];
      expect(await ask(question)).toEqual({ status: 200, body: [alone, alone, alone] });
    },
  );

  behaviour(
    "is text where it is declared, and leaves the object's prototype alone",
    () => {
      const text = named(t.String());
      return app(quiet).get("/", { query: text, cookies: text, headers: text }, (c) =>
        [c.query, c.cookies, c.headers].map((part) => [
          Object.getPrototypeOf(part) === Object.prototype,
          Object.entries(part),
        ]),
      );
    },
    async (ask) => {
      expect(await ask(question)).toEqual({
        status: 200,
        body: [read("q", "q2"), read("c", "c2"), read("h", "h2")],
      });
    },
  );

  behaviour(
    "is absent where it was not sent",
    () => {
      const text = named(t.String());
      return app(quiet).get("/", { query: text, cookies: text, headers: text }, (c) =>
        [c.query, c.cookies, c.headers].map((part) => Object.keys(part)),
      );
    },
    async (ask) => {
      expect(await ask({ target: "/" })).toEqual({ status: 200, body: [[], [], []] });
    },
  );

  behaviour(
    "is checked where it is declared",
    () => {
      const short = named(t.String({ maxLength: 1 }));
      return app(quiet).get("/", { query: short }, () => "ran");
    },
    async (ask) => {
      expect(failuresOf(await ask({ target: "/?__proto__=long&constructor=long" }))).toEqual({
        status: 422,
        errors: ["/__proto__: at most 1 character", "/constructor: at most 1 character"],
      });
    },
  );

  test("cannot be a path parameter", () => {
    const { diagnostics } = planApp(
      app()
        .get("/:__proto__", () => "ran")
        .definition(),
      "/",
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["invalid_path"]);
  });

  behaviour(
    "other names of Object.prototype are parameters like others",
    () => app(quiet).get("/:constructor/:toString", ({ params }) => [params.constructor, params.toString]),
    async (ask) => {
      expect(await ask({ target: "/a/b" })).toEqual({ status: 200, body: ["a", "b"] });
    },
  );
});

describe("GHSA-v422-hmwv-36x6 / CVE-2026-12590: an invalid limit does not turn the limit off", () => {
  const limits: readonly (readonly [unknown])[] = [
    ["1mb"],
    ["100"],
    [-1],
    [Number.NaN],
    [Infinity],
    [1.5],
    [null],
    [true],
    [{}],
    [[]],
    [10n],
    [2 ** 53],
    [() => 1],
  ];

  test.each(limits)("of an app: %p", async (bodyBytes) => {
    const shop = app({ limits: { bodyBytes: bodyBytes as number } }).post("/", () => "ran");
    const told = await Promise.resolve()
      .then(() => shop.request("/", { method: "POST", body: "x" }))
      .catch((error: unknown) => error);
    expect(told).toBeInstanceOf(DiagnosticsError);
    expect((told as DiagnosticsError).diagnostics.map(({ code, problem }) => ({ code, problem }))).toEqual([
      {
        code: "invalid_option",
        problem: `limits.bodyBytes must be a whole number of bytes, not ${String(bodyBytes)}.`,
      },
    ]);
  });

  test.each(limits)("of a route: %p", (bodyLimitBytes) => {
    const shop = app().post("/", { bodyLimitBytes: bodyLimitBytes as number }, () => "ran");
    expect(planApp(shop.definition(), "/").diagnostics.map(({ code }) => code)).toEqual(["invalid_option"]);
  });

  behaviour(
    "a limit of 0 refuses every body",
    () => app({ ...quiet, limits: { bodyBytes: 0 } }).post("/", () => "ran"),
    async (ask) => {
      expect((await ask({ method: "POST", target: "/", body: "x" })).status).toBe(413);
    },
  );

  behaviour(
    "undefined is the default, 1 MiB",
    () =>
      app({ ...quiet, limits: { bodyBytes: undefined } as never }).post(
        "/",
        { bodyLimitBytes: undefined } as object,
        () => "ran",
      ),
    async (ask) => {
      expect((await ask({ method: "POST", target: "/", body: "x".repeat(2 ** 20 + 1) })).status).toBe(413);
    },
  );
});

const defineQuery = (): App =>
  app(quiet).get("/", { query: t.Object({ a: t.Array(t.String()) }) }, ({ query }) => query.a.length);

describe("GHSA-qwcr-r2fm-qrc7 / CVE-2024-45590, GHSA-wqch-xfxh-vrr4 / CVE-2025-13466: many parameters take linear time", () => {
  test.each(forms.map((form) => [form]))("a query of 100,000 (%s)", async (form) => {
    const ask = await askInProcess(defineQuery(), form);
    const start = performance.now();
    const answers = [
      await ask({ target: `/?${"a=1&".repeat(100_000)}` }),
      await ask({
        target: `/?a=1&${Array.from({ length: 100_000 }, (_, index) => `k${index}[][][]=1`).join("&")}`,
      }),
    ];
    expect(answers).toEqual([
      { status: 200, body: 100_000 },
      { status: 200, body: 1 },
    ]);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

const arrays = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const objects = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

describe("GHSA-g6gw-c38x-mqfc: deep nesting is answered", () => {
  const tooDeep = { status: 400, body: { code: "body_too_deep" } };

  behaviour(
    "where the schema has no place for it, by the schema",
    () =>
      app(quiet).post("/", { body: t.Object({ a: t.Optional(t.Array(t.Integer())) }) }, ({ body }) => body),
    async (ask) => {
      expect((await ask(postText(`{"a":${arrays(100_000)}}`))).status).toBe(422);
      // What is not declared is left out, however deep it is.
      expect(await ask(postText(`{"b":${arrays(100_000)}}`))).toEqual({ status: 200, body: {} });
    },
  );

  behaviour(
    "where an intersection leaves it out, by that",
    () => {
      const body = t.Intersect([t.Object({ x: t.Number() }), t.Object({ y: t.Number() })]);
      return app(quiet).post("/", { body }, (c) => c.body);
    },
    async (ask) => {
      const answer = await ask(postText(`{"x":1,"y":2,"z":${arrays(100_000)}}`));
      expect(answer).toEqual({ status: 200, body: { x: 1, y: 2 } });
    },
  );

  const open: readonly (readonly [string, unknown])[] = [
    ["anything", t.Unknown()],
    ["any object", t.Object({}, { additionalProperties: true })],
    ["anything but a number", t.Not(t.Number())],
    ["unique items", t.Array(t.Any(), { uniqueItems: true })],
    ["a constant array", { anyOf: [{ const: [[[]]] }, { type: "object" }] }],
    [
      "a recursive schema",
      t.Recursive((Self) => t.Union([t.Array(Self), t.Record(t.String(), t.Union([Self, t.Integer()]))])),
    ],
  ];
  for (const [name, schema] of open) {
    behaviour(
      `where ${name} is allowed, with 400`,
      () => app(quiet).post("/", { body: schema as never }, ({ body }) => body),
      async (ask) => {
        for (const depth of [129, 20_000, 100_000]) {
          expect(await ask(postText(arrays(depth)))).toMatchObject(tooDeep);
          expect(await ask(postText(objects(depth)))).toMatchObject(tooDeep);
        }
      },
    );
  }

  behaviour(
    "up to the limit it is a value like others",
    () => app({ ...quiet, limits: { jsonDepth: 3 } }).post("/", { body: t.Unknown() }, ({ body }) => body),
    async (ask) => {
      expect(await ask(postText('{"a":[{"b":1}]}'))).toEqual({ status: 200, body: { a: [{ b: 1 }] } });
      expect(await ask(postText('{"a":[{"b":[]}]}'))).toMatchObject(tooDeep);
      expect(await ask(postText("[1,[2,[3]],[[[]]]]"))).toMatchObject(tooDeep);
      expect(await ask(postText('[1,{"__proto__":{"a":{}}}]'))).toMatchObject(tooDeep);
    },
  );

  behaviour(
    "the deepest that a limit allows is answered",
    () => {
      const Tree = t.Recursive((Self) => t.Object({ a: t.Union([Self, t.Integer()]) }));
      return app({ ...quiet, limits: { jsonDepth: 1000 } })
        .post("/any", { body: t.Unknown() }, ({ body }) => body)
        .post("/unique", { body: t.Array(t.Any(), { uniqueItems: true }) }, ({ body }) => body.length)
        .post("/tree", { body: Tree, response: Tree }, ({ body }) => body);
    },
    async (ask) => {
      expect((await ask(postText(arrays(1000), "/any"))).status).toBe(200);
      expect((await ask(postText(`[${objects(999)},${objects(998)}]`, "/unique"))).status).toBe(200);
      expect((await ask(postText(objects(1000), "/tree"))).status).toBe(200);
      expect((await ask(postText(objects(1000).replace("1", "null"), "/tree"))).status).toBe(422);
    },
  );

  test.each([[0], [1001], [1.5], [-1], ["64"], [null], [Infinity], [Number.NaN], [true], [10n]])(
    "a limit of %p is refused",
    (jsonDepth) => {
      const shop = app({ limits: { jsonDepth: jsonDepth as number } }).post("/", () => "ran");
      expect(
        planApp(shop.definition(), "/").diagnostics.map(({ code, problem }) => ({ code, problem })),
      ).toEqual([
        {
          code: "invalid_option",
          problem: `limits.jsonDepth must be a whole number from 1 to 1000, not ${String(jsonDepth)}.`,
        },
      ]);
    },
  );
});

const defineEcho = (body: unknown) => (): App => app(quiet).post("/", { body: body as never }, (c) => c.body);

describe("RFC 8259 §4: a key that stands twice counts as its last value", () => {
  const Account = t.Object({
    role: t.Literal("user"),
    n: t.Optional(t.Object({ a: t.Optional(t.Integer()) })),
  });

  behaviour("in a check and in a handler alike", defineEcho(Account), async (ask) => {
    expect(await ask(postText('{"role":"admin","role":"user"}'))).toEqual({
      status: 200,
      body: { role: "user" },
    });
    expect((await ask(postText('{"role":"user","role":"admin"}'))).status).toBe(422);
    expect((await ask(postText('{"role":"user","r\\u006fle":"admin"}'))).status).toBe(422);
  });

  behaviour("and nothing else of the first is seen", defineEcho(Account), async (ask) => {
    expect(await ask(postText('{"role":"user","n":{"a":1},"n":{}}'))).toEqual({
      status: 200,
      body: { role: "user", n: {} },
    });
  });

  behaviour("in a body of any shape as well", defineEcho(t.Unknown()), async (ask) => {
    expect(await ask(postText('{"a":{"x":1},"a":{"y":2},"__proto__":1,"__proto__":2}'))).toEqual({
      status: 200,
      body: JSON.parse('{"a":{"y":2},"__proto__":2}'),
    });
  });
});

const objectOf = (count: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index])));

describe("GHSA-hxj9-33pp-j2cc: objects of very many keys take linear time", () => {
  const schemas: readonly (readonly [string, unknown])[] = [
    ["anything", t.Unknown()],
    ["a record", t.Record(t.String(), t.Integer())],
    ["an object that declares none of them", t.Object({ a: t.Optional(t.Integer()) })],
    ["an object that refuses them", t.Object({}, { additionalProperties: false })],
    ["a pattern of names", { type: "object", patternProperties: { "^k[0-9]+$": { type: "integer" } } }],
  ];

  test.each(schemas.flatMap(([name, schema]) => forms.map((form) => [name, form, schema] as const)))(
    "%s (%s)",
    async (_, form, body) => {
      const shop = app({ ...quiet, limits: { bodyBytes: 2 ** 24 } });
      const ask = await askInProcess(
        shop.post("/", { body: body as never }, () => "ran"),
        form,
      );
      const msOf = async (text: string): Promise<number> => {
        const start = performance.now();
        expect([200, 422]).toContain((await ask(postText(text))).status);
        return performance.now() - start;
      };
      // A quadratic treatment takes ten seconds and more.
      expect(await msOf(objectOf(100_000))).toBeLessThan(2000);
    },
  );
});

describe("CVE-2026-30837: every format regex gets a super-linear probe", () => {
  /** Texts that each begin as some format does, go on for long, and do not end as it does. */
  const pumps = [
    ..."a 0 1 - . : / @ % %41 [ ] ? # ~ ~0 \\ ( ( a. a- 1. 1: :: /a a@ a: ://".split(" "),
    " ",
    "\n",
    "a.a-",
    "//",
    "()",
    "(a",
    "a*",
  ];
  const prefixes = [
    "",
    "a",
    "a:",
    "a://",
    "a://a:",
    "a@",
    "a.",
    "1:",
    "2026-01-01T00:00:00.",
    "00:00:00.",
    "/",
    "::",
  ];

  test.each(Object.keys(formats))("%s", (format) => {
    const check = formats[format] ?? (() => true);
    for (const prefix of prefixes) {
      for (const pump of pumps) {
        // A format of a quadratic regex takes seconds for this, a linear one less than a millisecond.
        const text = `${prefix}${pump.repeat(Math.ceil(50_000 / pump.length))}\u0000`;
        expect([format, prefix, pump, shortestMs(() => check(text)) < 100]).toEqual([
          format,
          prefix,
          pump,
          true,
        ]);
      }
    }
  });

  const literal =
    /(?:[(,=:?&|![]|return)\s*\/((?:[^/\\\n[*]|\\.|\[(?:[^\]\\\n]|\\.)*\])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*)\/([dgimsuvy]*)/g;

  test("and every other that answers requests is linear by analysis", async () => {
    const files = new Bun.Glob("{http,runtime,serve}/**/*.ts").scanSync(`${root}/src`);
    const texts = await Promise.all([...files].map((file) => Bun.file(`${root}/src/${file}`).text()));
    const found = texts.flatMap((text) => [...text.matchAll(literal)]);
    expect(found.length).toBeGreaterThan(20);
    const costs = found.map(([, source = "", flags = ""]) => [source, costOf(source, flags).kind]);
    expect(costs).toEqual(found.map(([, source = ""]) => [source, "linear"]));
  });

  test("and that of a path pattern is linear in the path", async () => {
    const shop = app(quiet).get("/a/:b/c/:d", () => "ran");
    const start = performance.now();
    for (const pump of ["a", "/", "%41", "a/c/"]) await shop.request(`/a/${pump.repeat(4000)}`);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("an error's document", () => {
  behaviour(
    "tells what was sent as data, whatever it is called",
    () => app(quiet).post("/", { body: t.Record(t.String(), t.Integer()) }, () => "ran"),
    async (ask) => {
      for (const key of awkwardKeys.filter((text) => text.isWellFormed())) {
        const { status, body } = await ask(post({ [key]: key }));
        const pointer = `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        expect({ status, errors: (body as { errors: unknown }).errors }).toEqual({
          status: 422,
          errors: [
            {
              in: "body",
              pointer,
              rule: "type",
              code: "wrong_type",
              expected: "an integer",
              received: JSON.stringify(key),
            },
          ],
        });
      }
    },
  );
});
