import { describe, expect, test } from "bun:test";
import { HttpError, type LogEntry, app, middleware, reply } from "../../src/bunsen.ts";
import { bindApp } from "../../src/define/binding.ts";

const before = (): object => ({ a: 1 });
const ok = (): string => "ok";

describe("a binding gives by key", () => {
  test("the handler", () => {
    expect(bindApp(app().get("/a/:id", ok).definition()).handler("GET /a/:id")).toBe(ok);
  });

  test("the constant", () => {
    expect(bindApp(app().get("/", "constant").definition()).constant("GET /")).toBe("constant");
  });

  test("the hooks of a middleware", () => {
    const hooks = bindApp(
      app()
        .use(middleware({ name: "m", before }))
        .get("/", ok)
        .definition(),
    ).middleware("GET /", "m", 0);
    expect({ ...hooks, before: hooks.before?.({} as never) }).toEqual({
      before: { a: 1 },
      after: undefined,
      around: undefined,
      skips: [],
    });
  });

  test("nothing for a route that the app has not", () => {
    expect(() => bindApp(app().definition()).handler("GET /")).toThrow(
      new TypeError("The app has no route GET /."),
    );
  });

  test("no handler where there is a constant", () => {
    expect(() => bindApp(app().get("/", "constant").definition()).handler("GET /")).toThrow(
      new TypeError("The route GET / has a constant, not a handler."),
    );
  });

  test("no middleware that the route has not", () => {
    expect(() => bindApp(app().get("/", ok).definition()).middleware("GET /", "m", 0)).toThrow(
      new TypeError("The route GET / has no middleware m."),
    );
  });

  test("nothing for keys that every object has", () => {
    const binding = bindApp(app().definition());
    for (const key of ["constructor", "__proto__", "toString"]) {
      expect(() => binding.constant(key)).toThrow(new TypeError(`The app has no route ${key}.`));
    }
  });
});

describe("fail", () => {
  const request = new Request("http://localhost/a?b=1", { method: "POST" });

  /** Status, type and body of the answer to an error, and what was logged. */
  async function answerTo(error: unknown, given = app(), key?: string) {
    const logged: LogEntry[] = [];
    const definition = given.definition();
    const options = { ...definition.options, log: (entry: LogEntry) => logged.push(entry) };
    const response = await bindApp({ ...definition, options }).fail(error, request, key);
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      body: text.startsWith("{") ? (JSON.parse(text) as unknown) : text,
      logged: logged.map((entry) => ({ ...entry, stack: entry.stack === undefined ? undefined : "a stack" })),
    };
  }

  const internal = {
    title: "Internal Server Error",
    status: 500,
    detail: "The server failed to answer this request.",
    code: "internal_error",
  };

  test("answers an HttpError with its problem, and logs nothing of a client's fault", async () => {
    expect(await answerTo(new HttpError(409, "It is paid.", { code: "order_paid" }))).toEqual({
      status: 409,
      type: "application/problem+json",
      body: { title: "Conflict", status: 409, detail: "It is paid.", code: "order_paid" },
      logged: [],
    });
  });

  test("answers any other error without its message, and logs it", async () => {
    expect(await answerTo(new Error("secret"))).toEqual({
      status: 500,
      type: "application/problem+json",
      body: internal,
      logged: [
        {
          level: "error",
          code: "internal_error",
          method: "POST",
          url: "http://localhost/a?b=1",
          message: "secret",
          stack: "a stack",
        },
      ],
    });
  });

  test("answers what is thrown that is no Error", async () => {
    const { status, logged } = await answerTo("text");
    expect({ status, message: logged[0]?.message }).toEqual({ status: 500, message: "text" });
  });

  test("logs the cause of a server's HttpError", async () => {
    const { body, logged } = await answerTo(
      new HttpError(503, "Try later.", { cause: new Error("pool is empty") }),
    );
    expect({ body, message: logged[0]?.message }).toEqual({
      body: { title: "Service Unavailable", status: 503, detail: "Try later.", code: "service_unavailable" },
      message: "pool is empty",
    });
  });

  test("tells the message in development", async () => {
    const { body } = await answerTo(new Error("secret"), app({ development: true }));
    expect(body).toEqual({ ...internal, detail: "secret" });
  });

  test("lets the app answer", async () => {
    const shop = app().onError(() => reply(418, "teapot"));
    expect(await answerTo(new Error("secret"), shop)).toEqual({
      status: 418,
      type: "text/plain;charset=utf-8",
      body: "teapot",
      logged: [],
    });
  });

  test("gives a bare value the status of the error", async () => {
    const shop = app().onError(() => "sorry");
    const answers = [
      await answerTo(new HttpError(404, "x"), shop, "GET /"),
      await answerTo(new Error("x"), shop),
    ];
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [404, "sorry"],
      [500, "sorry"],
    ]);
  });

  test("answers with the problem where the app says nothing", async () => {
    const { status, body } = await answerTo(
      new Error("x"),
      app().onError(() => undefined),
    );
    expect({ status, body }).toEqual({ status: 500, body: internal });
  });

  test("answers where the app's own handler fails, and logs that", async () => {
    const shop = app().onError(() => {
      throw new Error("second");
    });
    const { status, body, logged } = await answerTo(new Error("first"), shop);
    expect({ status, body, message: logged[0]?.message }).toEqual({
      status: 500,
      body: internal,
      message: "second",
    });
  });

  test("asks the error handler of the app that defined the route", async () => {
    const shop = app()
      .onError(() => "outer")
      .mount(
        "/in",
        app()
          .onError(() => "inner")
          .get("/", ok),
      );
    const answers = [await answerTo(new Error("x"), shop, "GET /in"), await answerTo(new Error("x"), shop)];
    expect(answers.map(({ body }) => body)).toEqual(["inner", "outer"]);
  });

  test("asks notFound about a path without a route only, not about a handler's own 404", async () => {
    const shop = app()
      .notFound(({ path }) => `no ${path}`)
      .get("/", ok);
    const missing = new HttpError(404, "No such user.");
    const answers = [await answerTo(missing, shop), await answerTo(missing, shop, "GET /")];
    expect(answers.map(({ status, type, body }) => [status, type, body])).toEqual([
      [404, "text/plain;charset=utf-8", "no /a"],
      [
        404,
        "application/problem+json",
        { title: "Not Found", status: 404, detail: "No such user.", code: "not_found" },
      ],
    ]);
  });
});
