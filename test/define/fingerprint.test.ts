import { describe, expect, test } from "bun:test";
import { type App, TableMismatchError, app, middleware, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { checkFit, fingerprintOf } from "../../src/define/fingerprint.ts";

const ok = (): string => "ok";

const builtFrom = (given: Pick<App, "definition">): Record<string, string> =>
  Object.fromEntries(
    planApp(given.definition(), "/").plan.routes.map(({ key, fingerprint }) => [key, fingerprint]),
  );

/** What is told of an app that runs with the table of another. */
function differences(running: Pick<App, "definition">, built: Pick<App, "definition">): readonly string[] {
  try {
    checkFit(running.definition(), builtFrom(built));
    return [];
  } catch (error) {
    if (error instanceof TableMismatchError) return error.differences;
    throw error;
  }
}

const aspectsOf = (given: Pick<App, "definition">): string[] => {
  const definition = given.definition();
  return definition.routes.map((route) => fingerprintOf(route, definition));
};

const withMiddleware = (name: string, handler: () => unknown) =>
  app()
    .use(middleware({ name, before: () => ({ a: 1 }) }))
    .get("/a", { query: t.Object({ page: t.Integer() }) }, handler)
    .post("/b", { body: t.String() }, handler);

const using = (name: string) =>
  app()
    .use(middleware({ name, before: () => ({}) }))
    .get("/", ok);

const defineBy = (environment: Readonly<Record<string, string>>) => {
  const shop = app({ limits: { bodyBytes: Number(environment["LIMIT"]) } }).post("/orders", ok);
  if (environment["STAGE"] === "test") shop.get("/debug", ok);
  return shop;
};

describe("a table fits", () => {
  test("the same app", () => {
    expect(differences(withMiddleware("one", ok), withMiddleware("one", ok))).toEqual([]);
  });

  test("an app with other handlers, which are bound by key", () => {
    expect(
      differences(
        withMiddleware("one", () => "other"),
        withMiddleware("one", ok),
      ),
    ).toEqual([]);
  });

  test("an app that defines the same routes in another order", () => {
    expect(differences(app().get("/a", ok).get("/b", ok), app().get("/b", ok).get("/a", ok))).toEqual([]);
  });

  test("an app that says in another place what the limit is", () => {
    const running = app().post("/", { bodyLimitBytes: 5 }, ok);
    expect(differences(running, app({ limits: { bodyBytes: 5 } }).post("/", ok))).toEqual([]);
  });

  test("an app whose limit differs where no body is read", () => {
    expect(differences(app({ limits: { bodyBytes: 5 } }).get("/", ok), app().get("/", ok))).toEqual([]);
  });
});

describe("a table does not fit", () => {
  test("an app with another route", () => {
    expect(differences(app().get("/a", ok).get("/b", ok), app().get("/a", ok))).toEqual([
      "GET /b is in the app, not in the table.",
    ]);
  });

  test("an app without one of its routes", () => {
    expect(differences(app().get("/a", ok), app().get("/a", ok).post("/a", ok))).toEqual([
      "POST /a is in the table, not in the app.",
    ]);
  });

  test("an app with another schema", () => {
    const [running, built] = [t.Integer(), t.Number()].map((page) =>
      app().get("/", { query: t.Object({ page }) }, ok),
    );
    const [[is], [was]] = [aspectsOf(running as App), aspectsOf(built as App)];
    expect(differences(running as App, built as App)).toEqual([
      `GET / was built with ${was}, and now has ${is}.`,
    ]);
  });

  test("an app without a schema", () => {
    const built = app().get("/", { query: t.Object({}), response: t.String() }, ok);
    const [was] = aspectsOf(built);
    expect(differences(app().get("/", ok), built)).toEqual([
      `GET / was built with ${was}, and now has less.`,
    ]);
  });

  test("an app with another schema of one location says which", () => {
    const [running, built] = [1, 2].map((minimum) =>
      app().get("/:id", { params: t.Object({ id: t.Integer() }), response: t.Integer({ minimum }) }, () => 1),
    );
    const [is] = aspectsOf(running as App).map((text) => text.split(", ")[1]);
    const [was] = aspectsOf(built as App).map((text) => text.split(", ")[1]);
    expect(differences(running as App, built as App)).toEqual([
      `GET /:id was built with ${was}, and now has ${is}.`,
    ]);
    expect([is, was].map((aspect) => aspect?.split(" ")[0])).toEqual(["response", "response"]);
  });

  test("an app with another default", () => {
    const [running, built] = ["a", "b"].map((value) =>
      app().get("/", { query: t.Object({ q: t.String({ default: value }) }) }, ok),
    );
    expect(differences(running as App, built as App)).toHaveLength(1);
  });

  test("an app with another limit", () => {
    expect(differences(app({ limits: { bodyBytes: 5 } }).post("/", ok), app().post("/", ok))).toEqual([
      "POST / was built with bodyLimitBytes 1048576, and now has bodyLimitBytes 5.",
    ]);
  });

  test("an app with other middleware", () => {
    expect(differences(using("new"), using("old"))).toEqual([
      "GET / was built with middleware old before, and now has middleware new before.",
    ]);
  });

  test("an app whose middleware has another hook", () => {
    const running = app()
      .use(middleware({ name: "m", after: () => undefined }))
      .get("/", ok);
    const built = app()
      .use(middleware({ name: "m", before: () => ({}) }))
      .get("/", ok);
    expect(differences(running, built)).toEqual([
      "GET / was built with middleware m before, and now has middleware m after.",
    ]);
  });

  test("an app with another constant", () => {
    const [[is], [was]] = [aspectsOf(app().get("/", "new")), aspectsOf(app().get("/", "old"))];
    expect(differences(app().get("/", "new"), app().get("/", "old"))).toEqual([
      `GET / was built with ${was}, and now has ${is}.`,
    ]);
  });

  test("an app with a handler in a constant's place", () => {
    const [was] = aspectsOf(app().get("/", "old"));
    expect(differences(app().get("/", ok), app().get("/", "old"))).toEqual([
      `GET / was built with ${was}, and now has less.`,
    ]);
  });

  test("an app that the environment defines, and every difference is told", () => {
    const running = defineBy({ LIMIT: "10", STAGE: "production" });
    expect(differences(running, defineBy({ LIMIT: "20", STAGE: "test" }))).toEqual([
      "POST /orders was built with bodyLimitBytes 20, and now has bodyLimitBytes 10.",
      "GET /debug is in the table, not in the app.",
    ]);
  });

  test("and the error says what to do", () => {
    expect(() => checkFit(app().get("/a", ok).definition(), {})).toThrow(
      new TableMismatchError(["GET /a is in the app, not in the table."]),
    );
    expect(new TableMismatchError(["One.", "Two."]).message).toBe(
      "The route table was built from another app than the one that is running:\n  - One.\n  - Two.\n" +
        "Run `bunsen build` again. If the difference comes from the environment (a variable, a file, the time), define " +
        "the same routes and schemas everywhere and decide inside the handlers.",
    );
  });
});

describe("a fingerprint", () => {
  test("has an aspect for everything the table depends on", () => {
    const shop = app()
      .use(middleware({ name: "m", before: () => ({}), after: () => undefined }))
      .post("/:id", { params: t.Object({ id: t.String() }), body: t.Any(), response: t.Any() }, ok);
    expect(aspectsOf(shop)[0]?.replace(/[0-9a-z]{6,8}(?=,)/g, "#")).toBe(
      "params #, body #, response #, middleware m before after, bodyLimitBytes #, jsonDepth 128",
    );
  });

  test("tells bytes from text that spells them", () => {
    const [bytes, text] = [new Uint8Array([0, 0, 0]), "AAAB"].map(
      (constant) => aspectsOf(app().get("/", constant))[0],
    );
    expect(bytes).not.toBe(text);
  });

  test("is the same in every process", () => {
    expect(aspectsOf(app().get("/", "constant"))).toEqual(["constant 1a7vk41u"]);
  });
});
