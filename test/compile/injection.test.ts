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

test("the second reader finds code that broke out", () => {
  expect(codeOf('const a_1 = "x"; // pwned\n/* pwned */ "pwned\\"" + pwned')).toBe(
    "const a_1 = ; \n  + pwned",
  );
});
