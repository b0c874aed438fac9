import { describe, expect, test } from "bun:test";
import { HttpError } from "../../src/http/http-error.ts";
import { problemOf, problemResponse } from "../../src/http/problem.ts";

describe("problemOf", () => {
  test("has title, status, detail and code, in this order", () => {
    expect(JSON.stringify(problemOf(new HttpError(404, "No.")))).toBe(
      '{"title":"Not Found","status":404,"detail":"No.","code":"not_found"}',
    );
  });

  test("has extensions behind them", () => {
    expect(JSON.stringify(problemOf(new HttpError(404, "No.", { extensions: { id: 7 } })))).toBe(
      '{"title":"Not Found","status":404,"detail":"No.","code":"not_found","id":7}',
    );
  });

  test("keeps its own members from extensions", () => {
    const extensions = { title: "OK", status: 200, detail: "", code: "ok" };
    expect(problemOf(new HttpError(403, "No.", { extensions }))).toEqual({
      title: "Forbidden",
      status: 403,
      detail: "No.",
      code: "forbidden",
    });
  });

  test("never tells the cause", () => {
    const problem = problemOf(new HttpError(500, "Oh.", { cause: new Error("secret") }));
    expect(JSON.stringify(problem)).not.toContain("secret");
  });

  test("takes __proto__ for no prototype", () => {
    const extensions = JSON.parse('{"__proto__":{"status":200}}');
    const problem = problemOf(new HttpError(403, "No.", { extensions }));
    expect(Object.getPrototypeOf(problem)).toBe(Object.prototype);
  });
});

describe("problemResponse", () => {
  test("has status, type and document", async () => {
    const response = problemResponse(new HttpError(404, "No."));
    expect([response.status, [...response.headers], await response.json()]).toEqual([
      404,
      [["content-type", "application/problem+json"]],
      { title: "Not Found", status: 404, detail: "No.", code: "not_found" },
    ]);
  });

  test("has the error's header fields, but its own type", () => {
    const headers = { "Retry-After": "1", "Content-Type": "text/html" };
    expect(Object.fromEntries(problemResponse(new HttpError(503, "", { headers })).headers)).toEqual({
      "content-type": "application/problem+json",
      "retry-after": "1",
    });
  });
});
