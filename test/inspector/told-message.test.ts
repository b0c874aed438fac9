import { expect, test } from "bun:test";
import fc from "fast-check";
import { errorCatalogue } from "../../src/http/error-catalogue.ts";
import { type ErrorCode } from "../../src/http/error-catalogue.ts";
import { HttpError, declaredError } from "../../src/http/http-error.ts";
import type { Asked } from "../../src/inspector/asked.ts";
import { carriedValues } from "../../src/inspector/carried-values.ts";
import { toldError } from "../../src/inspector/told-error.ts";
import { toldMessage, withheld } from "../../src/inspector/told-message.ts";
import { validationError } from "../../src/runtime/validation-error.ts";

const asked = (init: RequestInit, body?: unknown, target = "/"): Asked => ({
  request: new Request(`http://localhost${target}`, init),
  route: "POST /",
  context: { body },
  isAnswered: false,
});

function throwing(): never {
  throw new Error("again");
}

const told = (error: unknown, of: Asked): string => toldMessage(error, carriedValues(of));

test.each(Object.keys(errorCatalogue) as ErrorCode[])(
  "%s: Bunsen's sentence, without what was received",
  (code) => {
    expect(told(declaredError(code, "s3cret"), asked({}))).not.toContain("s3cret");
    expect(told(declaredError(code, "s3cret"), asked({}))).not.toBe(withheld);
  },
);

test("an app's own words for a code of the catalogue are the app's", () => {
  expect(told(new HttpError(404, "There is no product 7."), asked({}))).toBe("There is no product 7.");
});

test("what does not fit a schema: where, and what was expected", () => {
  const failure = {
    in: "body",
    pointer: "/s3cret",
    rule: "minLength",
    code: "too_short",
    expected: "at least 3 characters",
    received: '"s3cret"',
  } as const;
  expect(told(validationError([failure]), asked({}))).toBe(
    "The request does not fit this route's schema: body too_short, expected at least 3 characters.",
  );
});

test("words of another library's validator are left out: they may tell the value", () => {
  const failure = {
    in: "query",
    pointer: "/a",
    rule: "validator",
    code: "invalid",
    expected: "s3cret is no colour",
    received: "s3cret",
  } as const;
  expect(told(validationError([failure]), asked({}))).toBe(
    "The request does not fit this route's schema: query invalid.",
  );
});

test("an answer that does not fit its schema: not what it was", () => {
  const cause = new TypeError(
    'The answer does not fit the schema User. /id: expected an integer, received "s3cret".',
  );
  expect(told(declaredError("response_schema_mismatch", "", { cause }), asked({}))).toBe(
    "The answer does not fit the schema User. /id: expected an integer.",
  );
});

test.each([
  ["a header field", asked({ headers: { "x-key": "s3cret" } })],
  ["a token", asked({ headers: { authorization: "Bearer s3cret" } })],
  ["a cookie", asked({ headers: { cookie: "theme=dark; session=s3cret" } })],
  ["an encoded cookie", asked({ headers: { cookie: "session=%733cret" } })],
  ["a query parameter", asked({}, undefined, "/?token=%733cret&a=b")],
  ["a member of the body", asked({ method: "POST", body: "…" }, { user: { keys: [1, "s3cret"] } })],
  ["a name in the body", asked({ method: "POST", body: "…" }, { s3cret: true })],
  ["a body of text", asked({ method: "POST", body: "…" }, "s3cret")],
])("a value of %s is struck out of the app's words", (_, request) => {
  expect(told(new Error("no account for s3cret, sorry"), request)).toBe("no account for …, sorry");
});

test("short values are struck out where they stand by themselves", () => {
  const request = asked({ method: "POST", body: "…" }, { pin: 42, a: "no" });
  expect(told(new Error("pin 42 is not 421, no: nothing"), request)).toBe("… … is not 421, …: nothing");
});

test("places in lists are no values", () => {
  const request = asked({ method: "POST", body: "…" }, ["s3cret", "other"]);
  expect(told(new Error("item 1 of 2 is s3cret"), request)).toBe("item 1 of 2 is …");
});

test.each([
  ["was not read by a schema", asked({ method: "POST", body: "s3cret" })],
  ["is what a transform has made", asked({ method: "POST", body: "…" }, new Map([["a", "s3cret"]]))],
  ["is bytes", asked({ method: "POST", body: "…" }, new TextEncoder().encode("s3cret"))],
  [
    "has too many values",
    asked(
      { method: "POST", body: "…" },
      Array.from({ length: 2000 }, (_, i) => `value ${i}`),
    ),
  ],
])("the app's words are not told where the body %s", (_, request) => {
  expect(told(new Error("s3cret"), request)).toBe(withheld);
});

test("no value of any JSON body is told, whatever the message is made of", () => {
  const texts = fc
    .string({ minLength: 4, maxLength: 20 })
    .filter((text) => text.trim() !== "" && !text.includes("…"));
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 5 }), fc.string(), (values, between) => {
      const message = values.join(between);
      const shown = told(new Error(message), asked({ method: "POST", body: "…" }, { values }));
      for (const value of values) if (!between.includes(value)) expect(shown).not.toContain(value);
    }),
  );
});

test("a long message is cut", () => {
  expect(told(new Error("a".repeat(5000)), asked({}))).toHaveLength(300);
});

test("a message that is too long to be looked through is not told", () => {
  expect(told(new Error("a".repeat(20_000)), asked({}))).toBe(withheld);
});

test("so many header fields, cookies and parameters that they are not looked for: not told", () => {
  const target = `/?${"a=b&".repeat(2000)}`;
  expect(told(new Error("broken"), asked({}, undefined, target))).toBe(withheld);
});

test.each([
  ["has no text", Object.create(null)],
  ["throws where its message is read", Object.defineProperty(new Error(), "message", { get: throwing })],
  ["throws where its stack is read", Object.defineProperty(new Error("x"), "stack", { get: throwing })],
])("what was thrown %s: it is told of, without a message", (_, thrown) => {
  const { code, message } = toldError(thrown, asked({}), "internal_error", "/");
  expect([code, message]).toEqual(["internal_error", withheld]);
});

test("a body that throws where it is looked at", () => {
  const body = Object.defineProperty({}, "a", { enumerable: true, get: throwing });
  const { message } = toldError(
    new Error("x"),
    asked({ method: "POST", body: "…" }, body),
    "internal_error",
    "/",
  );
  expect(message).toBe(withheld);
});

test("what is no error is told as text", () => {
  expect(told("broken", asked({}))).toBe("broken");
});
