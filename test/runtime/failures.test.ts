/** What a client is told of its failures: all of them at once, in the schema's words, and no secret. */
import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { type AppOptions, type LogEntry, HttpError, app, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { forms } from "../support/app-forms.ts";
import { type Answer, askInProcess, behaviour, jsonPost, postAs, quiet } from "../support/behaviour.ts";

interface Told {
  readonly in: string;
  readonly pointer: string;
  readonly rule: string;
  readonly code: string;
  readonly expected: string;
  readonly received: string;
  readonly message?: string;
}
const errorsOf = ({ body }: Answer): readonly Told[] => (body as { errors: readonly Told[] }).errors;

describe("a request", () => {
  const Strict = t.Object({ n: t.Integer() }, { additionalProperties: false });

  behaviour(
    "is told what is wrong with all of its locations at once, in their order",
    () =>
      app(quiet).post(
        "/:n",
        {
          params: t.Object({ n: t.Integer() }),
          query: Strict,
          headers: t.Object({ n: t.Integer() }),
          cookies: Strict,
          body: Strict,
        },
        () => "ran",
      ),
    async (ask) => {
      const refused = await ask({
        ...jsonPost({ n: "x", more: 1 }, "/x?n=x&more=1"),
        headers: ["Content-Type: application/json", "n: x", "Cookie: n=x; more=1"],
      });
      expect(refused.status).toBe(422);
      expect(errorsOf(refused).map((told) => `${told.in} ${told.pointer} ${told.rule} ${told.code}`)).toEqual(
        [
          "params /n type wrong_type",
          "query /n type wrong_type",
          "query /more additionalProperties unknown_property",
          "headers /n type wrong_type",
          "cookies /n type wrong_type",
          "cookies /more additionalProperties unknown_property",
          "body /n type wrong_type",
          "body /more additionalProperties unknown_property",
        ],
      );
    },
  );

  behaviour(
    "is told of 20 places at most, all locations together",
    () =>
      app(quiet).post(
        "/",
        { query: t.Object({ n: t.Array(t.Integer()) }), body: t.Array(t.Integer()) },
        () => "ran",
      ),
    async (ask) => {
      const many = Array.from({ length: 1000 }, () => "x");
      expect(errorsOf(await ask(jsonPost(many, `/?${"n=x&".repeat(15)}`))).map((told) => told.in)).toEqual([
        ...Array.from({ length: 15 }, () => "query"),
        ...Array.from({ length: 5 }, () => "body"),
      ]);
      expect(errorsOf(await ask(jsonPost(many, `/?${"n=x&".repeat(500)}`))).length).toBe(20);
    },
  );
});

const secret = { writeOnly: true };

/** Schemas of a secret, with bodies that have it where they do not fit. */
const secrets: Readonly<Record<string, readonly [TSchema, readonly unknown[]]>> = {
  "a member": [t.Object({ pin: t.String({ ...secret, minLength: 20 }) }), [{ pin: "s3cret" }]],
  "of another type": [t.Object({ pin: t.Integer(secret) }), [{ pin: "s3cret" }]],
  "a whole object": [
    t.Object({ account: t.Object({ pin: t.String({ maxLength: 2 }), list: t.Array(t.Integer()) }, secret) }),
    [{ account: { pin: "s3cret", list: ["s3cret"] } }, { account: "s3cret" }],
  ],
  "an array": [t.Array(t.Integer(), secret), [["s3cret"], "s3cret"]],
  "a variant": [
    t.Object({ pin: t.Union([t.String({ ...secret, maxLength: 2 }), t.Null()]) }),
    [{ pin: "s3cret" }],
  ],
  "a member of a variant": [
    t.Union([t.Object({ pin: t.String({ ...secret, maxLength: 2 }) }), t.Null()]),
    [{ pin: "s3cret" }],
  ],
  "all variants": [t.Union([t.Integer(), t.Null()], secret), ["s3cret"]],
  "a constant": [t.Literal("other", secret), ["s3cret"]],
  oneOf: [
    t.Unsafe({ oneOf: [{ type: "integer" }, { type: "string", maxLength: 2, writeOnly: true }] }),
    ["s3cret"],
  ],
  "an intersection": [
    t.Unsafe({
      allOf: [
        { type: "string", writeOnly: true },
        { type: "string", maxLength: 2 },
      ],
    }),
    ["s3cret"],
  ],
  "what must not be": [t.Not(t.String(secret)), ["s3cret"]],
  "names that nobody declared": [
    t.Object({
      a: t.Object({}, { ...secret, additionalProperties: false }),
      b: t.Record(t.String({ pattern: "^x" }), t.Integer(), { ...secret, additionalProperties: false }),
      c: t.Unsafe({ type: "object", propertyNames: { maxLength: 2 }, ...secret }),
      d: t.Record(t.String(), t.Integer(), secret),
    }),
    [{ a: { s3cret: 1 }, b: { s3cret: 1 }, c: { s3cret: 1 }, d: { s3cret: "x" } }],
  ],
  "a shared schema": [
    t.Object({ pins: t.Array(t.String({ ...secret, $id: "FailuresPin", maxLength: 2 })) }),
    [{ pins: ["s3cret"] }],
  ],
};

describe.each(Object.entries(secrets))("a secret: %s", (_, [schema, bodies]) => {
  behaviour(
    "is not told",
    () =>
      app(quiet)
        .post("/", { body: schema }, () => "ran")
        .post("/coerced", { body: schema, coerceBody: true }, () => "ran"),
    async (ask) => {
      for (const body of bodies) {
        for (const path of ["/", "/coerced"]) {
          const refused = await ask(jsonPost(body, path));
          expect(refused.status).toBe(422);
          expect(errorsOf(refused).length).toBeGreaterThan(0);
          expect(JSON.stringify(refused.body)).not.toContain("s3cret");
        }
      }
    },
  );
});

describe("a secret", () => {
  test.each(forms.map((form) => [form]))("of an answer is not logged (%s)", async (form) => {
    const log: LogEntry[] = [];
    const response = t.Object({ token: t.String({ ...secret, maxLength: 2 }) });
    const ask = await askInProcess(
      app({ log: (entry) => log.push(entry) }).get("/", { response }, () => ({ token: "s3cret" })),
      form,
    );
    expect((await ask({ target: "/" })).status).toBe(500);
    expect(log.length).toBe(1);
    expect(JSON.stringify(log)).not.toContain("s3cret");
  });

  behaviour(
    "of a header field, a cookie, a form is not told",
    () => {
      const pin = t.Object({ pin: t.Union([t.Integer(), t.Array(t.Integer())]) });
      const strict = t.Object({}, { additionalProperties: t.Integer() });
      return app(quiet)
        .post("/", { headers: pin, cookies: pin }, () => "ran")
        .post("/others", { cookies: strict }, () => "ran")
        .post(
          "/form",
          { bodyType: "urlencoded", body: t.Object({ pin: t.Integer({ writeOnly: true }) }) },
          () => "ran",
        );
    },
    async (ask) => {
      const answers = [
        await ask({ method: "POST", target: "/", headers: ["pin: s3cret", "Cookie: pin=s3cret"] }),
        await ask({ method: "POST", target: "/others", headers: ["Cookie: pin=s3cret"] }),
        await ask(postAs("application/x-www-form-urlencoded", "pin=s3cret", "/form")),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(422);
        expect(JSON.stringify(answer.body)).not.toContain("s3cret");
      }
    },
  );
});

describe("errorMessage", () => {
  behaviour(
    "is the schema's own words, for all of its rules or by rule",
    () =>
      app(quiet).post(
        "/",
        {
          body: t.Object(
            {
              any: t.Integer({ minimum: 1, errorMessage: "a count" }),
              some: t.Integer({
                minimum: 1,
                maximum: 9,
                errorMessage: { minimum: "at least one", required: "no count" },
              }),
              list: t.Array(t.Integer(), { errorMessage: "a list" }),
              either: t.Union([t.Null(), t.Boolean()], { errorMessage: { anyOf: "yes, no or nothing" } }),
            },
            { additionalProperties: false, errorMessage: { additionalProperties: "nothing else" } },
          ),
        },
        () => "ran",
      ),
    async (ask) => {
      const told = async (body: unknown) =>
        errorsOf(await ask(jsonPost(body))).map(({ pointer, rule, message }) => [pointer, rule, message]);
      expect(await told({ any: 0, some: 0, list: [1, "x"], either: 1, more: 1 })).toEqual([
        ["/any", "minimum", "a count"],
        ["/some", "minimum", "at least one"],
        // The words are those of the list, not of its items.
        ["/list/1", "type", undefined],
        ["/either", "anyOf", "yes, no or nothing"],
        ["/more", "additionalProperties", "nothing else"],
      ]);
      expect(await told({ any: "x", some: 10, list: 1, either: true })).toEqual([
        ["/any", "type", "a count"],
        ["/some", "maximum", undefined],
        ["/list", "type", "a list"],
      ]);
      expect(await told({})).toEqual([
        ["/any", "required", "a count"],
        ["/some", "required", "no count"],
        ["/list", "required", "a list"],
        ["/either", "required", undefined],
      ]);
    },
  );

  test.each([[{ minimun: "x" }], [{ toString: "x" }], [{ minimum: 1 }], [7], [["x"]]])(
    "%p is a diagnostic",
    (errorMessage) => {
      const given = app().post("/", { body: t.Unsafe({ type: "integer", errorMessage }) }, () => "ran");
      const { diagnostics } = planApp(given.definition(), "/");
      expect(diagnostics.map(({ code, problem }) => [code, problem.includes("/errorMessage")])).toEqual([
        ["unsupported_schema", true],
      ]);
    },
  );
});

const languages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de: { wrong_type: "falscher Typ", missing: "fehlt" },
  en: { wrong_type: "wrong type", missing: "is missing" },
};

const translated: AppOptions = {
  log: () => {},
  messages: ({ code }, { request }) => languages[request.headers.get("accept-language") ?? "en"]?.[code],
};

describe("the messages of an app", () => {
  behaviour(
    "are in the client's language, where the schema has no words of its own",
    () =>
      app(translated).post(
        "/",
        {
          body: t.Object({
            a: t.Integer(),
            b: t.Integer(),
            c: t.Integer({ errorMessage: "own" }),
            d: t.String({ minLength: 3 }),
          }),
        },
        () => "ran",
      ),
    async (ask) => {
      const question = jsonPost({ a: "x", c: "x", d: "" });
      const told = async (language: string) => {
        const headers = [...(question.headers ?? []), `Accept-Language: ${language}`];
        return errorsOf(await ask({ ...question, headers })).map(({ message }) => message);
      };
      expect(await told("de")).toEqual(["falscher Typ", "fehlt", "own", undefined]);
      expect(await told("en")).toEqual(["wrong type", "is missing", "own", undefined]);
      expect(await told("x")).toEqual([undefined, undefined, "own", undefined]);
    },
  );

  behaviour(
    "are there for onError as well",
    () =>
      app(translated)
        .onError((error) =>
          error instanceof HttpError
            ? { own: (error.extensions["errors"] as Told[]).map(({ message }) => message) }
            : undefined,
        )
        .post("/", { body: t.Integer() }, () => "ran"),
    async (ask) => {
      expect(await ask(jsonPost("x"))).toEqual({ status: 422, body: { own: ["wrong type"] } });
    },
  );

  test.each(forms.map((form) => [form]))(
    "that throw leave the 422 as it is, and are logged (%s)",
    async (form) => {
      const log: LogEntry[] = [];
      const given = app({
        log: (entry) => log.push(entry),
        messages: () => {
          throw new Error("no translations in db-7");
        },
      }).post("/", { body: t.Integer() }, () => "ran");
      const answer = await (await askInProcess(given, form))(jsonPost("x"));
      expect(answer.status).toBe(422);
      expect(errorsOf(answer)).toEqual([
        {
          in: "body",
          pointer: "",
          rule: "type",
          code: "wrong_type",
          expected: "an integer",
          received: '"x"',
        },
      ]);
      expect(log.map(({ code, message }) => [code, message])).toEqual([
        ["internal_error", "no translations in db-7"],
      ]);
    },
  );
});
