import { describe, expect, test } from "bun:test";
import { type App, app, t } from "../../src/bunsen.ts";
import { readForm } from "../../src/http/form-body.ts";
import type { FormReader } from "../../src/http/form-reader.ts";
import type { HttpError } from "../../src/http/http-error.ts";
import { behaviour, failuresOf, postAs, quiet } from "../support/behaviour.ts";
import { multipartText, multipartType } from "../support/multipart.ts";

const urlencoded = "application/x-www-form-urlencoded";

const reader: FormReader = {
  types: [urlencoded, "multipart/form-data"],
  accepted: "a form",
  names: undefined,
  limitBytes: 1000,
  limitFields: 5,
  limitFieldBytes: 10,
};

const request = (type: string, body: string | Uint8Array<ArrayBuffer>): Request =>
  new Request("http://localhost/", { method: "POST", headers: { "content-type": type }, body });

/** What a form is read as: its entries, or the code of its refusal. */
const read = (body: string | Uint8Array<ArrayBuffer>, changes: Partial<FormReader> = {}, type = urlencoded) =>
  readForm(request(type, body), { ...reader, ...changes }).then(
    Object.entries,
    (error: HttpError) => error.code,
  );

describe("an urlencoded form", () => {
  test("is read by WHATWG's rules", async () => {
    expect(await read("a=1&b=x+y&c&d=%C3%A9%2B&a=2")).toEqual([
      ["a", ["1", "2"]],
      ["b", "x y"],
      ["c", ""],
      ["d", "é+"],
    ]);
    expect(await read("")).toEqual([]);
    expect(await read("a==&=b")).toEqual([
      ["a", "="],
      ["", "b"],
    ]);
  });

  test("has no field between two &, whatever is asked for", async () => {
    expect(await read("&a=1&&", { names: new Set(["a", ""]) })).toEqual([["a", "1"]]);
  });

  test("keeps a byte order mark, as part of a name", async () => {
    expect(await read("\uFEFFa=1")).toEqual([["\uFEFFa", "1"]]);
  });

  test("has to be UTF-8, escaped or not", async () => {
    expect(await read("a=%FF")).toBe("malformed_form");
    expect(await read(new Uint8Array([0x61, 0x3d, 0xff]))).toBe("malformed_form");
    expect(await read("a=%")).toBe("malformed_form");
  });

  test("has no more fields than the limit, and none longer", async () => {
    expect(await read("a&b&c&d&e")).toBeArrayOfSize(5);
    expect(await read("a&b&c&d&e&f")).toBe("too_many_fields");
    expect(await read("&&&&&")).toBe("too_many_fields");
    expect(await read("", { limitFields: 0 })).toEqual([]);
    expect(await read(`a=${"x".repeat(10)}`)).toEqual([["a", "x".repeat(10)]]);
    expect(await read(`a=${"x".repeat(11)}`)).toBe("field_too_large");
    expect(await read(`a=1&a=${"é".repeat(6)}`)).toBe("field_too_large");
    expect(await read("x".repeat(1001))).toBe("body_too_large");
  });

  test("has no prototype", async () => {
    const values = await readForm(request(urlencoded, "__proto__=1&constructor=2"), reader);
    expect(Object.getPrototypeOf(values)).toBeNull();
    expect(Object.entries(values)).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
  });
});

const ofA = (rule: object) => ({
  bodyType: "urlencoded" as const,
  body: t.Object({ a: t.String() }, rule),
});

const partsOf = (count: number, content = "1") =>
  multipartText(Array.from({ length: count }, (_, index) => ({ name: `k${index}`, content })));

const Values = t.Object({
  page: t.Integer(),
  ratio: t.Optional(t.Number()),
  on: t.Optional(t.Boolean()),
  tags: t.Optional(t.Array(t.String())),
  note: t.String({ default: "none" }),
});

describe("forms of either type", () => {
  behaviour(
    "are read by the rules of the query",
    () => app(quiet).post("/", { bodyType: ["urlencoded", "multipart"], body: Values }, ({ body }) => body),
    async (ask) => {
      const fields = [
        ["page", "7"],
        ["ratio", "0.5"],
        ["on", "true"],
        ["tags", "a"],
        ["tags", "b"],
        ["other", "left out"],
      ] as const;
      const expected = { page: 7, ratio: 0.5, on: true, tags: ["a", "b"], note: "none" };
      const text = fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
      const parts = fields.map(([name, content]) => ({ name, content }));
      expect(await ask(postAs(urlencoded, text))).toEqual({ status: 200, body: expected });
      expect(await ask(postAs(multipartType, multipartText(parts)))).toEqual({ status: 200, body: expected });
      expect(failuresOf(await ask(postAs(urlencoded, "page=1.5&tags=a")))).toEqual({
        status: 422,
        errors: ["/page: an integer"],
      });
      expect(failuresOf(await ask(postAs(multipartType, multipartText([]))))).toEqual({
        status: 422,
        errors: ["/page: an integer"],
      });
      expect((await ask(postAs("application/json", '{"page":7}'))).status).toBe(415);
    },
  );

  behaviour(
    "stand beside JSON, each by its type",
    () =>
      app(quiet).post(
        "/",
        { bodyType: ["json", "urlencoded", "multipart"], body: t.Object({ n: t.Integer() }) },
        ({ body }) => body.n,
      ),
    async (ask) => {
      expect((await ask(postAs("application/json", '{"n":1}'))).body).toBe(1);
      expect((await ask(postAs(urlencoded, "n=2"))).body).toBe(2);
      expect((await ask(postAs(multipartType, multipartText([{ name: "n", content: "3" }])))).body).toBe(3);
      // JSON has numbers of its own, and its text is text.
      expect((await ask(postAs("application/json", '{"n":"1"}'))).status).toBe(422);
      const refused = await ask(postAs("text/plain", "n=2"));
      expect(refused).toMatchObject({
        status: 415,
        body: {
          detail:
            'This route reads application/json or application/x-www-form-urlencoded or multipart/form-data, not "text/plain".',
        },
      });
    },
  );

  behaviour(
    "strip, refuse or keep fields that the schema does not name",
    () => {
      return app(quiet)
        .post("/strip", ofA({}), ({ body }) => body)
        .post("/strict", ofA({ additionalProperties: false }), ({ body }) => body)
        .post("/keep", ofA({ additionalProperties: true }), ({ body }) => body)
        .post("/numbers", ofA({ additionalProperties: t.Integer() }), ({ body }) => body)
        .post("/counted", ofA({ maxProperties: 2 }), ({ body }) => body);
    },
    async (ask) => {
      const form = (target: string, text: string) => ask(postAs(urlencoded, text, target));
      expect((await form("/strip", "a=1&b=2")).body).toEqual({ a: "1" });
      expect(failuresOf(await form("/strict", "a=1&b=2"))).toEqual({
        status: 422,
        errors: ["/b: no such property"],
      });
      expect((await form("/strict", "a=1")).body).toEqual({ a: "1" });
      expect((await form("/keep", "a=1&b=2&b=3")).body).toEqual({ a: "1", b: ["2", "3"] });
      expect((await form("/numbers", "a=1&b=2")).body).toEqual({ a: "1", b: 2 });
      expect(failuresOf(await form("/numbers", "a=1&b=x"))).toEqual({
        status: 422,
        errors: ["/b: an integer"],
      });
      expect((await form("/counted", "a=1&b=2")).body).toEqual({ a: "1" });
      expect((await form("/counted", "a=1&b=2&c=3")).status).toBe(422);
    },
  );

  behaviour(
    "read lists by their separator",
    () =>
      app(quiet).post(
        "/",
        {
          bodyType: "urlencoded",
          body: t.Object({
            ids: t.Array(t.Integer(), { separator: "," }),
            point: t.Optional(t.Tuple([t.Number(), t.Number()], { separator: ";" } as object)),
          }),
        },
        ({ body }) => body,
      ),
    async (ask) => {
      const form = (text: string) => ask(postAs(urlencoded, text));
      expect((await form("ids=1,2,3&point=1;-2.5")).body).toEqual({ ids: [1, 2, 3], point: [1, -2.5] });
      expect((await form("ids=")).body).toEqual({ ids: [] });
      expect((await form("ids=7")).body).toEqual({ ids: [7] });
      expect((await form("ids=7&ids=8")).body).toEqual({ ids: [7, 8] });
      expect(failuresOf(await form("ids=1,x"))).toEqual({ status: 422, errors: ["/ids/1: an integer"] });
    },
  );
});

const limited = (): App =>
  app({ ...quiet, limits: { bodyBytes: 2000, formFields: 3, formFieldBytes: 8 } }).post(
    "/",
    { bodyType: ["urlencoded", "multipart"], body: t.Object({ a: t.Optional(t.String()) }) },
    () => "ran",
  );

describe("the limits of an app", () => {
  behaviour("hold for forms, also for fields that nobody reads", limited, async (ask) => {
    const codeOf = async (type: string, text: string) => {
      const { status, body } = await ask(postAs(type, text));
      return status === 200 ? "ran" : `${status} ${(body as { code: string }).code}`;
    };
    expect(await codeOf(urlencoded, "x=1&y=2&z=3")).toBe("ran");
    expect(await codeOf(urlencoded, "x=1&y=2&z=3&a=4")).toBe("413 too_many_fields");
    expect(await codeOf(urlencoded, `a=${"x".repeat(9)}`)).toBe("413 field_too_large");
    expect(await codeOf(urlencoded, "x".repeat(2001))).toBe("413 body_too_large");
    expect(await codeOf(multipartType, partsOf(3))).toBe("ran");
    expect(await codeOf(multipartType, partsOf(4))).toBe("413 too_many_fields");
    expect(await codeOf(multipartType, partsOf(1, "x".repeat(8)))).toBe("ran");
    expect(await codeOf(multipartType, partsOf(1, "x".repeat(9)))).toBe("413 field_too_large");
    expect(await codeOf(multipartType, partsOf(1, "x".repeat(2001)))).toBe("413 body_too_large");
  });
});
