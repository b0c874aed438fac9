import { expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { HttpError } from "../../src/http/http-error.ts";
import { problemResponse } from "../../src/http/problem.ts";
import { Refusal, errorOf } from "../../src/http/refusal.ts";

const told = async (response: Response): Promise<unknown> => [
  response.status,
  [...response.headers],
  await response.text(),
];

test.each([
  new Refusal("not_found", '"/nothing"'),
  new Refusal("method_not_allowed", "PUT", { allow: "GET, HEAD, OPTIONS" }),
])("a refusal is told as the error that it stands for: $code", async (refusal) => {
  const error = errorOf(refusal);
  expect(error).toBeInstanceOf(HttpError);
  expect(await told(problemResponse(refusal))).toEqual(await told(problemResponse(error as HttpError)));
});

test("what was thrown stays what it is", () => {
  const thrown = new TypeError("no");
  expect([errorOf(thrown), errorOf(undefined)]).toEqual([thrown, undefined]);
});

test.each(["/nothing", "/there"])("whether a hook looks at it or not, %s is answered alike", async (path) => {
  const seen: unknown[] = [];
  const plain = app().get("/there", "ok");
  const watched = app()
    .get("/there", "ok")
    .onError((error) => void seen.push(error));
  const ask = async (one: typeof plain): Promise<unknown> =>
    told(await one.request(path, { method: "DELETE" }));
  expect(await ask(watched)).toEqual(await ask(plain));
  expect(seen).toEqual([expect.any(HttpError)]);
});
