import { describe, expect, test } from "bun:test";
import { type AppOptions, app, middleware, t } from "../../src/bunsen.ts";
import { explainRoute } from "../../src/cli/explain.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { App } from "../../src/define/app.ts";
import { checkFit, fingerprintOf } from "../../src/define/fingerprint.ts";
import { bearer, cors, requireScopes } from "../../src/middleware.ts";
import { listen } from "../../src/serve/listen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { type Form, forms, root, tableOf } from "../support/app-forms.ts";
import { exchange } from "../support/exchange.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

const quiet = (options: AppOptions = { methodOverride: true }) => app({ log: () => {}, ...options });
const as = (method: string, more: RequestInit = {}): RequestInit => ({
  method: "POST",
  ...more,
  headers: { "x-http-method-override": method, ...(more.headers as Record<string, string> | undefined) },
});

const tell = (name: string) => (c: { readonly request: Request; readonly params: unknown }) => ({
  name,
  method: c.request.method,
  params: c.params,
});

const define = (options?: AppOptions) =>
  quiet(options)
    .get("/items/:id", tell("get"))
    .put("/items/:id", tell("put"))
    .delete("/items/:id", tell("delete"))
    .post("/items", tell("post"))
    .patch("/items", tell("patch"))
    .post("/only", tell("only"))
    .put("/constant", "constant")
    .all("/all", tell("all"))
    .get("/read", tell("read"));

/** Several patterns for one path. */
const nested = (options: AppOptions) =>
  quiet(options)
    .put("/a/:id", tell("put one"))
    .put("/a/me", tell("put me"))
    .post("/a/*", tell("post any"))
    .delete("/*", tell("delete any"))
    .post("/b/:id", tell("post one"))
    .post("/b/me", tell("post me"));

/** JSON in the name of PUT. */
const json = (body: string): RequestInit =>
  as("PUT", { headers: { "content-type": "application/json" }, body });

const subject = define();

describe.each([...forms])("%s", (form) => {
  const ask = async (
    target: string,
    init: RequestInit,
    given: Pick<App, "definition"> = subject,
  ): Promise<unknown> => {
    const { status, body } = await exchange(given, form, target, init);
    const parsed = body.startsWith("{") ? (JSON.parse(body) as Record<string, unknown>) : body;
    return [status, typeof parsed === "string" ? parsed : (parsed["code"] ?? parsed)];
  };

  test("a POST is answered by the route of the method that it says", async () => {
    const params = { id: "7" };
    expect(await ask("/items/7", as("PUT"))).toEqual([200, { name: "put", method: "PUT", params }]);
    expect(await ask("/items/7", as("delete"))).toEqual([200, { name: "delete", method: "DELETE", params }]);
    expect(await ask("/items", as("PATCH"))).toEqual([200, { name: "patch", method: "PATCH", params: {} }]);
    expect(await ask("/all", as("PUT"))).toEqual([200, { name: "all", method: "PUT", params: {} }]);
    expect(await ask("/constant", as("PUT"))).toEqual([200, "constant"]);
  });

  test("a POST that says nothing, or POST, is a POST", async () => {
    const made = { name: "post", method: "POST", params: {} };
    expect(await ask("/items", { method: "POST" })).toEqual([200, made]);
    expect(await ask("/items", as("POST"))).toEqual([200, made]);
    expect(await ask("/only", { method: "POST" })).toEqual([
      200,
      { name: "only", method: "POST", params: {} },
    ]);
  });

  test.each(["GET", "HEAD", "OPTIONS", "TRACE", "CONNECT", "FOO", "PUT, DELETE", "PUT;q=1", "__proto__", ""])(
    "as %j it is 400, whatever the path has",
    async (method) => {
      for (const target of ["/items/7", "/only", "/read"])
        expect(await ask(target, as(method))).toEqual([400, "method_not_overridable"]);
    },
  );

  test("the 400 tells what may be said", async () => {
    const { body } = await exchange(subject, form, "/items", as("GET"));
    expect(JSON.parse(body)).toEqual({
      title: "Bad Request",
      status: 400,
      detail: 'A POST may stand for PUT, PATCH, DELETE, not "GET".',
      code: "method_not_overridable",
    });
  });

  test.each(["GET", "PUT", "HEAD", "DELETE", "OPTIONS"])(
    "a %s says nothing of other methods",
    async (method) => {
      const headers = { "x-http-method-override": "PATCH" };
      const plain = await exchange(
        app({ log: () => {} })
          .put("/items/:id", tell("put"))
          .get("/items/:id", tell("get")),
        form,
        "/items/7",
        { method, headers },
      );
      const given = await exchange(
        quiet().put("/items/:id", tell("put")).get("/items/:id", tell("get")),
        form,
        "/items/7",
        { method, headers },
      );
      expect(given).toEqual(plain);
    },
  );

  test("a method that the path does not answer is 405, as if it had been sent", async () => {
    for (const [target, method] of [
      ["/items/7", "PATCH"],
      ["/only", "DELETE"],
      ["/read", "PUT"],
    ] as const) {
      const sent = await exchange(subject, form, target, { method });
      expect(await exchange(subject, form, target, as(method))).toEqual(sent);
      expect(sent.status).toBe(405);
    }
    expect(await ask("/none", as("PUT"))).toEqual([404, "not_found"]);
  });

  test("a path without a POST of its own answers 405 with its own Allow", async () => {
    for (const [target, allow] of [
      ["/items/7", "GET, HEAD, PUT, DELETE, OPTIONS"],
      ["/constant", "PUT, OPTIONS"],
      ["/read", "GET, HEAD, OPTIONS"],
    ] as const) {
      const { status, headers } = await exchange(subject, form, target, { method: "POST" });
      expect([status, headers["allow"]]).toEqual([405, allow]);
      expect((await exchange(subject, form, target, { method: "OPTIONS" })).headers["allow"]).toBe(allow);
    }
  });

  describe("of several patterns, that one answers which would have", () => {
    const methods = ["POST", "PUT", "PATCH", "DELETE"];

    test.each([
      "/a/1",
      "/a/me",
      "/a/1/2",
      "/b/1",
      "/b/me",
      "/c",
      "/a/%C3%A9",
      "/a/b%20c",
      "/b/%2e%2e%2fx",
      "/a//b",
    ])("%s", async (target) => {
      for (const method of methods) {
        const [sent, said] = await bothOf(form, target, method);
        expect([method, said]).toEqual([method, sent]);
      }
      const posted = await asSent(nested({ methodOverride: true }), form, target, [], "POST");
      expect(posted).toEqual(await asSent(nested({}), form, target, [], "POST"));
    });

    test.each(["/a/m%65", "/b/m%65", "/b/%6d%65?x=1", "/%61/1", "/%62/me", "/a/..", "/b/%2e."])(
      "%s, which is spelled otherwise than it is read, is answered so or refused",
      async (target) => {
        for (const method of methods) {
          const [sent, said] = await bothOf(form, target, method);
          if (!Bun.deepEquals(said, sent)) expect([400, 405]).toContain((said as readonly number[])[0] ?? 0);
        }
      },
    );
  });

  test("the route runs with its own middleware and guards, not with those of the POST", async () => {
    const ran: string[] = [];
    const note = (name: string) => middleware({ name, before: () => void ran.push(name) });
    const guarded = quiet()
      .use(cors())
      .post("/", { use: [note("of-post")] }, () => "posted")
      .put(
        "/",
        {
          use: [
            note("of-put"),
            bearer({ verify: (token) => token === "t" && { scopes: ["write"] } }),
            requireScopes({ scopes: ["write"] }),
          ],
        },
        () => "put",
      );
    expect((await exchange(guarded, form, "/", as("PUT"))).status).toBe(401);
    expect(ran).toEqual([]);
    const { body } = await exchange(
      guarded,
      form,
      "/",
      as("PUT", { headers: { authorization: "Bearer t" } }),
    );
    expect([body, ran]).toEqual(["put", ["of-put", "of-put"]]);
    const refused = await exchange(guarded, form, "/", as("GET"));
    expect([refused.status, refused.headers["access-control-allow-origin"]]).toEqual([400, "*"]);
  });

  test("inputs are those of the route: params, body, limits", async () => {
    const typed = quiet().put(
      "/:id",
      { params: t.Object({ id: t.Integer() }), body: t.Object({ a: t.String() }), bodyLimitBytes: 20 },
      ({ params, body, request }) => ({ ...params, ...body, method: request.method }),
    );
    expect(await ask("/7", json('{"a":"b"}'), typed)).toEqual([200, { id: 7, a: "b", method: "PUT" }]);
    expect(await ask("/x", json('{"a":"b"}'), typed)).toEqual([422, "validation_failed"]);
    expect(await ask("/7", json(`{"a":"${"b".repeat(20)}"}`), typed)).toEqual([413, "body_too_large"]);
  });

  test("a body in chunks keeps the method", async () => {
    const plain = quiet().put("/", async ({ request }) => `${request.method} ${await request.text()}`);
    await using server = listen(await tableOf(plain, form), {
      port: 0,
      hostname: "127.0.0.1",
      signals: false,
    });
    const head = ["X-HTTP-Method-Override: PUT", "Transfer-Encoding: chunked"];
    expect((await sendRaw(server.port, requestBytes("POST", "/", head, "3\r\nabc\r\n0\r\n\r\n"))).body).toBe(
      "PUT abc",
    );
  });

  test("the header field can have another name, and the methods be fewer", async () => {
    const own = define({ methodOverride: { header: "X-Method", methods: ["DELETE"] } });
    expect(await ask("/items/7", { method: "POST", headers: { "x-method": "DELETE" } }, own)).toMatchObject([
      200,
      { name: "delete" },
    ]);
    expect(await ask("/items/7", { method: "POST", headers: { "x-method": "PUT" } }, own)).toEqual([
      400,
      "method_not_overridable",
    ]);
    expect(await ask("/items/7", as("DELETE"), own)).toEqual([405, "method_not_allowed"]);
  });

  test("a form can say it in the query; the header field comes first", async () => {
    const form1 = define({ methodOverride: { query: "_method" } });
    expect(await ask("/items/7?_method=DELETE", { method: "POST" }, form1)).toMatchObject([
      200,
      { name: "delete" },
    ]);
    expect(await ask("/items/7?a=1&_method=p%75t", { method: "POST" }, form1)).toMatchObject([
      200,
      { name: "put" },
    ]);
    expect(await ask("/items/7?_method=DELETE", as("PUT"), form1)).toMatchObject([200, { name: "put" }]);
    expect(await ask("/items/7?_method=PUT&_method=DELETE", { method: "POST" }, form1)).toEqual([
      400,
      "method_not_overridable",
    ]);
    expect(await ask("/items/7?_method=%ff", { method: "POST" }, form1)).toEqual([400, "malformed_target"]);
    expect(await ask("/items/7?_method=DELETE", { method: "GET" }, form1)).toMatchObject([
      200,
      { name: "get" },
    ]);
    expect(await ask("/items/7?_method=DELETE", { method: "POST" })).toEqual([405, "method_not_allowed"]);
  });

  test("it is off by default", async () => {
    expect(await ask("/items", as("PATCH"), define({}))).toMatchObject([200, { name: "post" }]);
    expect(await ask("/items/7", as("PUT"), define({ methodOverride: false }))).toEqual([
      405,
      "method_not_allowed",
    ]);
  });
});

/** The answer to a method that is sent, and to a POST that says it. */
async function bothOf(
  form: Form,
  target: string,
  method: string,
): Promise<readonly [sent: unknown, said: unknown]> {
  const sent = await asSent(nested({}), form, target, ["X-Plain: 1"], method);
  const said = [`X-HTTP-Method-Override: ${method}`];
  return [sent, await asSent(nested({ methodOverride: true }), form, target, said, "POST")];
}

/** Status and content of an answer to bytes, which the one in-process must equal where a request can be made. */
async function asSent(
  given: Pick<App, "definition">,
  form: Form,
  target: string,
  headers: readonly string[],
  method: string,
): Promise<unknown> {
  const table = await tableOf(given, form);
  await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
  const {
    status,
    headers: fields,
    body,
  } = await sendRaw(server.port, requestBytes(method, target, [...headers, "Content-Length: 0"]));
  const init = {
    method,
    headers: headers.map((line): [string, string] => line.split(": ", 2) as [string, string]),
  };
  const inProcess = await answerTarget(table, target, init);
  expect([inProcess.status, await inProcess.text()]).toEqual([status, body]);
  return [status, fields.get("allow"), body];
}

test("explain tells how a POST reaches a route", () => {
  const { plan } = planApp(define({ methodOverride: { query: "_method" } }).definition(), root);
  const told = plan.routes.flatMap(
    (route) => /^ {2}override .*$/m.exec(explainRoute(route, plan))?.[0] ?? [],
  );
  expect(told).toEqual([
    "  override    POST with x-http-method-override: PUT or ?_method=",
    "  override    POST with x-http-method-override: DELETE or ?_method=",
    "  override    POST with x-http-method-override: PATCH or ?_method=",
    "  override    POST with x-http-method-override: PUT or ?_method=",
    "  override    POST with x-http-method-override: PUT | PATCH | DELETE or ?_method=",
  ]);
});

test("a table that was built with another setting is refused", () => {
  const built = define({ methodOverride: true }).definition();
  const builtFrom = Object.fromEntries(
    built.routes.map((route) => [`${route.method} ${route.path}`, fingerprintOf(route, built)]),
  );
  expect(() => checkFit(define({ methodOverride: true }).definition(), builtFrom)).not.toThrow();
  expect(() => checkFit(define({}).definition(), builtFrom)).toThrow("was built with methodOverride");
});

test.each([
  [{ headers: "x" }, 'methodOverride has the unknown key "headers".'],
  [{ header: "x y" }, 'methodOverride.header is "x y".'],
  [{ header: 1 }, "methodOverride.header is 1."],
  [{ query: "" }, 'methodOverride.query is "".'],
  [{ methods: [] }, "methodOverride.methods is []."],
  [{ methods: ["GET"] }, 'methodOverride.methods is [ "GET" ].'],
  [{ methods: "PUT" }, 'methodOverride.methods is "PUT".'],
  ["PUT", "methodOverride must be an object, not PUT."],
])("%j is refused at start", (methodOverride, problem) => {
  const { diagnostics } = planApp(define({ methodOverride } as unknown as AppOptions).definition(), root);
  expect(diagnostics.map(({ code, problem: told }) => `${code}: ${told}`)).toEqual([
    `invalid_option: ${problem}`,
  ]);
});
