import { describe, expect, test } from "bun:test";
import { app, middleware, t } from "../../src/bunsen.ts";
import { explainRoute } from "../../src/cli/explain.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { App } from "../../src/define/app.ts";
import { checkFit, fingerprintOf } from "../../src/define/fingerprint.ts";
import { type BodyLimitOptions, bodyLimit, csrf, every } from "../../src/middleware.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";
import { exchange } from "../support/exchange.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

type Subject = Pick<App, "definition">;

const routesOf = (subject: Subject) => planApp(subject.definition(), root).plan.routes;
const limitsOf = (subject: Subject): Record<string, number | undefined> =>
  Object.fromEntries(routesOf(subject).map(({ key, bodyLimitBytes }) => [key, bodyLimitBytes]));
const problemsOf = (subject: Subject): readonly string[] =>
  planApp(subject.definition(), root).diagnostics.map(({ code, problem }) => `${code}: ${problem}`);

const limited = (limitBytes: number) => bodyLimit({ limitBytes });
const read = async ({ request }: { readonly request: Request }): Promise<string> => request.text();

/** A route that leaves the limit out. */
const leavingOut = (allowUnguarded: boolean) =>
  app()
    .use(limited(10))
    .post("/", { skip: ["bodyLimit"], allowUnguarded }, read);

const withLimit = (limitBytes: number) => app().use(limited(limitBytes)).post("/", read).definition();

const chunked = (target: string, chunks: readonly string[], headers: readonly string[] = []): string => {
  const body = [...chunks, ""].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
  return requestBytes("POST", target, ["Transfer-Encoding: chunked", ...headers], body);
};

test("the route's option comes first, then the innermost, then the app's", () => {
  const subject = app({ limits: { bodyBytes: 1 } })
    .post("/app", read)
    .group("/outer", (outer) =>
      outer
        .use(limited(2))
        .post("/", read)
        .get("/", () => "none")
        .group("/inner", (inner) =>
          inner
            .use(limited(3))
            .post("/", read)
            .post("/use", { use: [limited(4)] }, read)
            .post("/again", { use: [limited(2)] }, read)
            .post("/option", { bodyLimitBytes: 5, use: [limited(4)] }, read),
        ),
    );
  expect(limitsOf(subject)).toEqual({
    "POST /app": 1,
    "POST /outer": 2,
    "GET /outer": undefined,
    "POST /outer/inner": 3,
    "POST /outer/inner/use": 4,
    "POST /outer/inner/again": 2,
    "POST /outer/inner/option": 5,
  });
});

test("it costs nothing: there is no hook, and a route with it alone is direct", () => {
  const subject = app().use(limited(10)).post("/", read);
  const [route] = routesOf(subject);
  expect([route?.dispatch, route?.around.middleware, route?.around.chain]).toEqual(["direct", [], undefined]);
});

test("any middleware can have a limit, which a fast path keeps and a condition takes with it", () => {
  const strict = middleware({ name: "strict", bodyLimitBytes: 7, before: () => undefined });
  const fast = app({ performance: { fastPaths: [{ path: "/a", method: "POST" }] } })
    .use(strict)
    .post("/a", read);
  expect(limitsOf(fast)).toEqual({ "POST /a": 7 });
  const skipping = app({ performance: { middleware: { skipConditions: { strict: [{ path: "/a" }] } } } })
    .use(strict)
    .post("/a", read)
    .post("/b", { skip: ["strict"] }, read)
    .post("/c", read);
  expect(limitsOf(skipping)).toEqual({ "POST /a": 1_048_576, "POST /b": 1_048_576, "POST /c": 7 });
});

test("leaving it out is a build error, unless that is written out", () => {
  expect(problemsOf(leavingOut(false))).toEqual([
    "guard_skipped: POST / would not be guarded by bodyLimit: it is skipped by the route.",
  ]);
  expect([problemsOf(leavingOut(true)), limitsOf(leavingOut(true))]).toEqual([[], { "POST /": 1_048_576 }]);
});

test("explain tells the limit, and where it comes from", () => {
  const subject = app().use(limited(10)).post("/", read).post("/own", { bodyLimitBytes: 5 }, read);
  const { plan } = planApp(subject.definition(), root);
  const bodies = plan.routes.map((route) => /^ {2}body .*$/m.exec(explainRoute(route, plan))?.[0]);
  expect(bodies).toEqual(["  body        at most 10 bytes, by bodyLimit", "  body        at most 5 bytes"]);
});

test("a table that was built with another limit is refused", () => {
  const built = withLimit(10);
  const builtFrom = Object.fromEntries(built.routes.map((route) => ["POST /", fingerprintOf(route, built)]));
  expect(() => checkFit(withLimit(10), builtFrom)).not.toThrow();
  expect(() => checkFit(withLimit(20), builtFrom)).toThrow(
    "POST / was built with middleware bodyLimit bodyLimitBytes 10",
  );
});

describe.each([...forms])("%s", (form) => {
  let ran: string[] = [];
  const subject = app({ log: () => {} }).group("/small", (small) =>
    small
      .use(limited(10))
      .post("/ignored", () => void ran.push("ignored"))
      .post("/first", async ({ request }) => {
        ran.push("first");
        await request.body?.getReader().read();
        return "read one";
      })
      .post("/swallowed", async ({ request }) => {
        ran.push("swallowed");
        return request.text().catch(() => "swallowed");
      })
      .put("/json", { body: t.Object({ a: t.String() }) }, ({ body }) => body),
  );

  const send = async (bytes: string): Promise<object> => {
    ran = [];
    await using server = listen(await tableOf(subject, form), {
      port: 0,
      hostname: "127.0.0.1",
      signals: false,
    });
    const { status } = await sendRaw(server.port, bytes);
    return { status, ran };
  };

  test("what is larger is 413, the same in-process", async () => {
    const tooLarge = await exchange(subject, form, "/small/ignored", { method: "POST", body: "12345678901" });
    expect([tooLarge.status, JSON.parse(tooLarge.body)]).toEqual([
      413,
      {
        title: "Content Too Large",
        status: 413,
        detail: "The body is larger than the 10 bytes this route accepts.",
        code: "body_too_large",
      },
    ]);
    const json = { method: "PUT", headers: { "content-type": "application/json" }, body: '{"a":"123456"}' };
    expect((await exchange(subject, form, "/small/json", json)).status).toBe(413);
    const whole = { method: "POST", body: "1234567890" };
    expect((await exchange(subject, form, "/small/swallowed", whole)).body).toBe("1234567890");
  });

  describe("GHSA-92vj-g62v-jqhh / CVE-2025-59139, GHSA-9vqf-7f2p-gf9v / CVE-2026-44456, GHSA-rv63-4mwf-qqc2 / CVE-2026-54288: the limit is decided before the handler", () => {
    const refused = { status: 413, ran: [] };

    test.each(["ignored", "first", "swallowed"])("in chunks, for a handler of /small/%s", async (name) => {
      expect(await send(chunked(`/small/${name}`, ["12345", "67890", "1"]))).toEqual(refused);
    });

    test.each(["ignored", "first", "swallowed"])(
      "by Content-Length, for a handler of /small/%s",
      async (name) => {
        const bytes = requestBytes("POST", `/small/${name}`, ["Content-Length: 11"], "12345678901");
        expect(await send(bytes)).toEqual(refused);
      },
    );

    test("a length beside Transfer-Encoding does not stand for the body", async () => {
      const both = await send(chunked("/small/ignored", ["12345678901"], ["Content-Length: 1"]));
      expect(both).toEqual({ status: 400, ran: [] });
    });

    test("an understated length lets no more in than it says", async () => {
      const bytes = requestBytes("POST", "/small/swallowed", ["Content-Length: 3"], "12345678901");
      expect(await send(bytes)).toMatchObject({ status: 200 });
    });
  });
});

test("GHSA-v422-hmwv-36x6 / CVE-2026-12590: an invalid limit does not turn the limit off", () => {
  const unfit = ["10mb", Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5, null, undefined, 2 ** 53, 10n];
  for (const limitBytes of unfit)
    expect(() => bodyLimit({ limitBytes } as unknown as BodyLimitOptions)).toThrow(
      "bodyLimit.limitBytes: expected",
    );
  for (const bodyLimitBytes of unfit) {
    if (bodyLimitBytes === undefined) continue;
    const subject = app()
      .use(middleware({ name: "own", bodyLimitBytes: bodyLimitBytes as number }))
      .post("/", read);
    expect(problemsOf(subject)).toEqual([
      `invalid_middleware: own of POST / has the bodyLimitBytes ${Bun.inspect(bodyLimitBytes)}.`,
    ]);
  }
});

test("a guard of several has no limit of one of them", () => {
  const guard = middleware({ name: "guard", bodyLimitBytes: 1, before: () => undefined });
  expect(() => every(guard, csrf())).toThrow(
    "every[0]: expected a middleware that has the hook before, and nothing else",
  );
});

test("an option that is not known is refused", () => {
  expect(() => bodyLimit({ limit: 1 } as unknown as BodyLimitOptions)).toThrow(
    "bodyLimit.limit: there is no such option",
  );
});
