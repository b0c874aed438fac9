import { expect, test } from "bun:test";
import { askOnce, refusalText } from "../../src/exercise/first-answer.ts";

const problem = (given: object): string => JSON.stringify({ title: "T", ...given });

test.each([
  [500, "not JSON", "500"],
  [418, "null", "418"],
  [409, problem({ code: "out_of_stock", detail: "No more." }), "409 out_of_stock: No more."],
  [
    404,
    problem({ code: "not_found", detail: "There is no order 1." }),
    "404 not_found: There is no order 1. (give its parameters examples of what is there)",
  ],
  [
    401,
    problem({ code: "unauthorized" }),
    '401 unauthorized (send credentials: --header "authorization: …")',
  ],
  [
    422,
    problem({
      code: "validation_failed",
      detail: "It does not fit.",
      errors: [{ in: "query", pointer: "/page", code: "too_small" }],
    }),
    "422 validation_failed: It does not fit. query /page: too_small. (give its schema examples)",
  ],
])("%d %s is told as %s", (status, body, text) => {
  expect(refusalText(status, body)).toBe(text);
});

test.each([200, 204, 301, 304])("%d is an answer", async (status) => {
  const { durationMs, ...first } = await askOnce(async () => new Response(null, { status }));
  expect([first, durationMs >= 0]).toEqual([{ status, reason: undefined }, true]);
});

test("an error in place of an answer is its reason", async () => {
  const first = await askOnce(() => Promise.reject(new Error("connection refused")));
  expect(first).toMatchObject({ status: undefined, reason: "connection refused" });
});

test("who asked is cut off when the answer is known", async () => {
  let seen: AbortSignal | undefined;
  await askOnce(async (signal) => {
    seen = signal;
    return new Response("a");
  });
  expect(seen?.aborted).toBeTrue();
});
