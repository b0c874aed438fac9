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

test("what is added are the own keys of an object, as Object.entries tells them", () => {
  class Session {
    user = "ann";
    get role() {
      return "admin";
    }
  }
  const added = Object.assign(Object.create({ inherited: 1 }), new Session(), {
    1: "one",
    [Symbol("s")]: 2,
    none: undefined,
  });
  Object.defineProperty(added, "hidden", { value: 3, enumerable: false });
  Object.defineProperty(added, "computed", { get: () => 4, enumerable: true });
  const context = createContext();
  admit(context, added);
  const reference = createContext();
  for (const [key, value] of Object.entries(added)) Object.assign(reference, { [key]: value });
  expect(Object.entries(context)).toEqual(Object.entries(reference));
  expect(context).toMatchObject({ user: "ann", computed: 4 });
});
