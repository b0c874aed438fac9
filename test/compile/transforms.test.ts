/** Functions of schemas: where they stand, and what becomes of what they refuse. Asked of each form of the app. */
import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { type App, HttpError, type LogEntry, app, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { forms } from "../support/app-forms.ts";
import {
  type Answer,
  askInProcess,
  behaviour,
  failuresOf,
  jsonPost,
  postAs,
  quiet,
} from "../support/behaviour.ts";
import { multipartText, multipartType } from "../support/multipart.ts";

/** `"1,5"` is 1.5 in a handler. Text that starts with `-` is refused by Decode, and a negative number by Encode. */
const comma = (options: object = {}) =>
  t
    .Transform(t.String({ pattern: "^-?\\d+,\\d+$", ...options }))
    .Decode((text) => {
      if (text.startsWith("-")) throw new RangeError(`s3cret ${text}`);
      return Number(text.replace(",", "."));
    })
    .Encode((number) => {
      if (number < 0) throw new RangeError("negative");
      return String(number).replace(".", ",");
    });

/** An object that is a point in a handler. */
class Point {
  readonly x: number;
  readonly y: number;

  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }
}
const point = t
  .Transform(t.Object({ x: t.Integer(), y: t.Integer() }))
  .Decode(({ x, y }) => new Point(x, y))
  .Encode(({ x, y }) => ({ x, y }));

/** Shared under its name. */
const price = comma({ $id: "Price" });
const module = t.Module({
  Price: comma(),
  Order: t.Object({ total: t.Ref("Price"), parts: t.Array(t.Ref("Order")) }),
});
const tree = t.Recursive((This) => t.Object({ value: comma(), children: t.Array(This) }), {
  $id: "TransformTree",
});
const list = t
  .Transform(t.String())
  .Decode((text) => text.split(","))
  .Encode((items) => items.join(","));

interface Row {
  readonly schema: TSchema;
  /** As it travels, and what a handler has of it. */
  readonly pairs: readonly (readonly [wire: unknown, inside: unknown])[];
  /** Pointers to what Decode refuses. */
  readonly refuses?: readonly (readonly [wire: unknown, pointer: string])[];
  /** What Encode refuses. */
  readonly withholds?: readonly unknown[];
}

const rows: Readonly<Record<string, Row>> = {
  "the whole": { schema: comma(), pairs: [["1,5", 1.5]], refuses: [["-1,5", ""]], withholds: [-1, "x"] },
  "an object": {
    schema: point,
    pairs: [[{ x: 1, y: 2 }, new Point(1, 2)]],
  },
  "a member, optional or not": {
    schema: t.Object({ a: comma(), b: t.Optional(comma()), "c/d": t.Optional(comma()) }),
    pairs: [
      [{ a: "1,5" }, { a: 1.5 }],
      [
        { a: "1,5", b: "2,5" },
        { a: 1.5, b: 2.5 },
      ],
    ],
    refuses: [
      [{ a: "1,5", b: "-1,5" }, "/b"],
      [{ a: "1,5", "c/d": "-1,5" }, "/c~1d"],
    ],
    withholds: [{ a: 1.5, b: -1 }],
  },
  "an item": {
    schema: t.Array(t.Object({ a: comma() })),
    pairs: [
      [
        [{ a: "1,5" }, { a: "2,5" }],
        [{ a: 1.5 }, { a: 2.5 }],
      ],
    ],
    refuses: [[[{ a: "1,5" }, { a: "-2,5" }], "/1/a"]],
    withholds: [[{ a: -1 }]],
  },
  "an item of a tuple": {
    schema: t.Tuple([t.Integer(), comma(), point]),
    pairs: [
      [
        [1, "1,5", { x: 1, y: 2 }],
        [1, 1.5, new Point(1, 2)],
      ],
    ],
    refuses: [[[1, "-1,5", { x: 1, y: 2 }], "/1"]],
  },
  "a variant": {
    schema: t.Union([t.Object({ kind: t.Literal("a"), a: comma() }), comma(), t.Null()]),
    pairs: [
      [
        { kind: "a", a: "1,5" },
        { kind: "a", a: 1.5 },
      ],
      ["2,5", 2.5],
      [null, null],
    ],
    refuses: [
      [{ kind: "a", a: "-1,5" }, "/a"],
      ["-1,5", ""],
    ],
    withholds: [{ kind: "a", a: -1 }],
  },
  "a record's value": {
    schema: t.Record(t.String(), comma()),
    pairs: [
      [
        { a: "1,5", ["__proto__"]: "2,5" },
        { a: 1.5, ["__proto__"]: 2.5 },
      ],
    ],
    refuses: [[{ a: "1,5", b: "-1,5" }, "/b"]],
    withholds: [{ a: -1 }],
  },
  "a pattern's value": {
    schema: t.Record(t.String({ pattern: "^a" }), comma()),
    pairs: [[{ a: "1,5" }, { a: 1.5 }]],
    refuses: [[{ ab: "-1,5" }, "/ab"]],
  },
  "a member of an intersection": {
    schema: t.Intersect([t.Object({ a: comma() }), t.Object({ b: t.Integer() })]),
    pairs: [
      [
        { a: "1,5", b: 1 },
        { a: 1.5, b: 1 },
      ],
    ],
    refuses: [[{ a: "-1,5", b: 1 }, "/a"]],
  },
  "a schema that refers to itself": {
    schema: tree,
    pairs: [
      [
        { value: "1,5", children: [{ value: "2,5", children: [] }] },
        { value: 1.5, children: [{ value: 2.5, children: [] }] },
      ],
    ],
    refuses: [[{ value: "1,5", children: [{ value: "-2,5", children: [] }] }, "/children/0/value"]],
    withholds: [{ value: 1.5, children: [{ value: -1, children: [] }] }],
  },
  "a module": {
    schema: module.Import("Order"),
    pairs: [
      [
        { total: "1,5", parts: [{ total: "2,5", parts: [] }] },
        { total: 1.5, parts: [{ total: 2.5, parts: [] }] },
      ],
    ],
    refuses: [[{ total: "1,5", parts: [{ total: "-2,5", parts: [] }] }, "/parts/0/total"]],
  },
  "a schema with an $id, twice": {
    schema: t.Object({ net: price, gross: price }),
    pairs: [
      [
        { net: "1,5", gross: "2,5" },
        { net: 1.5, gross: 2.5 },
      ],
    ],
    refuses: [[{ net: "1,5", gross: "-2,5" }, "/gross"]],
  },
  "one within another": {
    schema: t
      .Transform(t.Object({ at: comma() }))
      .Decode(({ at }) => at * 2)
      .Encode((number) => ({ at: number / 2 })),
    pairs: [[{ at: "1,5" }, 3]],
    refuses: [[{ at: "-1,5" }, "/at"]],
    withholds: [-3],
  },
};

interface Told {
  readonly pointer: string;
  readonly rule: string;
  readonly code: string;
  readonly received: string;
  readonly message?: string;
}
const errorsOf = ({ body }: Answer): readonly Told[] => (body as { errors: readonly Told[] }).errors;

describe.each(Object.entries(rows))(
  "a transform of %s",
  (_, { schema, pairs, refuses = [], withholds = [] }) => {
    const answers = [...pairs.map(([, inside]) => inside), ...withholds];
    let received: unknown;
    behaviour(
      "is decoded, encoded, and refused where it stands",
      () =>
        app(quiet)
          .post("/in", { body: schema }, ({ body }) => {
            received = body;
            return "ran";
          })
          .get(
            "/out/:index",
            { response: { 200: schema } },
            ({ params }) => answers[Number(params.index)] as never,
          ),
      async (ask) => {
        for (const [index, [wire, inside]] of pairs.entries()) {
          expect((await ask(jsonPost(wire, "/in"))).body).toBe("ran");
          expect(received).toEqual(inside);
          expect(await ask({ target: `/out/${index}` })).toEqual({ status: 200, body: wire });
        }
        for (const [wire, pointer] of refuses) {
          const refused = await ask(jsonPost(wire, "/in"));
          expect(refused.status).toBe(422);
          expect(errorsOf(refused)).toMatchObject([
            { in: "body", pointer, rule: "transform", code: "not_convertible" },
          ]);
          expect(JSON.stringify(refused.body)).not.toContain("s3cret");
        }
        for (const index of withholds.keys()) {
          expect(await ask({ target: `/out/${pairs.length + index}` })).toMatchObject({
            status: 500,
            body: { code: "response_schema_mismatch" },
          });
        }
      },
    );
  },
);

describe("a transform", () => {
  const named = t.Object({ n: comma(), list: t.Optional(list), none: comma({ default: "0,5" }) });

  behaviour(
    "reads params, query, headers, cookies and forms",
    () =>
      app(quiet)
        .get(
          "/:n",
          { params: t.Object({ n: comma() }), query: named, headers: named, cookies: named },
          (c) => [c.params.n, c.query, c.headers, c.cookies],
        )
        .post("/", { bodyType: ["json", "urlencoded", "multipart"], body: named }, ({ body }) => body)
        .post("/text", { bodyType: "text", body: comma() }, ({ body }) => body)
        .post(
          "/bytes",
          {
            bodyType: "bytes",
            body: t
              .Transform(t.Uint8Array({ minByteLength: 1 }))
              .Decode((bytes) => new TextDecoder().decode(bytes))
              .Encode((text) => new TextEncoder().encode(text)),
          },
          ({ body }) => ({ body }),
        ),
    async (ask) => {
      const inside = { n: 1.5, list: ["a", "b"], none: 0.5 };
      const answer = await ask({
        target: "/1,5?n=1,5&list=a,b",
        headers: ["n: 1,5", "list: a,b", "Cookie: n=1%2C5; list=a%2Cb"],
      });
      expect(answer).toEqual({ status: 200, body: [1.5, inside, inside, inside] });
      expect((await ask(jsonPost({ n: "1,5", list: "a,b" }))).body).toEqual(inside);
      expect((await ask(postAs("application/x-www-form-urlencoded", "n=1,5&list=a,b"))).body).toEqual(inside);
      const fields = [
        { name: "n", content: "1,5" },
        { name: "list", content: "a,b" },
      ];
      expect((await ask(postAs(multipartType, multipartText(fields)))).body).toEqual(inside);
      expect((await ask(postAs("text/plain", "1,5", "/text"))).body).toBe(1.5);
      expect((await ask(postAs("image/png", "abc", "/bytes"))).body).toEqual({ body: "abc" });
      expect((await ask(postAs("image/png", "", "/bytes"))).status).toBe(422);
    },
  );

  behaviour(
    "that refuses is told beside everything else, and of header fields and cookies without the value",
    () =>
      app(quiet).post(
        "/",
        {
          query: t.Object({ n: comma(), page: t.Integer() }),
          headers: t.Object({ n: comma() }),
          cookies: t.Object({
            n: comma({ errorMessage: { transform: "not negative", pattern: "a number" } }),
          }),
          body: t.Object({ n: comma({ writeOnly: true }) }),
        },
        () => "ran",
      ),
    async (ask) => {
      const refused = await ask({
        ...jsonPost({ n: "-4,5" }, "/?n=-1,5&page=x"),
        headers: ["Content-Type: application/json", "n: -2,5", "Cookie: n=-3%2C5"],
      });
      expect(errorsOf(refused)).toMatchObject([
        { in: "query", pointer: "/page", rule: "type" },
        { in: "headers", pointer: "/n", rule: "transform", received: "a value that is not shown" },
        {
          in: "cookies",
          pointer: "/n",
          rule: "transform",
          received: "a value that is not shown",
          message: "not negative",
        },
        { in: "body", pointer: "/n", rule: "transform", received: "a string of 4 characters" },
      ]);
      for (const text of ["-2,5", "-3,5", "-4,5"]) expect(JSON.stringify(refused.body)).not.toContain(text);
    },
  );

  behaviour(
    "within a secret is not told either",
    () =>
      app(quiet).post(
        "/",
        { body: t.Object({ account: t.Object({ pin: comma() }, { writeOnly: true }) }) },
        () => "ran",
      ),
    async (ask) => {
      const refused = await ask(jsonPost({ account: { pin: "-4,5" } }));
      expect(errorsOf(refused)).toMatchObject([
        { pointer: "/account/pin", received: "a string of 4 characters" },
      ]);
    },
  );

  behaviour(
    "may answer by a HttpError, in either direction",
    () => {
      const gone = t
        .Transform(t.String())
        .Decode((): string => {
          throw new HttpError(410, "No longer.");
        })
        .Encode((): string => {
          throw new HttpError(503, "Not yet.", { code: "later" });
        });
      return app(quiet)
        .post("/", { body: t.Object({ a: gone }) }, () => "ran")
        .get("/", { response: t.Object({ a: gone }) }, () => ({ a: "x" }));
    },
    async (ask) => {
      expect((await ask(jsonPost({ a: "x" }))).status).toBe(410);
      expect(await ask({ target: "/" })).toMatchObject({ status: 503, body: { code: "later" } });
    },
  );

  test.each(forms.map((form) => [form]))("that refuses an answer is told to the log (%s)", async (form) => {
    const log: LogEntry[] = [];
    const shop = app({ log: (entry) => log.push(entry) }).get(
      "/",
      { response: t.Object({ items: t.Array(t.Object({ n: comma() })) }) },
      () => ({ items: [{ n: 1.5 }, { n: -1 }] }),
    );
    const ask = await askInProcess(shop, form);
    expect((await ask({ target: "/" })).status).toBe(500);
    expect(log.map(({ code, message }) => [code, message])).toEqual([
      [
        "response_schema_mismatch",
        "The answer does not fit the schema GET_root_200. /items/1/n: expected a value its transform takes, received -1.",
      ],
    ]);
  });

  test.each(forms.map((form) => [form]))("is called once for a value that it takes (%s)", async (form) => {
    let calls = 0;
    const counted = t
      .Transform(t.String())
      .Decode((text) => {
        calls++;
        return text;
      })
      .Encode((text) => text);
    const ask = await askInProcess(
      app(quiet).post("/", { body: t.Union([t.Integer(), t.Object({ a: counted })]) }, () => "ran"),
      form,
    );
    expect((await ask(jsonPost({ a: "x" }))).status).toBe(200);
    expect(calls).toBe(1);
  });

  behaviour(
    "makes of an $id what its own route says, in either direction",
    () =>
      app(quiet)
        .post("/a", { body: t.Object({ n: price }), response: t.Object({ n: price }) }, ({ body }) => body)
        .post("/b", { body: price, response: { 201: price } }, (c) => c.reply(201, c.body)),
    async (ask) => {
      expect(await ask(jsonPost({ n: "1,5" }, "/a"))).toEqual({ status: 200, body: { n: "1,5" } });
      expect(await ask(jsonPost("2,5", "/b"))).toEqual({ status: 201, body: "2,5" });
    },
  );

  test("with an $id that another has, which has other functions, cannot be planned", () => {
    const other = t
      .Transform(t.String({ pattern: "^-?\\d+,\\d+$", $id: "Price" }))
      .Decode((text) => text.length)
      .Encode(String);
    const given: App = app()
      .post("/a", { body: price }, () => "ran")
      .post("/b", { body: other }, () => "ran");
    const { diagnostics } = planApp(given.definition(), "/");
    expect(diagnostics.map(({ problem }) => problem)).toEqual([
      'POST /b, body /$id: Two different schemas have the $id "Price".',
    ]);
  });

  behaviour(
    "beside values that do not fit is not called",
    () => app(quiet).post("/", { body: t.Object({ n: comma(), m: t.Integer() }) }, () => "ran"),
    async (ask) => {
      expect(failuresOf(await ask(jsonPost({ n: "-1,5", m: "x" })))).toEqual({
        status: 422,
        errors: ["/m: an integer"],
      });
    },
  );
});
