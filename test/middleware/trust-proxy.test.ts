import { describe, expect, test } from "bun:test";
import { type App, app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { type TrustProxyOptions, csrf, ipAllow, trustProxy } from "../../src/middleware.ts";
import { listen } from "../../src/serve/listen.ts";
import { type Form, forms, root, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange } from "../support/exchange.ts";

const local = "127.0.0.0/8";

const clientApp = (...proxies: readonly string[]) =>
  app()
    .use(trustProxy({ proxies }))
    .get("/", ({ client: { ip, host, protocol } }) => ({ ip, host, protocol }))
    .all("/post", () => "done");

/** Over a socket only: in process there is no other end of a connection. */
async function ask(
  subject: Pick<App, "definition">,
  form: Form,
  headers: Readonly<Record<string, string>> = {},
  target = "/",
  method = "GET",
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  await using server = listen(await tableOf(subject, form), {
    port: 0,
    hostname: "127.0.0.1",
    signals: false,
  });
  const sent = { host: "inner.example", ...headers };
  const response = await fetch(new URL(target, server.url), { method, headers: sent });
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : { text } };
}

const forwarded = {
  "x-forwarded-for": "203.0.113.9",
  "x-forwarded-host": "Shop.example",
  "x-forwarded-proto": "https",
};

describe.each([...forms])("%s", (form) => {
  test("what a trusted proxy tells", async () => {
    const { body } = await ask(clientApp(local), form, forwarded);
    expect(body).toEqual({ ip: "203.0.113.9", host: "shop.example", protocol: "https" });
  });

  // Host and protocol were read from anyone.
  test("GHSA-444r-cwp2-x5xf / CVE-2026-3635, GHSA-3qmc-cj7q-62hv: nothing is believed of anyone else", async () => {
    const { body } = await ask(clientApp("10.0.0.0/8", "::/0"), form, forwarded);
    expect(body).toEqual({ ip: "127.0.0.1", host: "inner.example", protocol: "http" });
  });

  test("without the fields, the request's own", async () => {
    const { body } = await ask(clientApp(local), form);
    expect(body).toEqual({ ip: "127.0.0.1", host: "inner.example", protocol: "http" });
  });

  // The left-most address was taken, which the client writes.
  test.each([
    ["203.0.113.9", "203.0.113.9"],
    ["198.51.100.1, 203.0.113.9", "203.0.113.9"],
    ["198.51.100.1,203.0.113.9,10.0.0.1,10.0.0.2", "203.0.113.9"],
    ["10.0.0.9, 203.0.113.9", "203.0.113.9"],
    ["garbage, 203.0.113.9, 10.0.0.1", "203.0.113.9"],
    ["127.0.0.1, 203.0.113.9", "203.0.113.9"],
    ["10.0.0.9, 10.0.0.1", "10.0.0.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["203.0.113.9, ::ffff:10.0.0.1", "203.0.113.9"],
    ["203.0.113.9:4711", "203.0.113.9"],
    ["[2001:db8::1]:4711", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["2001:DB8:0::1", "2001:db8::1"],
  ])("GHSA-hm36-ffrh-c77c / CVE-2025-59152: of %j the client is %s", async (field, ip) => {
    const { body } = await ask(clientApp(local, "10.0.0.0/8"), form, { "x-forwarded-for": field });
    expect(body["ip"]).toBe(ip);
  });

  test.each([
    [{ "x-forwarded-proto": "http, https" }, { protocol: "https" }],
    [{ "x-forwarded-proto": "https,http" }, { protocol: "http" }],
    [{ "x-forwarded-proto": "HTTPS" }, { protocol: "https" }],
    [{ "x-forwarded-host": "evil.example, shop.example:8443" }, { host: "shop.example:8443" }],
  ])("of %j the right-most counts", async (headers, expected) => {
    expect((await ask(clientApp(local), form, headers)).body).toMatchObject(expected);
  });

  test.each([
    ["x-forwarded-for", ""],
    ["x-forwarded-for", "unknown"],
    ["x-forwarded-for", "203.0.113.9, "],
    ["x-forwarded-for", "203.0.113.256"],
    ["x-forwarded-for", "0xcb.0.113.9"],
    ["x-forwarded-for", "203.0.113.9, _hidden, 127.0.0.1"],
    ["x-forwarded-for", "fe80::1%eth0"],
    ["x-forwarded-host", "a/b"],
    ["x-forwarded-host", "a@b"],
    ["x-forwarded-host", "[:::]"],
    ["x-forwarded-host", ""],
    ["x-forwarded-proto", "ftp"],
    ["x-forwarded-proto", "https, "],
  ])("%s with %j is refused", async (name, value) => {
    const { status, body } = await ask(clientApp(local), form, { [name]: value });
    expect([status, body["code"]]).toEqual([400, "malformed_forwarded"]);
    expect((await ask(clientApp("10.0.0.0/8"), form, { [name]: value })).status).toBe(200);
  });

  test("csrf compares with the origin that the client asked", async () => {
    const subject = app()
      .use(csrf(), trustProxy({ proxies: [local] }))
      .post("/", () => "done");
    const own = { ...forwarded, origin: "https://shop.example" };
    expect((await ask(subject, form, own, "/", "POST")).status).toBe(200);
    const inner = { ...forwarded, origin: "http://inner.example" };
    expect((await ask(subject, form, inner, "/", "POST")).status).toBe(403);
  });

  test("ipAllow compares the client, not the proxy", async () => {
    const subject = app()
      .use(ipAllow({ allow: ["203.0.113.0/24"] }), trustProxy({ proxies: [local] }))
      .get("/", () => "in");
    expect((await ask(subject, form, forwarded)).status).toBe(200);
    expect((await ask(subject, form, { "x-forwarded-for": "203.0.113.9, 198.51.100.1" })).status).toBe(403);
    expect((await ask(subject, form)).status).toBe(403);
  });

  test.each([...answers])("$target is $status", async ({ target, init, status }) => {
    const subject = answeringApp(trustProxy({ proxies: [local] }));
    expect((await exchange(subject, form, target, init)).status).toBe(status);
  });
});

test("in process there is no proxy", async () => {
  const response = await clientApp("0.0.0.0/0", "::/0").request("/", { headers: forwarded });
  expect(await response.json()).toEqual({ host: "localhost", protocol: "http" });
});

test("others decide by it: a fast path does not leave it out unasked", () => {
  const fast = app({ performance: { fastPaths: ["/"] } })
    .use(trustProxy({ proxies: [local] }))
    .get("/", "ok");
  expect(planApp(fast.definition(), root).diagnostics.map(({ code }) => code)).toEqual(["guard_skipped"]);
});

const wrongRange =
  "expected an address or a CIDR range without bits after its prefix, such as 10.0.0.0/8, received";

test.each([
  [{}, "proxies: expected a list of addresses and CIDR ranges, received nothing."],
  [{ proxies: true }, "proxies: expected a list of addresses and CIDR ranges, received true."],
  [{ proxies: [] }, "proxies: expected at least one proxy, received an array of 0 items."],
  [{ proxies: [1] }, "proxies[0]: expected an address or a CIDR range, received 1."],
  [{ proxies: ["10.0.0.0/33"] }, `proxies[0]: ${wrongRange} "10.0.0.0/33".`],
  [{ proxies: ["10.0.0.1", "10/8"] }, `proxies[1]: ${wrongRange} "10/8".`],
  [{ proxies: ["*"] }, `proxies[0]: ${wrongRange} "*".`],
])("%j is refused when called", (options, message) => {
  expect(() => trustProxy(options as unknown as TrustProxyOptions)).toThrow(`trustProxy.${message}`);
});

// A client that reaches the server past a proxy writes the hops that are missing.
test("GHSA-3m5p-2c4r-xxw2: there is no number of hops", () => {
  const counted = { hops: 1 } as unknown as TrustProxyOptions;
  expect(() => trustProxy(counted)).toThrow("trustProxy.hops: there is no such option; there are proxies.");
});
