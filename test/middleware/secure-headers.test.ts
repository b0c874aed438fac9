import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { secureHeaders } from "../../src/middleware.ts";
import { forms, root } from "../support/app-forms.ts";
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

test("they are constants: nothing runs for them", () => {
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
