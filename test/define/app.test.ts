import { describe, expect, test } from "bun:test";
import { type App, app, middleware } from "../../src/bunsen.ts";
import type { AppDefinition } from "../../src/define/app-definition.ts";

const ok = (): string => "ok";
const one = middleware({ name: "one", before: () => ({ one: 1 }) });
const two = middleware({ name: "two", before: () => ({ two: 2 }) });

const routesOf = (given: Pick<App, "definition">) =>
  given.definition().routes.map(({ method, path, middleware: chain }) => ({
    key: `${method} ${path}`,
    middleware: chain.map(({ name }) => name),
  }));

describe("a definition", () => {
  test("is empty for an app without routes", () => {
    const empty = app();
    expect(empty.definition()).toEqual({
      cache: empty.cache,
      resources: expect.any(Object),
      parts: new Set(),
      sockets: expect.any(Object),
      routes: [],
      options: {},
      middleware: [],
      onError: undefined,
      notFound: undefined,
    });
  });

  test("has a route as it was defined", () => {
    const options = { bodyLimitBytes: 1 };
    const [route] = app().post("/a", options, ok).definition().routes;
    expect(route).toEqual({
      resources: expect.any(Object),
      method: "POST",
      path: "/a",
      options,
      answer: ok,
      middleware: [],
      onError: undefined,
      source: {
        file: import.meta.path,
        line: expect.any(Number) as number,
        column: expect.any(Number) as number,
      },
    });
  });

  test("has the options, the error handler and the answer to unknown paths", () => {
    const options = { development: true };
    const [onError, notFound] = [() => undefined, () => "none"];
    const {
      routes: _,
      cache: _cache,
      resources: _resources,
      sockets: _sockets,
      parts: _parts,
      ...rest
    } = app(options).onError(onError).notFound(notFound).definition();
    expect(rest).toEqual({ options, middleware: [], onError, notFound });
  });

  test.each(["get", "post", "put", "patch", "delete", "head", "options", "all"] as const)(
    "has a route for %s()",
    (method) => {
      const shop = app();
      shop[method]("/", ok);
      expect(routesOf(shop)).toEqual([{ key: `${method.toUpperCase()} /`, middleware: [] }]);
    },
  );

  test("tells a constant in the handler's place from options", () => {
    const shop = app().get("/a", { not: "options" }).get("/b", {}, { constant: true });
    expect(shop.definition().routes.map(({ options, answer }) => ({ options, answer }))).toEqual([
      { options: {}, answer: { not: "options" } },
      { options: {}, answer: { constant: true } },
    ]);
  });

  test("is frozen, and so are its routes", () => {
    const definition = app().get("/", ok).definition();
    const frozen = [definition, definition.routes, ...definition.routes].map((part) => Object.isFrozen(part));
    expect(frozen).toEqual([true, true, true]);
  });

  test("does not change with what is defined later", () => {
    const shop = app().get("/a", ok);
    const before = shop.definition();
    shop.get("/b", ok);
    expect([before, shop.definition()].map(({ routes }) => routes.length)).toEqual([1, 2]);
  });
});

describe("expansion", () => {
  test("joins prefixes and paths", () => {
    const inner = app().get("/", ok).get("/users", ok);
    const shop = app().mount("/api", inner).mount("/slash/", inner).mount("/", inner);
    expect(routesOf(shop).map(({ key }) => key)).toEqual([
      "GET /api",
      "GET /api/users",
      // As its prefix is written: `/slash` would be another path.
      "GET /slash/",
      "GET /slash/users",
      "GET /",
      "GET /users",
    ]);
  });

  test("puts outer middleware before inner", () => {
    const shop = app()
      .use(one)
      .group("/g", (group) => group.use(two).get("/", ok))
      .get("/", ok);
    expect(routesOf(shop)).toEqual([
      { key: "GET /g", middleware: ["one", "two"] },
      { key: "GET /", middleware: ["one"] },
    ]);
  });

  test("leaves a mounted app as it is", () => {
    const inner = app().get("/", ok);
    app().use(one).mount("/api", inner).definition();
    expect(routesOf(inner)).toEqual([{ key: "GET /", middleware: [] }]);
  });

  test("takes routes that a mounted app gets later", () => {
    const inner = app();
    const shop = app().mount("/api", inner);
    inner.get("/late", ok);
    expect(routesOf(shop).map(({ key }) => key)).toEqual(["GET /api/late"]);
  });

  test("a mounted app's own error handler comes first, else that of the app around it", () => {
    const [outer, inner] = [() => "outer", () => "inner"];
    const shop = app()
      .onError(outer)
      .mount("/own", app().onError(inner).get("/", ok))
      .mount("/none", app().get("/", ok));
    expect(shop.definition().routes.map(({ onError }) => onError)).toEqual([inner, outer]);
  });

  test("an app mounted in itself is refused", () => {
    const shop = app().get("/", ok);
    shop.mount("/self", shop);
    expect(() => shop.definition()).toThrow(
      new TypeError("An app is mounted inside itself, at /self. Mount a separate app there."),
    );
  });

  test("so is one that is mounted in itself by way of another", () => {
    const [a, b] = [app(), app()];
    a.mount("/b", b);
    b.mount("/a", a);
    expect(() => a.definition()).toThrow(
      new TypeError("An app is mounted inside itself, at /b/a. Mount a separate app there."),
    );
  });

  test("one app may be mounted twice side by side", () => {
    const inner = app().get("/", ok);
    const shop = app().mount("/a", app().mount("/x", inner)).mount("/b", inner);
    expect(routesOf(shop).map(({ key }) => key)).toEqual(["GET /a/x", "GET /b"]);
  });
});

describe("an app that was used", () => {
  const changes: readonly [string, (shop: App) => unknown][] = [
    ["a route", (shop) => shop.get("/b", ok)],
    ["a route by method", (shop) => shop.route("GET", "/b", {}, ok)],
    ["middleware", (shop) => shop.use(one)],
    ["a group", (shop) => shop.group("/g", (group) => group.get("/", ok))],
    ["a mounted app", (shop) => shop.mount("/g", app())],
    ["an error handler", (shop) => shop.onError(() => undefined)],
    ["an answer to unknown paths", (shop) => shop.notFound(() => undefined)],
  ];
  test.each(changes)("does not take %s any more", async (_, change) => {
    const shop = app().get("/", ok);
    await shop.request("/");
    expect(() => change(shop)).toThrow(
      new TypeError("The app is already compiled; define routes and middleware before it is first used."),
    );
  });

  test("answers as before after a refused change", async () => {
    const shop = app().get("/", ok);
    await shop.request("/");
    expect(() => shop.get("/b", ok)).toThrow();
    expect((await shop.request("/b")).status).toBe(404);
  });

  test("is not fixed by being read", () => {
    const shop = app().get("/", ok);
    const before: AppDefinition = shop.definition();
    expect([before.routes.length, shop.get("/b", ok).definition().routes.length]).toEqual([1, 2]);
  });
});
