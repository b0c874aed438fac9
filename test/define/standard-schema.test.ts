/** Validators of other libraries, by Standard Schema v1: Zod, Valibot and ArkType at each location. */
import { describe, expect, test } from "bun:test";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { type App, HttpError, type LogEntry, app, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { StandardSchema } from "../../src/define/standard-schema.ts";
import { forms } from "../support/app-forms.ts";
import {
  type Answer,
  type Question,
  askInProcess,
  behaviour,
  jsonPost,
  postAs,
  quiet,
} from "../support/behaviour.ts";

type Numbers = StandardSchema<{ n: number }>;

/** `{ n }`, a number or the text of one, each in its library's words. */
const numbers: Readonly<Record<string, { readonly json: Numbers; readonly text: Numbers }>> = {
  zod: { json: z.object({ n: z.number() }), text: z.object({ n: z.coerce.number() }) },
  valibot: {
    json: v.object({ n: v.number() }),
    text: v.object({ n: v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number)) }),
  },
  arktype: { json: type({ n: "number" }), text: type({ n: "string.numeric.parse" }) },
};

interface Told {
  readonly in: string;
  readonly pointer: string;
  readonly rule: string;
  readonly code: string;
  readonly expected: string;
  readonly received: string;
}

const errorsOf = ({ body }: Answer): readonly Told[] => (body as { errors: readonly Told[] }).errors;

const question = (n: string): Question => ({
  target: `/${n}?n=${n}`,
  headers: [`n: ${n}`, `Cookie: n=${n}`],
});

const part = (n: string): string =>
  `--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n${n}\r\n--b--\r\n`;

const filePart = (content: string): string =>
  `--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n${content}\r\n--b--\r\n`;

const broken = (error: unknown): StandardSchema => ({
  "~standard": {
    version: 1,
    vendor: "test",
    validate: () => {
      throw error;
    },
  },
});

describe.each(Object.entries(numbers))("%s", (_, { json, text }) => {
  behaviour(
    "reads a JSON body, and tells what does not fit by its pointer",
    () => app(quiet).post("/", { body: json }, ({ body }) => ({ ran: body.n })),
    async (ask) => {
      expect(await ask(jsonPost({ n: 7 }))).toEqual({ status: 200, body: { ran: 7 } });
      const refused = await ask(jsonPost({ n: "seven" }));
      expect(refused.status).toBe(422);
      expect(errorsOf(refused)).toMatchObject([
        { in: "body", pointer: "/n", rule: "validator", code: "invalid", received: '"seven"' },
      ]);
      for (const value of [null, 1, [], {}, "x"]) expect((await ask(jsonPost(value))).status).toBe(422);
    },
  );

  behaviour(
    "reads params, query, headers and cookies as text",
    () =>
      app(quiet).get("/:n", { params: text, query: text, headers: text, cookies: text }, (c) =>
        [c.params, c.query, c.headers, c.cookies].map(({ n }) => n),
      ),
    async (ask) => {
      expect(await ask(question("12"))).toEqual({ status: 200, body: [12, 12, 12, 12] });
      const refused = await ask(question("tok-3n"));
      expect(refused.status).toBe(422);
      expect(errorsOf(refused).map((told) => `${told.in} ${told.pointer}`)).toEqual([
        "params /n",
        "query /n",
        "headers /n",
        "cookies /n",
      ]);
      for (const told of errorsOf(refused).slice(2)) expect(JSON.stringify(told)).not.toContain("tok-3n");
    },
  );

  behaviour(
    "reads forms",
    () =>
      app(quiet).post("/", { bodyType: ["urlencoded", "multipart"], body: text }, ({ body }) => ({
        ran: body.n,
      })),
    async (ask) => {
      const multipart = "multipart/form-data; boundary=b";
      expect(await ask(postAs("application/x-www-form-urlencoded", "n=3"))).toEqual({
        status: 200,
        body: { ran: 3 },
      });
      expect(await ask(postAs(multipart, part("4")))).toEqual({ status: 200, body: { ran: 4 } });
      expect((await ask(postAs("application/x-www-form-urlencoded", "n=x"))).status).toBe(422);
      expect((await ask(postAs(multipart, part("x")))).status).toBe(422);
    },
  );
});

describe("a validator", () => {
  behaviour(
    "reads text, and bytes",
    () =>
      app(quiet)
        .post("/text", { bodyType: "text", body: z.string().max(3) }, ({ body }) => ({ ran: body }))
        .post("/bytes", { bodyType: "bytes", body: z.instanceof(Uint8Array) }, ({ body }) => ({
          ran: body.length,
        })),
    async (ask) => {
      expect((await ask(postAs("text/plain", "abc", "/text"))).body).toEqual({ ran: "abc" });
      expect((await ask(postAs("text/plain", "abcd", "/text"))).status).toBe(422);
      expect((await ask(postAs("image/png", "abcd", "/bytes"))).body).toEqual({ ran: 4 });
    },
  );

  behaviour(
    "gets the files of a form",
    () =>
      app(quiet).post(
        "/",
        { bodyType: "multipart", body: z.object({ file: z.file().max(4).mime("image/png") }) },
        async ({ body }) => ({ ran: await body.file.text() }),
      ),
    async (ask) => {
      expect(await ask(postAs("multipart/form-data; boundary=b", filePart("abc")))).toEqual({
        status: 200,
        body: { ran: "abc" },
      });
      expect((await ask(postAs("multipart/form-data; boundary=b", filePart("abcde")))).status).toBe(422);
    },
  );

  const slow = z.object({
    name: z.string().refine(async (name) => (await Promise.resolve(name)) !== "taken"),
  });

  behaviour(
    "may be async",
    () => app(quiet).post("/", { body: slow, query: slow }, (c) => [c.body, c.query]),
    async (ask) => {
      expect(await ask(jsonPost({ name: "a", more: 1 }, "/?name=b"))).toEqual({
        status: 200,
        body: [{ name: "a" }, { name: "b" }],
      });
      const refused = await ask(jsonPost({ name: "taken" }, "/?name=taken"));
      expect(errorsOf(refused).map((told) => `${told.in} ${told.pointer}`)).toEqual([
        "query /name",
        "body /name",
      ]);
    },
  );

  behaviour(
    "tells places in JSON pointers, whatever the steps of its path are",
    () => {
      const anything: StandardSchema = {
        "~standard": {
          version: 1,
          vendor: "test",
          validate: () => ({
            issues: [
              { message: "one", path: ["a/b", { key: "~" }, 0] },
              { message: "two", path: [Symbol.for("s")] },
              { message: "three" },
              { message: "four", path: ["__proto__", "toString"] },
            ],
          }),
        },
      };
      return app(quiet).post("/", { body: anything }, () => "ran");
    },
    async (ask) => {
      const refused = await ask(jsonPost({ "a/b": { "~": [7] } }));
      expect(errorsOf(refused).map(({ pointer, received }) => [pointer, received])).toEqual([
        ["/a~1b/~0/0", "7"],
        ["/Symbol(s)", "nothing"],
        ["", "an object"],
        ["/__proto__/toString", "nothing"],
      ]);
    },
  );

  test.each(forms.map((form) => [form]))(
    "that throws is a fault: logged, and not told (%s)",
    async (form) => {
      const log: LogEntry[] = [];
      const shop = app({ log: (entry) => log.push(entry) })
        .post("/", { body: broken(new Error("connection to db-7 lost")) }, () => "ran")
        .post("/refused", { body: broken(new HttpError(429, "Later.")) }, () => "ran");
      const ask = await askInProcess(shop, form);
      const answer = await ask(jsonPost({ a: 1 }));
      expect(answer).toMatchObject({ status: 500, body: { code: "internal_error" } });
      expect(JSON.stringify(answer.body)).not.toContain("db-7");
      expect(log.map(({ message }) => message)).toEqual(["connection to db-7 lost"]);
      expect((await ask(jsonPost({ a: 1 }, "/refused"))).status).toBe(429);
      expect(log.length).toBe(1);
    },
  );

  behaviour(
    "with many issues tells 20",
    () => app(quiet).post("/", { body: z.array(z.number()) }, () => "ran"),
    async (ask) => {
      expect(errorsOf(await ask(jsonPost(Array.from({ length: 500 }, () => "x")))).length).toBe(20);
    },
  );

  behaviour(
    "of header fields and cookies tells a value to nobody, in whatever words",
    () => {
      const loud = z.object({
        token: z.string().refine(() => false, { error: ({ input }) => `not ${String(input)}` }),
      });
      return app(quiet).get("/", { headers: loud, cookies: loud }, () => "ran");
    },
    async (ask) => {
      const refused = await ask({ target: "/", headers: ["token: s3cret", "Cookie: token=s3cret"] });
      expect(refused.status).toBe(422);
      expect(JSON.stringify(refused.body)).not.toContain("s3cret");
      const missing = await ask({ target: "/" });
      expect(errorsOf(missing).map(({ received }) => received)).toEqual(["nothing", "nothing"]);
    },
  );
});

describe("GHSA-667r-xxjv-c9mm / CVE-2026-84504: the result of a validator is told from the value", () => {
  const keys = ["value", "error", "then", "issues", "success", "received", "~standard"];
  const libraries: Readonly<Record<string, StandardSchema>> = {
    zod: z.looseObject({}),
    "async zod": z.looseObject({}).refine(async () => Promise.resolve(true)),
    valibot: v.looseObject({}),
    arktype: type("object"),
  };

  for (const [library, schema] of Object.entries(libraries)) {
    behaviour(
      `${library}: a body of any keys is what was sent`,
      () => app(quiet).post("/", { body: schema, response: t.Any() }, async ({ body }) => body),
      async (ask) => {
        for (const key of keys) {
          for (const inner of [1, null, [], { value: { admin: true } }, [{ message: "no" }]]) {
            expect(await ask(jsonPost({ [key]: inner }))).toEqual({ status: 200, body: { [key]: inner } });
          }
        }
      },
    );
  }
});

const problemsOf = (given: App): string[] =>
  planApp(given.definition(), "/").diagnostics.map(({ code, problem, fix }) => `${code}: ${problem} ${fix}`);

describe("the answers of a route", () => {
  test("are not written by a validator of another library: it says to give its JSON Schema", () => {
    const advice =
      'Give its JSON Schema by status: { 200: t.Unsafe(z.toJSONSchema(User, { target: "draft-7" })) }.';
    const schemas: unknown[] = [
      z.object({ a: z.string() }),
      v.object({ a: v.string() }),
      type({ a: "string" }),
    ];
    for (const schema of schemas) {
      expect(problemsOf(app().get("/", { response: schema as never }, () => ({ a: "x" }) as never))).toEqual([
        `unsupported_schema: GET /, response: a validator of another library cannot write answers. ${advice}`,
      ]);
      expect(
        problemsOf(app().get("/", { response: { 201: schema } as never }, () => ({ a: "x" }) as never)),
      ).toEqual([
        `unsupported_schema: GET /, response/201: a validator of another library cannot write answers. ${advice}`,
      ]);
    }
  });

  test("and coerceBody is no matter of such a validator either", () => {
    const given = app().post("/", { body: z.object({ n: z.number() }), coerceBody: true }, () => "ran");
    expect(problemsOf(given)).toEqual([
      "invalid_option: POST /: coerceBody reads text by a schema, and the body has none of TypeBox or JSON Schema. " +
        "Remove it; let the validator of another library coerce, as z.coerce does.",
    ]);
  });
});
