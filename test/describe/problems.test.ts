import { describe, expect, test } from "bun:test";
import { everything } from "./everything.ts";
import { descriptionOf } from "./support.ts";

const { operations } = descriptionOf(everything);

const codesOf = (id: string): string[] =>
  (operations.find((operation) => operation.id === id)?.problems ?? []).map(
    ({ status, code }) => `${status} ${code}`,
  );

const json = (body: string, type = "application/json"): RequestInit => ({
  method: "POST",
  headers: { "content-type": type },
  body,
});

const form = (body: string): RequestInit => json(body, "application/x-www-form-urlencoded");
const own: RequestInit = { headers: { host: "localhost" } };

/** Requests that go wrong, by the operation that they are for. */
const wrong: readonly (readonly [id: string, target: string, init: RequestInit, problem: string])[] = [
  ["getItems", "/items?state=%ff", own, "400 malformed_target"],
  ["getItems", "/items", own, "422 validation_failed"],
  ["getFilesByPath", "/files/a%ff", own, "400 malformed_target"],
  ["getFilesByPath", "/files/../constant", own, "400 ambiguous_target"],
  ["postItems", "/items", json("{"), "400 malformed_json"],
  ["postItems", "/items", json(""), "400 missing_body"],
  ["postItems", "/items", json("{}"), "422 validation_failed"],
  ["postItems", "/items", json("{}", "text/csv"), "415 unsupported_media_type"],
  ["postItems", "/items", json(`"${"x".repeat(2 ** 20)}"`), "413 body_too_large"],
  [
    "putTreeByName",
    "/tree/a",
    { ...json("[".repeat(200) + "]".repeat(200)), method: "PUT" },
    "400 body_too_deep",
  ],
  ["postForm", "/form", form("name=%ff"), "400 malformed_form"],
  ["postForm", "/form", form("a=1&".repeat(1001)), "413 too_many_fields"],
  ["postForm", "/form", form(`name=${"x".repeat(70_000)}`), "413 field_too_large"],
  ["postForm", "/form", form("b=1"), "422 validation_failed"],
  ["postText", "/text", { ...json("", "text/plain"), body: new Uint8Array([255]) }, "400 malformed_text"],
  ["postStream", "/stream", json("x".repeat(2 ** 20 + 1)), "413 body_too_large"],
  ["getCached", "/cached", { headers: { "cache-control": "only-if-cached" } }, "504 not_cached"],
];

describe("a request that goes wrong is answered as its operation says", () => {
  test.each(wrong)("%s %s", async (id, target, init, problem) => {
    const answer = await everything.request(target, init);
    const { status, code } = (await answer.json()) as { status: number; code: string };
    expect(`${status} ${code}`).toBe(problem);
    expect(codesOf(id)).toContain(problem);
  });
});

test("a constant is answered before anything can go wrong", () => {
  expect(codesOf("getConstant")).toEqual([]);
});

test("what cannot go wrong is not told", () => {
  expect(codesOf("postBytes")).toEqual([
    "400 malformed_host",
    "400 incomplete_body",
    "413 body_too_large",
    "500 internal_error",
  ]);
  expect(codesOf("getAll")).toEqual(["400 malformed_host", "500 internal_error"]);
  expect(codesOf("getEvents")).not.toContain("500 response_status_undeclared");
});

test("what middleware answers is told for the methods that it answers", () => {
  expect(codesOf("postGuardedSome")).toContain("403 cross_site_request");
  expect(codesOf("getGuardedBearer")).not.toContain("403 cross_site_request");
  expect(codesOf("getGuardedBearer")).toContain("403 insufficient_scope");
});

test("what a handler throws is told by its route", () => {
  expect(codesOf("ownGuard")).toContain("410 gone");
});
