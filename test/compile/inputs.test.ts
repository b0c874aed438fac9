/** What can be planned of inputs, and that each form of an app reads them alike. */
import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { app, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { RouteOptions } from "../../src/define/schema.ts";
import { behaviour, failuresOf, postAs, quiet } from "../support/behaviour.ts";

const problemsOf = (options: RouteOptions): string[] =>
  planApp(
    app()
      .post("/", options, () => "ran")
      .definition(),
    "/",
  ).diagnostics.map(({ problem }) => problem);

describe("what text cannot say is a diagnostic", () => {
  const lists: Readonly<Record<string, TSchema>> = {
    "a list of itself": t.Recursive((This) => t.Array(This)),
    "a list of itself or a number": t.Recursive((This) => t.Union([t.Array(This), t.Integer()])),
    "a tuple of itself": t.Recursive((This) => t.Tuple([t.Integer(), t.Union([This, t.Null()])])),
  };

  test.each(Object.entries(lists))("%s", (_, list) => {
    const problem = "is a list that can contain itself, which text cannot say.";
    expect(problemsOf({ query: t.Object({ list }) })).toEqual([`POST /: query /list ${problem}`]);
    expect(problemsOf({ bodyType: "urlencoded", body: t.Object({ list }) })).toEqual([
      `POST /: body /list ${problem}`,
    ]);
    expect(problemsOf({ bodyType: "text", body: list })).toEqual([`POST /: body ${problem}`]);
    expect(problemsOf({ body: t.Object({ list }) })).toEqual([]);
  });

  test("lists of lists can be read", () => {
    expect(problemsOf({ query: t.Object({ list: t.Array(t.Array(t.Integer())) }) })).toEqual([]);
  });

  test("a file outside of a multipart form", () => {
    const file = t.Object({ file: t.File() });
    const problem = "A file cannot be here: only a multipart form has files.";
    expect(problemsOf({ query: file })).toEqual([`POST /, query /properties/file: ${problem}`]);
    expect(problemsOf({ bodyType: "json", body: file })).toEqual([
      `POST /, body /properties/file: ${problem}`,
    ]);
    expect(problemsOf({ bodyType: "urlencoded", body: file })).toEqual([
      `POST /, body /properties/file: ${problem}`,
    ]);
    expect(problemsOf({ response: { 200: file } })).toEqual([
      `POST /, response/200 /properties/file: ${problem}`,
    ]);
    expect(problemsOf({ bodyType: ["json", "multipart"], body: file })).toEqual([]);
  });

  test("a form that is no object", () => {
    for (const body of [t.Array(t.String()), t.String(), t.Intersect([t.Object({}), t.Object({})])]) {
      expect(problemsOf({ bodyType: "urlencoded", body })).toEqual([
        "POST /: the body schema is not an object schema.",
      ]);
    }
  });
});

describe("names that are only counted or asked for", () => {
  behaviour(
    "are read, and left out where nothing keeps them",
    () => {
      const counted = t.Object({ a: t.String() }, { maxProperties: 2 });
      const short = t.Unsafe<{ a: string }>({
        type: "object",
        properties: { a: { type: "string" } },
        required: ["a"],
        propertyNames: { type: "string", maxLength: 2 },
      });
      return app(quiet)
        .get("/counted", { query: counted, cookies: counted }, (c) => [c.query, c.cookies])
        .get("/short", { query: short }, (c) => c.query);
    },
    async (ask) => {
      const headers = ["Cookie: a=1; b=2"];
      expect(await ask({ target: "/counted?a=1&b=2", headers })).toEqual({
        status: 200,
        body: [{ a: "1" }, { a: "1" }],
      });
      expect((await ask({ target: "/counted?a=1&b=2&c=3", headers })).status).toBe(422);
      expect((await ask({ target: "/short?a=1&b=2" })).body).toEqual({ a: "1" });
      expect(failuresOf(await ask({ target: "/short?a=1&bcd=2" }))).toEqual({
        status: 422,
        errors: ["/bcd: a name that is a string"],
      });
    },
  );

  behaviour(
    "are kept as they are by a schema that says nothing else",
    () => {
      const any = t.Unsafe<object>({ type: "object", minProperties: 1 });
      return app(quiet)
        .get("/", { query: any }, (c) => [Object.getPrototypeOf(c.query) === Object.prototype, c.query])
        .post("/", { bodyType: "urlencoded", body: any }, (c) => c.body);
    },
    async (ask) => {
      expect((await ask({ target: "/?a=1&b=2&b=3" })).body).toEqual([true, { a: "1", b: ["2", "3"] }]);
      expect((await ask(postAs("application/x-www-form-urlencoded", "a=1"))).body).toEqual({ a: "1" });
      expect((await ask({ target: "/" })).status).toBe(422);
    },
  );
});
