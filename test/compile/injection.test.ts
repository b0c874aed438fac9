/**
 * GHSA-gmm9-qwx3-2m3h: a schema's property names and defaults became code. GHSA-8vch-m3f4-q8jf / CVE-2025-66457: so did
 * a cookie's configuration. Here hostile text stands in every position that reaches the emitted module.
 */
import { afterEach, describe, expect, test } from "bun:test";
import { type App, app, middleware, t } from "../../src/bunsen.ts";
import { emitModule } from "../../src/compile/emit.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { AppDefinition } from "../../src/define/app-definition.ts";
import { problemOf } from "../../src/http/problem.ts";
import * as helpers from "../../src/runtime.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";
import { awkwardKeys, breakOuts } from "../support/hostile-strings.ts";

const elysia = "GHSA-gmm9-qwx3-2m3h, GHSA-8vch-m3f4-q8jf / CVE-2025-66457";
const hostile: readonly (readonly [string])[] = [...breakOuts, ...awkwardKeys].map((text) => [text]);

const pwned = (): unknown => (globalThis as { pwned?: unknown }).pwned;
afterEach(() => {
  expect(pwned()).toBeUndefined();
});

const ok = (): string => "ok";

const emit = (definition: AppDefinition, file = "app.ts"): string =>
  emitModule(planApp(definition, root).plan, Object.keys(helpers), { version: "0.0.0", file, directory: "" });

/**
 * What of a module is neither a comment nor a string, read by a second reader, which knows only the forms that the
 * emitter writes: no template, no regular expression, no line end within a string.
 */
function codeOf(source: string): string {
  let code = "";
  for (let rest = source; rest !== "";) {
    const [skipped = ""] =
      /^(?:\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/|"(?:[^"\\\n\r\u2028\u2029]|\\[^\n\r\u2028\u2029])*")/.exec(
        rest,
      ) ?? [];
    if (skipped === "") code += rest[0];
    rest = rest.slice(skipped.length || 1);
  }
  return code;
}

/** Parses a module twice: nothing but Bunsen's runtime is imported, and no hostile text stands outside strings. */
function expectHarmless(source: string): void {
  expect(new Bun.Transpiler({ loader: "js" }).scan(source)).toEqual({
    exports: ["built_from", "create_table"],
    imports: [{ kind: "import-statement", path: "bunsen/runtime" }],
  });
  // Names may be made from hostile text; what matters is that it is a word of its own nowhere.
  const suspicious = /\bpwned\b|[^\x20-\x7e\n]|["'`]|\/\/|\bimport\s*\(|\beval\b|\bFunction\b/g;
  expect(codeOf(source).match(suspicious)).toBeNull();
}

describe.each(hostile)(`${elysia}: %j`, (text) => {
  const shape = t.Object(
    {
      [text]: t.Literal(text),
      inner: t.Object({ [text]: t.Array(t.Object({ [text]: t.String({ default: text }) })) }),
      choice: t.Union([t.Literal(text), t.Literal(`${text}!`)]),
      pattern: t.String({ pattern: `^${RegExp.escape(text)}$` }),
      record: t.Record(t.String(), t.String()),
      data: t.Any({ default: { [text]: [text] } }),
    },
    {
      $id: text,
      $comment: text,
      title: text,
      description: text,
      examples: [text],
      additionalProperties: false,
    },
  );
  const define = (): App => {
    const options = {
      query: t.Object({ [text]: t.String({ default: text }) }),
      cookies: t.Object({ [text]: t.Optional(t.String()) }),
    };
    return app({ log: () => {} })
      .post("/body", { body: shape, response: shape }, ({ body }) => body)
      .get("/query", options, ({ query, cookies }) => [query, cookies])
      .get("/text", text)
      .get("/data", { [text]: [text] });
  };

  test("is a literal or a comment in the module", () => {
    expectHarmless(emit(define().definition()));
  });

  test.each(forms.map((form) => [form]))("gives right answers %s", async (form) => {
    const table = await tableOf(define(), form);
    const value = {
      [text]: text,
      inner: { [text]: [{ [text]: "given" }, {}] },
      choice: `${text}!`,
      pattern: text,
      record: { [text]: text },
    };
    const post = (body: unknown) =>
      answerTarget(table, "/body", {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      });
    const whole = {
      ...value,
      inner: { [text]: [{ [text]: "given" }, { [text]: text }] },
      data: { [text]: [text] },
    };
    expect(await (await post(value)).text()).toBe(JSON.stringify(whole));
    expect((await post({ ...value, [text]: `${text}!` })).status).toBe(422);
    expect((await post({ ...value, pattern: `x${text}` })).status).toBe(422);
    expect((await post({ ...value, [`${text}?`]: 1 })).status).toBe(422);
    expect(await (await answerTarget(table, "/query")).text()).toBe(JSON.stringify([{ [text]: text }, {}]));
    const target = `/query?${encodeURIComponent(text.toWellFormed())}=1`;
    expect((await answerTarget(table, target)).status).toBe(200);
    expect(await (await answerTarget(table, "/text")).text()).toBe(text.toWellFormed());
    expect(await (await answerTarget(table, "/data")).text()).toBe(JSON.stringify({ [text]: [text] }));
  });

  test("is refused as a format", () => {
    const { diagnostics } = planApp(
      app()
        .post("/", { body: t.String({ format: text }) }, ok)
        .definition(),
      root,
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["unsupported_schema"]);
  });

  test("is refused as a keyword", () => {
    const { diagnostics } = planApp(
      app()
        .post("/", { body: t.String({ [text]: text }) }, ok)
        .definition(),
      root,
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["unsupported_schema"]);
  });

  test("is refused as a number", () => {
    const body = t.Number({ minimum: text as never });
    const { diagnostics } = planApp(app().post("/", { body }, ok).definition(), root);
    expect(diagnostics.map(({ code }) => code)).toEqual(["unsupported_schema"]);
  });

  test("is harmless or refused as a pattern", () => {
    const shop = app().post("/", { body: t.String({ pattern: text }) }, ok);
    const { diagnostics } = planApp(shop.definition(), root);
    if (diagnostics.length === 0) expectHarmless(emit(shop.definition()));
    else expect(diagnostics.map(({ code }) => code)).toEqual(["unsupported_schema"]);
  });

  test("is harmless or refused as a header name", () => {
    const shop = app().get("/", { headers: t.Object({ [text]: t.String() }) }, ok);
    const { diagnostics } = planApp(shop.definition(), root);
    if (diagnostics.length === 0) expectHarmless(emit(shop.definition()));
    else expect(diagnostics.map(({ code }) => code)).toEqual(["unsupported_schema"]);
  });

  test("is refused as a middleware's name, unless it is one", () => {
    const shop = app()
      .use(middleware({ name: text, before: () => ({}) }))
      .get("/", ok);
    const { diagnostics } = planApp(shop.definition(), root);
    if (diagnostics.length === 0) expectHarmless(emit(shop.definition()));
    else expect(diagnostics.map(({ code }) => code)).toEqual(["invalid_middleware"]);
  });

  test("is refused as a parameter's name, unless it is one", () => {
    const shop = app().get(`/:${text}`, ok);
    const { diagnostics } = planApp(shop.definition(), root);
    if (diagnostics.length === 0) expectHarmless(emit(shop.definition()));
    else expect(diagnostics.map(({ code }) => code)).toEqual(["invalid_path"]);
  });

  test("is refused in a path, or answered there", async () => {
    const shop = app().get(`/a${text}`, ok);
    const { plan, diagnostics } = planApp(shop.definition(), root);
    if (diagnostics.length > 0) return expect(diagnostics.map(({ code }) => code)).toEqual(["invalid_path"]);
    expectHarmless(emit(shop.definition()));
    for (const form of forms) {
      const response = await answerTarget(await tableOf(shop, form), plan.routes[0]?.target ?? "");
      expect([response.status, await response.text()]).toEqual([200, "ok"]);
    }
  });

  test("is refused as a response's status", () => {
    const shop = app().get("/", { response: { [text]: t.String() } as never }, ok as never);
    const { diagnostics } = planApp(shop.definition(), root);
    expect(diagnostics.map(({ code }) => code)).toEqual(["invalid_option"]);
  });

  test("is refused as an option's name", () => {
    const shop = app({ [text]: 1 } as never).get("/", { [text]: 1 } as object, ok);
    const { diagnostics } = planApp(shop.definition(), root);
    expect(diagnostics.map(({ code }) => code)).toEqual(["invalid_option", "invalid_option"]);
  });

  test("is a comment as a file's name", () => {
    const definition = app().get("/", ok).definition();
    const routes = definition.routes.map((route) => ({
      ...route,
      source: { ...route.source, file: `/${text}.ts` },
    }));
    expectHarmless(emit({ ...definition, routes }, `${text}.ts`));
  });

  test("is data in an error's document", () => {
    expect(
      problemOf({ status: 400, message: text, code: "x", extensions: { [text]: text } } as never),
    ).toMatchObject({
      detail: text,
      status: 400,
    });
  });
});

/** The positions that JSON Schema adds, where a schema is more than keys and values. */
describe.each(hostile)(`${elysia}, in JSON Schema: %j`, (text) => {
  const escaped = RegExp.escape(text);
  const pointer = encodeURIComponent(
    text.toWellFormed().replaceAll("~", "~0").replaceAll("/", "~1"),
  ).replaceAll("'", "%27");
  const name = text.toWellFormed();
  const body = {
    $id: `${text} schema`,
    definitions: { [name]: { const: { [text]: [text] } } },
    type: "object",
    properties: {
      "a constant": { const: { [text]: { [text]: text } } },
      "one of": { enum: [[text], { [text]: null }, text] },
      referred: { $ref: `#/definitions/${pointer}` },
      expression: t.RegExp(new RegExp(`^${escaped}$`, "u")),
      patterned: {
        type: "object",
        patternProperties: { [`^${escaped}$`]: { const: text } },
        additionalProperties: false,
      },
      named: { type: "object", propertyNames: { pattern: `^${escaped}$` } },
      depending: { type: "object", dependencies: { [text]: [`${text}!`] } },
      demanding: { type: "object", required: [text], additionalProperties: { const: text } },
      module: t
        .Module({ [name]: t.Object({ at: t.Optional(t.Date()), self: t.Optional(t.Ref(name)) }) })
        .Import(name),
    },
    additionalProperties: { enum: [text] },
  };
  const define = (): App =>
    app({ log: () => {} }).post(
      "/",
      { body: body as never, response: { 200: body as never } },
      (c) => c.body as never,
    );
  const good: Readonly<Record<string, unknown>> = {
    "a constant": { [text]: { [text]: text } },
    "one of": { [text]: null },
    referred: { [text]: [text] },
    expression: text,
    patterned: { [text]: text },
    named: { [text]: 1 },
    depending: { [text]: 1, [`${text}!`]: 2 },
    demanding: { [text]: text },
    module: { self: { self: {} } },
    another: text,
  };
  const bad: Readonly<Record<string, unknown>> = {
    "a constant": { [text]: { [text]: `${text}!` } },
    "one of": [`${text}!`],
    referred: {},
    expression: `${text}!`,
    patterned: { [`${text}?`]: text },
    named: { [`${text}?`]: 1 },
    depending: { [text]: 1 },
    demanding: {},
    module: { self: { self: 1 } },
    another: `${text}!`,
  };

  test("is a literal in the module", () => {
    expect(planApp(define().definition(), root).diagnostics).toEqual([]);
    expectHarmless(emit(define().definition()));
  });

  test.each(forms.map((form) => [form]))("gives right answers %s", async (form) => {
    const table = await tableOf(define(), form);
    const post = (value: unknown) =>
      answerTarget(table, "/", {
        method: "POST",
        body: JSON.stringify(value),
        headers: { "content-type": "application/json" },
      });
    const response = await post(good);
    expect([response.status, await response.text()]).toEqual([200, JSON.stringify(good)]);
    for (const [key, value] of Object.entries(bad)) {
      const refused = await post({ ...good, [key]: value });
      const { errors } = (await refused.json()) as { errors?: readonly { pointer: string }[] };
      expect([key, refused.status, errors?.every((error) => error.pointer.startsWith(`/${key}`))]).toEqual([
        key,
        422,
        true,
      ]);
    }
  });

  test("is harmless or refused as a pattern of keys, an expression and its flags", () => {
    for (const schema of [
      { patternProperties: { [text]: true }, additionalProperties: false },
      { propertyNames: { pattern: text } },
      { type: "RegExp", source: text, flags: "" },
      { type: "RegExp", source: "a", flags: text },
    ]) {
      const shop = app().post("/", { body: schema as never }, ok);
      const { diagnostics } = planApp(shop.definition(), root);
      if (diagnostics.length === 0) expectHarmless(emit(shop.definition()));
      else expect(diagnostics.map(({ code }) => code)).toEqual(["unsupported_schema"]);
    }
  });

  test("is refused as a type, a reference and a bound", () => {
    for (const schema of [
      { type: text },
      { type: ["string", text] },
      { $ref: `${text}?` },
      { $ref: `#/definitions/${text}` },
      t.Date({ minimumTimestamp: text as never }),
      t.Uint8Array({ maxByteLength: text as never }),
      t.BigInt({ multipleOf: text as never }),
      { required: text },
      { enum: text },
    ]) {
      const shop = app().post("/", { body: schema as never }, ok);
      const { diagnostics } = planApp(shop.definition(), root);
      expect(diagnostics.map(({ code }) => code)).toEqual(["unsupported_schema"]);
    }
  });
});

test("the second reader finds code that broke out", () => {
  expect(codeOf('const a_1 = "x"; // pwned\n/* pwned */ "pwned\\"" + pwned')).toBe(
    "const a_1 = ; \n  + pwned",
  );
});
