import { expect, test } from "bun:test";
import { HttpError } from "../../src/http/http-error.ts";
import { receiveError, sendError } from "../../src/workers/sent-error.ts";

/** What is on the other side. */
const crossed = (thrown: unknown): Error => receiveError(structuredClone(sendError(thrown)));

test("an HttpError is one on the other side, with all it has", () => {
  const cause = new TypeError("inside", { cause: "text" });
  const error = new HttpError(409, "Taken.", {
    code: "taken",
    headers: { "retry-after": "3" },
    extensions: { id: 7, list: [1] },
    cause,
  });
  const other = crossed(error);
  expect(other).toBeInstanceOf(HttpError);
  expect(other).toMatchObject({
    status: 409,
    message: "Taken.",
    code: "taken",
    headers: { "retry-after": "3" },
    extensions: { id: 7, list: [1] },
    cause: { name: "TypeError", message: "inside", stack: cause.stack, cause: { message: "text" } },
  });
});

test.each([
  [new RangeError("too big"), "RangeError", "too big"],
  ["text", "Error", "text"],
  [undefined, "Error", "undefined"],
  [{ a: 1 }, "Error", "{\n  a: 1,\n}"],
])("%p crosses with its name and words", (thrown, name, message) => {
  expect(crossed(thrown)).toMatchObject({ name, message });
});

test("causes have an end", () => {
  const error = new Error("round");
  error.cause = error;
  let depth = 0;
  for (let at: unknown = crossed(error); at instanceof Error; at = at.cause) depth++;
  expect(depth).toBe(6);
});

test("what cannot be sent is told instead", () => {
  const extensions: Record<string, unknown> = {};
  extensions.self = extensions;
  expect(crossed(new HttpError(400, "Round.", { extensions }))).toMatchObject({ name: "TypeError" });
});
