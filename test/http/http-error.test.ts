import { describe, expect, test } from "bun:test";
import { errorCatalogue, type ErrorCode } from "../../src/http/error-catalogue.ts";
import { HttpError, declaredError, quote, statusPhrase } from "../../src/http/http-error.ts";

describe("an HttpError", () => {
  test("has a status, a detail, and a code after its status", () => {
    const error = new HttpError(404, "No such thing.");
    expect({ ...error, message: error.message }).toMatchObject({
      name: "HttpError",
      status: 404,
      message: "No such thing.",
      code: "not_found",
      headers: {},
      extensions: {},
    });
    expect(error).toBeInstanceOf(Error);
  });

  test("takes code, header fields, extensions and cause", () => {
    const cause = new Error("why");
    const options = { code: "paid", headers: { a: "b" }, extensions: { c: 1 }, cause };
    expect(new HttpError(409, "Paid.", options)).toMatchObject({ ...options, status: 409 });
  });

  test("has no cause where none is given", () => {
    expect(Object.hasOwn(new HttpError(400, ""), "cause")).toBe(false);
  });

  for (const status of [200, 399, 600, 0, -1, 404.5, Number.NaN, Infinity, "404" as never]) {
    test(`has no status ${status}`, () => {
      expect(() => new HttpError(status, "")).toThrow(
        new RangeError(`An HttpError has a status from 400 to 599, not ${String(status)}.`),
      );
    });
  }

  const codes = {
    400: "bad_request",
    413: "content_too_large",
    418: "client_error",
    505: "http_version_not_supported",
  };
  for (const [status, code] of Object.entries(codes)) {
    test(`of ${status} has the code ${code}`, () =>
      expect(new HttpError(Number(status), "").code).toBe(code));
  }
});

describe("declaredError", () => {
  for (const code of Object.keys(errorCatalogue) as ErrorCode[]) {
    test(`${code} has the status and sentence of the catalogue`, () => {
      const { status, detail } = errorCatalogue[code];
      const error = declaredError(code, "x");
      expect([error.status, error.code, error.message]).toEqual([status, code, detail("x")]);
      expect(error.message).toEndWith(".");
    });
  }

  test("keeps its code, whatever the options say", () => {
    expect(declaredError("not_found", "x", { code: "other" }).code).toBe("not_found");
  });
});

describe("quote", () => {
  test("quotes", () => expect(quote("a")).toBe('"a"'));
  test("escapes control characters and quotes", () => expect(quote('\r\n"\0')).toBe('"\\r\\n\\"\\u0000"'));
  test("keeps 80 characters", () => expect(quote("a".repeat(80))).toBe(`"${"a".repeat(80)}"`));
  test("shortens what is longer", () => expect(quote("a".repeat(81))).toBe(`"${"a".repeat(79)}…"`));
});

describe("statusPhrase", () => {
  const phrases = {
    404: "Not Found",
    422: "Unprocessable Content",
    499: "Client Error",
    599: "Server Error",
  };
  for (const [status, phrase] of Object.entries(phrases)) {
    test(`of ${status} is ${phrase}`, () => expect(statusPhrase(Number(status))).toBe(phrase));
  }
});
