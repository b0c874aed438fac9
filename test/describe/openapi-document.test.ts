import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import Ajv from "ajv/dist/2020";
import { type App, app, middleware, t } from "../../src/bunsen.ts";
import { jwt } from "../../src/jwt.ts";
import { bearer, every, ipAllow, some } from "../../src/middleware.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { root } from "../support/app-forms.ts";
import { everything } from "./everything.ts";
import { documentOf, exampleApp } from "./support.ts";

/** A part of a document, by the keys that lead there. */
const at = (document: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce((value: unknown, key) => (value as Record<string, unknown> | undefined)?.[key], document);

const operationOf = (of: App, path: string, method: string): unknown =>
  at(documentOf(of), "paths", path, method);

/** What is a matter of taste: whether everything has words, a licence, and something to refuse. */
const taste = ["info-license", "operation-summary", "operation-4xx-response", "tag-description"];

async function problemsOf(of: App): Promise<string[]> {
  const config = await createConfig({
    extends: ["spec", "recommended"],
    rules: Object.fromEntries(taste.map((rule) => [rule, "off" as const])),
  });
  const problems = await lintFromString({ source: JSON.stringify(documentOf(of)), config });
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

describe("a linter of OpenAPI documents", () => {
  test.each(["hello", "shop"])("finds nothing wrong with that of examples/%s", async (name) => {
    expect(await problemsOf(await exampleApp(name))).toEqual([]);
  });

  test("finds nothing wrong with that of an app that has everything", async () => {
    expect(await problemsOf(everything)).toEqual([]);
  });

  test("finds what is wrong", async () => {
    const config = await createConfig({ extends: ["spec"] });
    const source = JSON.stringify({ ...documentOf(everything), paths: { "/a": { get: { responses: 5 } } } });
    expect(await lintFromString({ source, config })).not.toEqual([]);
  });
});

test("WebSockets are left out: OpenAPI has no words for messages", () => {
  expect(at(documentOf(app().get("/a", "constant").ws("/b", {})), "paths")).toContainAllKeys(["/a"]);
});

test("the document of an app that has everything is the golden one", async () => {
  const file = join(root, "test/golden/everything.openapi.json");
  const text = `${JSON.stringify(documentOf(everything), undefined, 2)}\n`;
  if (process.env["UPDATE_GOLDEN"] === "1") await Bun.write(file, text);
  expect(text).toBe(await Bun.file(file).text());
});

test("an app that says nothing of itself has a document", () => {
  expect(documentOf(app())).toEqual({
    openapi: "3.1.0",
    info: { title: "API", version: "0.0.0" },
    servers: [{ url: "/" }],
    security: [],
    paths: {},
    components: {},
  });
});

const schemasOf = (of: App): unknown => at(documentOf(of), "components", "schemas");

describe("schemas", () => {
  test("one that is the same for both directions is one component", () => {
    const User = t.Object({ id: t.Integer() }, { $id: "User" });
    const shop = app().post("/a", { body: User, response: User }, ({ body }) => body);
    expect(Object.keys(schemasOf(shop) as object)).toEqual(
      ["Problem", "User", "ValidationProblem"].toSorted(),
    );
  });

  test("one that has defaults is two, and so is what refers to it", () => {
    const Line = t.Object({ count: t.Integer({ default: 1 }) }, { $id: "Line" });
    const Order = t.Object({ lines: t.Array(Line) }, { $id: "Order" });
    const shop = app().post("/a", { body: Order, response: Order }, ({ body }) => body);
    const {
      Line: line,
      LineInput: lineInput,
      Order: order,
      OrderInput: orderInput,
    } = schemasOf(shop) as Record<string, unknown>;
    expect([at(line, "required"), at(lineInput, "required")]).toEqual([["count"], undefined]);
    const itemsOf = (schema: unknown): unknown => at(schema, "properties", "lines", "items");
    expect([itemsOf(order), itemsOf(orderInput)]).toEqual([
      { $ref: "#/components/schemas/Line" },
      { $ref: "#/components/schemas/LineInput" },
    ]);
  });

  test("two that differ for an input only by name keep theirs where one direction is all there is", () => {
    const Line = t.Object({ count: t.Integer({ default: 1 }) }, { $id: "Line" });
    const shop = app().post("/a", { body: Line }, () => "ok");
    expect(Object.keys(schemasOf(shop) as object)).toContain("Line");
  });

  test("an $id that a component of ours has gets a number", () => {
    const Problem = t.Object({ mine: t.String() }, { $id: "Problem" });
    const shop = app().get("/a", { response: Problem }, () => ({ mine: "yes" }));
    expect(at(schemasOf(shop), "Problem_2", "properties")).toEqual({ mine: { type: "string" } });
  });

  test("keys that mean something to JavaScript stay what they are", () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"}},"required":["__proto__"]}',
    );
    const shop = app().get("/a", { response: t.Unsafe(schema) }, () => ({}));
    expect(JSON.stringify(documentOf(shop))).toContain('"properties":{"__proto__":{"type":"string"}}');
  });

  test("what the app answers fits what it says of that", async () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema(documentOf(everything), "document");
    const item = {
      id: 1,
      bought: "2025-01-31T12:00:00.000Z",
      price: 12,
      picture: "AAEC",
      code: "abc",
      size: [1, 2],
      labels: { a: "b" },
      seen: "2025-01-31",
    };
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(item),
    };
    const answer = await everything.request("/items", init);
    const value: unknown = await answer.json();
    const fits = (name: string, given: unknown): unknown =>
      ajv.validate({ $ref: `document#/components/schemas/${name}` }, given);
    expect([answer.status, fits("ItemInput", item), fits("Item", value)]).toEqual([201, true, true]);
    // What came is not what is sent: the bigint is text, the default is there.
    expect(fits("Item", item)).toBe(false);
  });
});

describe("credentials", () => {
  const open = { verify: () => true };

  test("middleware that skips some requests asks for credentials, or for none", () => {
    const shop = app({
      performance: {
        middleware: { skipConditions: { bearer: [{ path: "/a", when: () => true, allowUnguarded: true }] } },
      },
    })
      .use(bearer(open))
      .get("/a", () => "a");
    expect(at(operationOf(shop, "/a", "get"), "security")).toEqual([{ bearer: [] }, {}]);
  });

  test("two guards are needed together", () => {
    const key = middleware({
      name: "key",
      before: () => {},
      security: [{ key: { type: "apiKey", in: "cookie", name: "key" } }],
      scopes: ["read"],
    });
    const shop = app()
      .use(bearer(open), key)
      .get("/a", () => "a");
    expect(at(operationOf(shop, "/a", "get"), "security")).toEqual([{ bearer: ["read"], key: ["read"] }]);
  });

  test("one that some() leaves without credentials asks for none there", () => {
    const shop = app()
      .use(
        some(
          ipAllow({ allow: ["::1"] }),
          every(bearer(open), middleware({ name: "staff", before: () => {} })),
        ),
      )
      .get("/a", () => "a");
    expect(at(operationOf(shop, "/a", "get"), "security")).toEqual([{}, { bearer: [] }]);
  });

  test("a token of jwt is told by its format, and what it answers", () => {
    const secret = "x".repeat(64);
    const shop = app()
      .use(jwt({ secret, algorithms: ["HS256"] }))
      .get("/a", () => "a");
    expect(at(documentOf(shop), "components", "securitySchemes")).toEqual({
      jwt: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
    });
    expect(Object.keys(at(operationOf(shop, "/a", "get"), "responses") as object)).toEqual([
      "200",
      "400",
      "401",
      "500",
    ]);
  });

  test("a route that leaves its guard out asks for nothing", () => {
    const shop = app()
      .use(bearer(open))
      .get("/a", { skip: ["bearer"], allowUnguarded: true }, () => "a");
    expect(at(operationOf(shop, "/a", "get"), "security")).toBeUndefined();
  });
});

test("files say what they are answered with where there are none", () => {
  const files = app().static("/files/*", root);
  expect(Object.keys(at(operationOf(files, "/files/{path}", "get"), "responses") as object)).toEqual([
    "200",
    "400",
    "404",
    "412",
    "416",
    "500",
  ]);
});

test("a page that Bun bundles is HTML", async () => {
  await using workspace = await createWorkspace({
    "index.html": "<p>hello</p>",
    "app.ts":
      'import { app } from "bunsen";\nimport page from "./index.html";\nexport default app().get("/", page);',
  });
  const { default: pages } = (await import(join(workspace.path, "app.ts"))) as { default: App };
  expect(at(operationOf(pages, "/", "get"), "responses", "200", "content")).toEqual({
    "text/html": { schema: { type: "string" } },
  });
});

describe("what a route says of itself", () => {
  test("an operationId is used as it is; two of one name are told apart", () => {
    const docs = { operationId: "find" };
    const shop = app()
      .get("/a", { docs }, () => "a")
      .get("/b", { docs }, () => "b");
    expect([
      at(operationOf(shop, "/a", "get"), "operationId"),
      at(operationOf(shop, "/b", "get"), "operationId"),
    ]).toEqual(["find", "find_2"]);
  });

  test("nothing of it changes how a constant is answered", async () => {
    const { plan } = await import("../../src/compile/plan.ts").then(({ planApp }) =>
      planApp(
        app()
          .get("/a", { docs: { summary: "A." } }, "a")
          .definition(),
        root,
      ),
    );
    expect(plan.routes.map(({ dispatch }) => dispatch)).toEqual(["constant"]);
  });

  test.each([
    [{ sumary: "x" }, "unknown key"],
    [{ summary: 1 }, "summary must be text"],
    [{ tags: "a" }, "tags must be a list"],
    [{ deprecated: "yes" }, "deprecated must be true or false"],
    [{ operationId: "a b" }, "operationId must be a name"],
    [{ errors: { gone: 200 } }, 'errors must be statuses by code; "gone" is none'],
    ["words", "must be an object"],
  ])("%j is refused", (docs, problem) => {
    expect(() => documentOf(app().get("/a", { docs: docs as never }, () => "a"))).toThrow(problem);
  });

  test.each([
    [{ name: "x" }, "unknown key"],
    [{ title: 1 }, "docs.title must be text"],
    [{ servers: ["https://a.example"] }, "docs.servers must be a list"],
    [{ tags: ["a"] }, "docs.tags must be descriptions by tag"],
  ])("%j of an app is refused", (docs, problem) => {
    expect(() => documentOf(app({ docs: docs as never }))).toThrow(problem);
  });
});
