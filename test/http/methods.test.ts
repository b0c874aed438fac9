import { expect, test } from "bun:test";
import { isToken, methodsWithBody, refusedMethods, routableMethods } from "../../src/http/methods.ts";

test("no refused method is routable", () => {
  expect(routableMethods.filter((method) => refusedMethods.has(method))).toEqual([]);
});

test("GET, HEAD and OPTIONS carry no body", () => {
  expect(routableMethods.filter((method) => !methodsWithBody.has(method))).toEqual([
    "GET",
    "HEAD",
    "OPTIONS",
  ]);
});

for (const method of ["GET", "M-SEARCH", "PROPFIND"]) {
  test(`${method} is a token`, () => expect(isToken(method)).toBe(true));
}

for (const method of [
  "",
  "get",
  "Get",
  "G ET",
  "GET ",
  "-",
  "M-",
  "__proto__",
  "constructor",
  "GÉT",
  "GET\n",
]) {
  test(`${JSON.stringify(method)} is none`, () => expect(isToken(method)).toBe(false));
}
