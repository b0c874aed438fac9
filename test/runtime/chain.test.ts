import { expect, test } from "bun:test";
import { admit } from "../../src/runtime/chain.ts";
import { Context } from "../../src/runtime/context.ts";

const createContext = (): Context => new Context(new Request("http://localhost/"), undefined);

test("a Response ends the request", () => {
  const response = new Response("early");
  expect(admit(createContext(), response)).toBe(response);
});

test("an object is added to the context, and the request goes on", () => {
  const context = createContext();
  expect(admit(context, { user: "ann" })).toBeUndefined();
  expect(context).toMatchObject({ user: "ann" });
});

test("nothing adds nothing", () => {
  const context = createContext();
  expect(admit(context, undefined)).toBeUndefined();
  expect(context).toEqual(createContext());
});

test("a key __proto__ does not become the context's prototype", () => {
  const context = createContext();
  admit(context, JSON.parse('{"__proto__":{"isAdmin":true},"user":"ann"}'));
  expect([Object.getPrototypeOf(context), "isAdmin" in context]).toEqual([Context.prototype, false]);
});
