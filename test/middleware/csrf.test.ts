import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { type CsrfOptions, csrf } from "../../src/middleware.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange, withHeaders } from "../support/exchange.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

const evil = "https://evil.example";
const friend = "https://app.example.com";

const subject = app()
  .use(csrf({ origins: [friend] }))
  .all("/", ({ request }) => request.method);

const post = (headers: Readonly<Record<string, string>>): RequestInit => ({
  method: "POST",
  headers: { host: "shop.example", ...headers },
});

describe.each([...forms])("%s", (form) => {
  const ask = async (headers: Readonly<Record<string, string>>) =>
    (await exchange(subject, form, "/", post(headers))).status;

  test("a page of another site is refused", async () => {
    expect(
      await exchange(subject, form, "/", post({ "sec-fetch-site": "cross-site", origin: evil })),
    ).toEqual({
      status: 403,
      headers: { "content-type": "application/problem+json" },
      body: JSON.stringify({
        title: "Forbidden",
        status: 403,
        detail: `A page of "${evil}" must not send this request.`,
        code: "cross_site_request",
      }),
    });
  });

  test.each([
    [{ "sec-fetch-site": "same-origin" }, 200],
    [{ "sec-fetch-site": "none" }, 200],
    // What the browser tells counts: behind a proxy, the app's own origin looks like another.
    [{ "sec-fetch-site": "same-origin", origin: "https://shop.example" }, 200],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ "sec-fetch-site": "same-site", origin: "https://blog.shop.example" }, 403],
    [{ "sec-fetch-site": "cross-site", origin: "http://shop.example" }, 403],
    [{ "sec-fetch-site": "cross-site", origin: "null" }, 403],
    [{ "sec-fetch-site": "cross-site", origin: friend }, 200],
    [{ "sec-fetch-site": "same-site", origin: friend }, 200],
    [{ "sec-fetch-site": "Same-Origin" }, 403],
    [{ "sec-fetch-site": "same-origin, same-origin" }, 403],
    [{ "sec-fetch-site": "" }, 403],
    [{}, 200],
    [{ origin: "http://shop.example" }, 200],
    [{ host: "shop.example:8080", origin: "http://shop.example:8080" }, 200],
    [{ host: "SHOP.example:80", origin: "http://shop.example" }, 200],
    [{ origin: friend }, 200],
    [{ origin: "https://shop.example" }, 403],
    [{ origin: "http://shop.example:8080" }, 403],
    [{ origin: "http://shop.example.evil.example" }, 403],
    [{ origin: "http://shopXexample" }, 403],
    [{ origin: "https://appXexample.com" }, 403],
    [{ origin: `${friend}.evil.example` }, 403],
    [{ origin: `${friend}/` }, 403],
    [{ origin: `${friend}, ${evil}` }, 403],
    [{ origin: "null" }, 403],
    [{ origin: "" }, 403],
    [{ origin: evil, referer: "http://shop.example/" }, 403],
  ] as const)("%j is %i", async (headers, status) => {
    expect(await ask(headers)).toBe(status);
  });

  // Forms were known by their content type, in lower case only; none was no form.
  test.each([
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencodeD",
    "multipart/form-data; boundary=a",
    "text/plain",
    "application/json",
    "",
    undefined,
  ])(
    "GHSA-rpfr-3m35-5vx5 / CVE-2024-43787, GHSA-2234-fmw7-43wr / CVE-2024-48913: whatever the content type: %j",
    async (type) => {
      const fields = { origin: evil, ...(type === undefined ? {} : { "content-type": type }) };
      expect(await ask(fields)).toBe(403);
    },
  );

  test.each([
    ["GET", 200],
    ["HEAD", 200],
    ["OPTIONS", 200],
    ["POST", 403],
    ["PUT", 403],
    ["PATCH", 403],
    ["DELETE", 403],
  ])("%s of another site is %i", async (method, status) => {
    const headers = { "sec-fetch-site": "cross-site", origin: evil };
    expect((await exchange(subject, form, "/", { method, headers })).status).toBe(status);
  });

  test.each([...answers])("$target is $status for the app's own pages", async ({ target, init, status }) => {
    const sent = withHeaders(init, { "sec-fetch-site": "same-origin" });
    expect((await exchange(answeringApp(csrf()), form, target, sent)).status).toBe(status);
  });

  test("CVE-2024-48913: a request without a content type, over a socket", async () => {
    await using server = listen(await tableOf(subject, form), {
      port: 0,
      hostname: "127.0.0.1",
      signals: false,
    });
    const fields = [`Origin: ${evil}`, "Content-Length: 3"];
    expect((await sendRaw(server.port, requestBytes("POST", "/", fields, "a=1"))).status).toBe(403);
  });

  test("GHSA-93ph-p7v4-hwh4: a host that is none is refused, not compared", async () => {
    await using server = listen(await tableOf(subject, form), {
      port: 0,
      hostname: "127.0.0.1",
      signals: false,
    });
    const fields = ["Host: evil.example/x", "Origin: http://evil.example", "Content-Length: 0"];
    expect((await sendRaw(server.port, requestBytes("POST", "/", fields))).status).toBe(400);
  });
});

test("it is a guard: a fast path does not leave it out unasked", () => {
  const fast = app({ performance: { fastPaths: ["/"] } })
    .use(csrf())
    .get("/", "ok");
  expect(planApp(fast.definition(), root).diagnostics.map(({ code }) => code)).toEqual(["guard_skipped"]);
});

test.each([
  [{ origins: "https://a.example" }, 'origins: expected a list of origins, received "https://a.example".'],
  [
    { origins: ["a.example"] },
    'origins[0]: expected an origin as browsers send it, such as https://example.com, received "a.example".',
  ],
  [{ origins: ["https://a.example/"] }, "origins[0]: expected an origin as browsers send it"],
  [{ origins: ["https://*.example"] }, "origins[0]: expected an origin as browsers send it"],
  [{ origins: ["null"] }, "origins[0]: expected an origin as browsers send it"],
  [{ origins: [1] }, "origins[0]: expected an origin, received 1."],
  [{ origin: [] }, "origin: there is no such option; there are origins."],
])("%j is refused when called", (options, message) => {
  expect(() => csrf(options as unknown as CsrfOptions)).toThrow(`csrf.${message}`);
});
