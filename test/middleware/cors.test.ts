import { describe, expect, test } from "bun:test";
import { type App, app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { bearer, cors } from "../../src/middleware.ts";
import { type Form, forms, root } from "../support/app-forms.ts";
import { askedHeaders } from "../../src/middleware/cors-preflight.ts";
import { shortestMs } from "../support/elapsed.ts";
import { type Received, answeringApp, answers, exchange, withHeaders } from "../support/exchange.ts";

const origin = "https://example.com";
const allow = "access-control-allow-origin";

/** The CORS fields, and vary, of an answer. */
const fieldsOf = ({ headers }: Received): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => name === "vary" || name.startsWith("access-control-")),
  );

const preflight = (headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: "OPTIONS",
  headers: { origin, "access-control-request-method": "POST", ...headers },
});

type Subject = Pick<App, "definition">;

const askPreflight = async (
  subject: Subject,
  form: Form = "compiled",
  headers: Readonly<Record<string, string>> = {},
  target = "/items",
): Promise<Record<string, string | number>> => {
  const received = await exchange(subject, form, target, preflight(headers));
  return { status: received.status, ...fieldsOf(received) };
};

describe.each([...forms])("%s", (form) => {
  test.each([...answers])("anyone may read $status of $target", async ({ target, init, status }) => {
    const received = await exchange(answeringApp(cors()), form, target, withHeaders(init, { origin }));
    expect([received.status, fieldsOf(received)]).toEqual([status, { [allow]: "*" }]);
  });

  test.each([...answers])("a listed origin may read $status of $target", async ({ target, init, status }) => {
    const subject = answeringApp(
      cors({ origin: [origin], credentials: true, exposedHeaders: ["etag", "x-total"] }),
    );
    const received = await exchange(subject, form, target, withHeaders(init, { origin }));
    expect([received.status, fieldsOf(received)]).toEqual([
      status,
      {
        [allow]: origin,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "etag, x-total",
        vary: "origin",
      },
    ]);
  });

  test.each([...answers])(
    "another origin may not read $status of $target",
    async ({ target, init, status }) => {
      const subject = answeringApp(cors({ origin: [origin], credentials: true }));
      const received = await exchange(
        subject,
        form,
        target,
        withHeaders(init, { origin: "https://evil.example" }),
      );
      expect([received.status, fieldsOf(received)]).toEqual([status, { vary: "origin" }]);
    },
  );

  test("a preflight is told the methods of the path, and the fields it asks for", async () => {
    const asked = { "access-control-request-headers": "content-type,x-a" };
    expect(await askPreflight(answeringApp(cors({ maxAgeSeconds: 600 })), form, asked)).toEqual({
      status: 204,
      [allow]: "*",
      "access-control-allow-methods": "POST, OPTIONS",
      "access-control-allow-headers": "content-type, x-a",
      "access-control-max-age": "600",
      vary: "access-control-request-headers",
    });
  });

  test("a preflight of a listed origin", async () => {
    const options = { origin: [origin], credentials: true, allowedHeaders: ["x-a", "x-b"] };
    expect(await askPreflight(answeringApp(cors(options)), form)).toEqual({
      status: 204,
      [allow]: origin,
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "POST, OPTIONS",
      "access-control-allow-headers": "x-a, x-b",
      vary: "origin",
    });
  });

  test("a preflight of another origin is told nothing", async () => {
    const subject = answeringApp(cors({ origin: ["https://other.example"] }));
    expect(await askPreflight(subject, form)).toEqual({ status: 204, vary: "origin" });
  });

  const asksForPrivate = { "access-control-request-private-network": "true" };
  const allowsPrivate = "access-control-allow-private-network";

  test.each([
    [true, asksForPrivate, "true"],
    [true, {}, undefined],
    [true, { "access-control-request-private-network": "1" }, undefined],
    [true, { ...asksForPrivate, origin: "https://evil.example" }, undefined],
    [true, { ...asksForPrivate, origin: "null" }, undefined],
    [false, asksForPrivate, undefined],
  ])("private network: where it is %j, %j is told %j", async (privateNetwork, headers, told) => {
    const subject = answeringApp(cors({ origin: [origin], privateNetwork }));
    expect((await askPreflight(subject, form, headers))[allowsPrivate]).toBe(told as never);
  });

  test("a request that is no preflight is told nothing of private networks", async () => {
    const subject = answeringApp(cors({ origin: [origin], privateNetwork: true }));
    const received = await exchange(subject, form, "/ok", { headers: { origin, ...asksForPrivate } });
    expect(fieldsOf(received)).toEqual({ [allow]: origin, vary: "origin" });
  });

  test("with *, the null origin may read, and is not repeated", async () => {
    const received = await exchange(answeringApp(cors()), form, "/ok", { headers: { origin: "null" } });
    expect(fieldsOf(received)).toEqual({ [allow]: "*" });
  });

  test("exposed header fields are told of answers, with * as well, and a time of 0 of preflights", async () => {
    const subject = answeringApp(cors({ exposedHeaders: ["*"], maxAgeSeconds: 0 }));
    const received = await exchange(subject, form, "/ok", { headers: { origin } });
    expect(fieldsOf(received)).toEqual({ [allow]: "*", "access-control-expose-headers": "*" });
    expect(await askPreflight(subject, form)).toMatchObject({ "access-control-max-age": "0" });
  });

  // What varied was taken from the request.
  test("GHSA-q7jf-gf43-6x6p: a request does not write what its answer varies with", async () => {
    const subject = answeringApp(cors({ origin: [origin], credentials: true }));
    const headers = { origin, vary: "x-evil", "access-control-request-headers": "x-evil" };
    const read = await exchange(subject, form, "/ok", { headers });
    const asked = await askPreflight(subject, form, headers);
    expect([read.headers["vary"], asked["vary"]]).toEqual([
      "origin",
      "access-control-request-headers, origin",
    ]);
  });

  test.each([
    ["origin", `https://${"a".repeat(15_000)}.example`],
    ["origin", `${origin},`.repeat(500)],
    ["access-control-request-headers", `a${"\t ,".repeat(4000)}(`],
    ["access-control-request-headers", "a,".repeat(7000)],
    ["access-control-request-method", "P".repeat(15_000)],
    ["access-control-request-private-network", "true,".repeat(3000)],
  ])("15 KB of %s are answered, and nothing of them is repeated", async (name, value) => {
    const subject = answeringApp(cors({ origin: [origin] }));
    const asked = await askPreflight(subject, form, { [name]: value });
    expect([asked["status"], JSON.stringify(asked).length < 400]).toEqual([204, true]);
  });

  test("a preflight needs no credentials where a route is guarded", async () => {
    const guarded = app()
      .use(bearer({ verify: () => false }), cors())
      .post("/items", () => "done");
    expect(await askPreflight(guarded, form)).toMatchObject({ status: 204, [allow]: "*" });
    const refused = await exchange(guarded, form, "/items", { method: "POST", headers: { origin } });
    expect([refused.status, refused.headers[allow]]).toEqual([401, "*"]);
  });

  test("a preflight where a group uses it", async () => {
    const subject = app().group("/open", (group) => group.use(cors()).put("/:id", () => "done"));
    expect(await askPreflight(subject, form, {}, "/open/7")).toMatchObject({
      status: 204,
      "access-control-allow-methods": "PUT, OPTIONS",
    });
  });

  test("a preflight where a route takes OPTIONS itself", async () => {
    const subject = app()
      .use(cors({ methods: ["GET", "POST"] }))
      .all("/items", () => "done");
    expect(await askPreflight(subject, form)).toMatchObject({ "access-control-allow-methods": "GET, POST" });
  });
});

describe("what a preflight is told", () => {
  test("methods of the path that the option names", async () => {
    const subject = app()
      .use(cors({ methods: ["GET", "PUT"] }))
      .get("/items", () => "")
      .delete("/items", () => "");
    expect(await askPreflight(subject)).toMatchObject({ "access-control-allow-methods": "GET" });
  });

  test("where nothing is, the answer to the request itself will be readable", async () => {
    const told = await askPreflight(answeringApp(cors()), "compiled", {}, "/nothing");
    expect(told).toMatchObject({ status: 204, [allow]: "*" });
    expect(String(told["access-control-allow-methods"])).toContain("POST");
  });

  test.each(["x-a\u00e9", "x-a;b", "<script>", "a, ,b", "x".repeat(4097)])(
    "no header field for the list %j",
    async (list) => {
      const told = await askPreflight(answeringApp(cors()), "compiled", {
        "access-control-request-headers": list,
      });
      expect(told["access-control-allow-headers"]).toBeUndefined();
    },
  );

  test.each([
    `a${" ".repeat(16_000)}!`,
    ",".repeat(16_000),
    `a${"\t ,".repeat(5000)}(`,
    `${"a,".repeat(2040)}(`,
  ])("GHSA-8j4g-w8fx-2239 / CVE-2026-69207: a hostile list is read in no time", (list) => {
    const request = new Request("http://localhost/", { headers: { "access-control-request-headers": list } });
    const run = (): void => {
      for (let index = 0; index < 100; index++) askedHeaders(request);
    };
    expect(shortestMs(run)).toBeLessThan(200);
    expect(askedHeaders(request)).toBe("");
  });

  test.each(["origin", "access-control-request-method"])("nothing without %s", async (missing) => {
    const headers = { ...(preflight().headers as Record<string, string>) };
    delete headers[missing];
    const received = await exchange(answeringApp(cors()), "compiled", "/items", {
      method: "OPTIONS",
      headers,
    });
    expect([received.status, received.headers["allow"], fieldsOf(received)]).toEqual([
      204,
      "POST, OPTIONS",
      { [allow]: "*" },
    ]);
  });
});

describe("origins are compared literally", () => {
  const subject = answeringApp(cors({ origin: ["https://a.example.com", "capacitor://localhost"] }));

  test.each([
    "https://aXexample.com",
    "https://a.example.com.evil.example",
    "https://evil.example/https://a.example.com",
    "http://a.example.com",
    "https://A.example.com",
    "https://a.example.com:443",
    "https://a.example.com/",
    "https://b.example.com",
    "null",
    "*",
    "",
  ])("GHSA-2p2x-hpg8-cqp2 / CVE-2026-25478: %j is another one", async (other) => {
    const { headers } = await exchange(subject, "compiled", "/ok", { headers: { origin: other } });
    expect(headers[allow]).toBeUndefined();
  });

  test("one of an app's own scheme", async () => {
    const received = await exchange(subject, "compiled", "/ok", {
      headers: { origin: "capacitor://localhost" },
    });
    expect(received.headers[allow]).toBe("capacitor://localhost");
  });

  test("a function decides", async () => {
    const chosen = answeringApp(cors({ origin: (one) => one.endsWith(".example.com") }));
    const asked = async (one: string) =>
      (await exchange(chosen, "compiled", "/ok", { headers: { origin: one } })).headers[allow];
    expect([await asked("https://x.example.com"), await asked("https://x.example.org")]).toEqual([
      "https://x.example.com",
      undefined,
    ]);
  });

  test("without an origin there is no field, and vary all the same", async () => {
    const received = await exchange(subject, "compiled", "/ok");
    expect(fieldsOf(received)).toEqual({ vary: "origin" });
  });
});

test("an answer's own vary stays beside the origin", async () => {
  const subject = app()
    .use(cors({ origin: [origin] }))
    .get("/", ({ reply }) => reply(200, "ok", { vary: "accept" }));
  expect((await exchange(subject, "compiled", "/")).headers["vary"]).toBe("accept, origin");
});

test("with *, routes without a body of their own stay constants on fast paths", () => {
  const { plan } = planApp(
    app({ performance: { fastPaths: ["/health"] } })
      .use(cors())
      .get("/health", "ok")
      .definition(),
    root,
  );
  expect(plan.routes[0]).toMatchObject({ dispatch: "constant", around: { headers: { [allow]: "*" } } });
});

// A wildcard with credentials reflected any origin.
describe("GHSA-88fw-hqm2-52qc / CVE-2026-54290: refused when called", () => {
  test.each([
    [{ credentials: true }, 'origin: expected a list of origins with credentials, received "*".'],
    [
      { origin: "*", credentials: true },
      'origin: expected a list of origins with credentials, received "*".',
    ],
    [{ origin: ["*"] }, "origin[0]: expected an origin as browsers send it"],
    [{ origin: ["null"] }, "origin[0]: expected an origin as browsers send it"],
    [{ origin: [origin, "https://example.com/"] }, "origin[1]: expected an origin as browsers send it"],
    [{ origin: ["https://*.example.com"] }, "origin[0]: expected an origin as browsers send it"],
    [{ origin: ["HTTPS://example.com"] }, "origin[0]: expected an origin as browsers send it"],
    [{ origin: ["example.com"] }, "origin[0]: expected an origin as browsers send it"],
    [{ origin: [/example/] }, "origin[0]: expected an origin, received /example/."],
    [{ origin: /example/ }, 'origin: expected "*", a list of origins or a function, received /example/.'],
    [{ origin }, 'origin: expected "*", a list of origins or a function, received "https://example.com".'],
    [{ origin: true }, 'origin: expected "*", a list of origins or a function, received true.'],
    [
      { methods: ["GET", "a b"] },
      'methods[1]: expected a name of letters, digits and hyphens, received "a b".',
    ],
    [{ allowedHeaders: "x-a" }, 'allowedHeaders: expected a list of names, received "x-a".'],
    [{ exposedHeaders: ["a\r\nb"] }, "exposedHeaders[0]: expected a name of letters, digits and hyphens"],
    [{ maxAgeSeconds: -1 }, "maxAgeSeconds: expected whole seconds from 0, received -1."],
    [{ maxAgeSeconds: 1.5 }, "maxAgeSeconds: expected whole seconds from 0, received 1.5."],
    [{ maxAgeSeconds: "60" }, 'maxAgeSeconds: expected a number of seconds, received "60".'],
    [{ credentials: "true" }, 'credentials: expected true or false, received "true".'],
    [{ allowHeaders: [] }, "allowHeaders: there is no such option"],
    [
      { methods: ["get"] },
      'methods[0]: expected one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, received "get".',
    ],
    [{ methods: ["*"] }, "methods[0]: expected one of GET, HEAD, POST"],
    [
      { origin: [origin], credentials: true, exposedHeaders: ["etag", "*"] },
      'exposedHeaders: expected names, not *, with credentials, received "etag, *".',
    ],
    [
      { origin: [origin], credentials: true, allowedHeaders: ["*"] },
      'allowedHeaders: expected names, not *, with credentials, received "*".',
    ],
    [{ privateNetwork: true }, 'origin: expected a list of origins with privateNetwork, received "*".'],
    [{ origin: [origin], privateNetwork: 1 }, "privateNetwork: expected true or false, received 1."],
  ])("%p", (options, message) => {
    expect(() => cors(options as object)).toThrow(`cors.${message}`);
  });
});
