import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { secureHeaders } from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange } from "../support/exchange.ts";

/** What helmet 8 sends, written out. */
const fields = {
  "content-security-policy":
    "default-src 'self'; base-uri 'self'; font-src 'self' https: data:; form-action 'self'; frame-ancestors 'self'; " +
    "img-src 'self' data:; object-src 'none'; script-src 'self'; script-src-attr 'none'; " +
    "style-src 'self' https: 'unsafe-inline'; upgrade-insecure-requests",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-dns-prefetch-control": "off",
  "x-download-options": "noopen",
  "x-frame-options": "SAMEORIGIN",
  "x-permitted-cross-domain-policies": "none",
  "x-xss-protection": "0",
};

describe.each([...forms])("%s", (form) => {
  test.each([...answers])("an answer of $status to $target has all of them", async ({ target, init }) => {
    const { headers } = await exchange(answeringApp(secureHeaders()), form, target, init);
    const { "content-type": _type, etag: _etag, allow: _allow, ...rest } = headers;
    expect(rest).toEqual(fields);
  });

  test("a field is changed, another switched off, a third added", async () => {
    const options = {
      xFrameOptions: "DENY",
      strictTransportSecurity: false,
      permissionsPolicy: "camera=()",
    } as const;
    const { headers } = await exchange(answeringApp(secureHeaders(options)), form, "/ok");
    expect([
      headers["x-frame-options"],
      headers["strict-transport-security"],
      headers["permissions-policy"],
    ]).toEqual(["DENY", undefined, "camera=()"]);
  });

  test("an answer's own field stays", async () => {
    const subject = app()
      .use(secureHeaders())
      .get("/", ({ reply }) => reply(200, "ok", { "x-frame-options": "ALLOWALL" }));
    expect((await exchange(subject, form, "/")).headers["x-frame-options"]).toBe("ALLOWALL");
  });
});

/** The nonce of an answer, where its policy has one, and has it in both places. */
const nonceOf = (response: Response) =>
  /^script-src 'nonce-([\w+/]{22}==)'; style-src 'nonce-\1'$/.exec(
    response.headers.get("content-security-policy") ?? "",
  )?.[1];

describe.each([...forms])("%s: a nonce", (form) => {
  const contentSecurityPolicy = "script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'";
  const guarded = secureHeaders({ contentSecurityPolicy });
  test.each([...answers])("an answer to $target has one, and another the next time", async (answer) => {
    const table = await tableOf(answeringApp(guarded), form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const asked = await Promise.all([
      fetch(new URL(answer.target, server.url), answer.init),
      fetch(new URL(answer.target, server.url), answer.init),
      answerTarget(table, answer.target, answer.init),
    ]);
    const nonces = asked.map(nonceOf);
    expect(nonces).not.toContain(undefined);
    expect(new Set(nonces).size).toBe(3);
    expect(asked.map(({ status }) => status)).toEqual([answer.status, answer.status, answer.status]);
    expect(asked[0]?.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("the handler knows the one of its answer", async () => {
    const subject = app()
      .use(guarded)
      .get("/", ({ cspNonce }) => cspNonce);
    const response = await answerTarget(await tableOf(subject, form), "/");
    expect(await response.text()).toBe(nonceOf(response) ?? "none");
  });

  test("an answer's own policy stays", async () => {
    const subject = app()
      .use(guarded)
      .get("/", ({ reply }) => reply(200, "ok", { "content-security-policy": "default-src 'none'" }));
    const { headers } = await exchange(subject, form, "/");
    expect(headers["content-security-policy"]).toBe("default-src 'none'");
  });
});

test("without a nonce they are constants: nothing runs for them", () => {
  const { plan } = planApp(answeringApp(secureHeaders()).definition(), root);
  expect(plan.routes.map(({ key, dispatch }) => [key, dispatch])).toEqual([
    ["GET /ok", "direct"],
    ["GET /items/:id", "direct"],
    ["GET /constant", "constant"],
    ["GET /fault", "direct"],
    ["POST /items", "direct"],
  ]);
});

test.each([
  [{ xFrameOptions: true }, "xFrameOptions: expected a header field's value or false, received true."],
  [{ referrerPolicy: "" }, 'referrerPolicy: expected visible ASCII in one line, received "".'],
  [
    { referrerPolicy: "a\r\nb: c" },
    'referrerPolicy: expected visible ASCII in one line, received "a\\r\\nb: c".',
  ],
  [{ hsts: false }, "hsts: there is no such option; there are contentSecurityPolicy"],
])("%j is refused when called", (options, message) => {
  expect(() => secureHeaders(options as object)).toThrow(`secureHeaders.${message}`);
});
