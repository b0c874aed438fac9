import { describe, expect, test } from "bun:test";
import { type Middleware, app, middleware } from "../../src/bunsen.ts";

describe("middleware()", () => {
  test("refuses a key that it does not know: a misspelled one would do nothing", () => {
    expect(() => middleware({ name: "m", guard: true } as never)).toThrow(
      'middleware() does not know the key "guard". Use one of name, phase, order, guards, headers,',
    );
  });

  test("makes one from another", async () => {
    const first = middleware({ name: "first", before: () => ({ made: true }) });
    const second = middleware({ ...first, name: "second" });
    const subject = app()
      .use(second)
      .get("/", ({ made }) => String(made));
    expect(await (await subject.request("/")).text()).toBe("true");
  });

  test("takes an object of a class, whose hooks are methods", async () => {
    class Greeting {
      readonly name = "greeting";
      readonly #word: string;
      readonly memo = { key: () => "one" };
      constructor(word: string) {
        this.#word = word;
      }
      before(): { greeting: string } {
        return { greeting: this.#word };
      }
      after(_: unknown, { headers }: Response): void {
        headers.set("x-greeting", this.#word);
      }
    }
    const subject = app()
      .use(middleware<{ greeting: string }>(new Greeting("hello")))
      .get("/", ({ greeting }) => greeting);
    const response = await subject.request("/");
    expect([await response.text(), response.headers.get("x-greeting")]).toEqual(["hello", "hello"]);
  });

  test.each([0, -1, Number.NaN])("refuses a memo of %p seconds", (ttlSeconds) => {
    const define = (): Middleware =>
      middleware({ name: "m", before: () => ({}), memo: { key: () => "", ttlSeconds } });
    expect(define).toThrow(RangeError);
  });
});

const plugin = (): readonly Middleware[] => [middleware({ name: "a" }), middleware({ name: "b" })];

describe("use()", () => {
  const others: readonly [string, unknown][] = [
    ["a function", (_: unknown, next: () => unknown) => next()],
    ["nothing", undefined],
    ["null", null],
    ["a bare object", { name: "m", before() {} }],
    ["a list in a list", [[middleware({ name: "m" })]]],
  ];
  test.each(others)("refuses %s: it would do nothing", (_, other) => {
    expect(() => app().use(other as never)).toThrow(
      /^use\(\) takes what middleware\(\) made, or lists of it, not /,
    );
  });

  test("takes lists, as functions give them that make several", () => {
    const { middleware: used } = app()
      .use(plugin(), middleware({ name: "c" }))
      .definition();
    expect(used.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });
});
