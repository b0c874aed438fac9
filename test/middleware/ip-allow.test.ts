import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { type IpAllowOptions, ipAllow } from "../../src/middleware.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, root, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange, withHeaders } from "../support/exchange.ts";

/** The address as a header field tells it, so that any can be asked with. */
const told = (options: Omit<IpAllowOptions, "from">): IpAllowOptions => ({
  ...options,
  from: ({ request }) => request.headers.get("x-address") ?? undefined,
});

const subject = app()
  .use(ipAllow(told({ allow: ["192.0.2.0/24", "2001:db8::/32"], deny: ["192.0.2.7"] })))
  .get("/", () => "in");

describe.each([...forms])("%s", (form) => {
  test.each([
    ["192.0.2.1", 200],
    ["::ffff:192.0.2.1", 200],
    ["::ffff:c000:201", 200],
    ["2001:db8:1::5", 200],
    ["192.0.3.1", 403],
    ["192.0.2.7", 403],
    // Another spelling of a denied address was let in.
    ["::ffff:192.0.2.7", 403],
    ["::FFFF:C000:0207", 403],
    ["0:0:0:0:0:ffff:192.0.2.7", 403],
    ["192.0.2.07", 403],
    ["192.0.2.263", 403],
    ["0xc0.0.2.1", 403],
    ["192.0.2.1, 192.0.2.1", 403],
    ["", 403],
  ])("CVE-2026-39409, CVE-2026-47674: %j is %i", async (address, status) => {
    expect((await exchange(subject, form, "/", { headers: { "x-address": address } })).status).toBe(status);
  });

  test("an address that is not known is refused", async () => {
    expect(await exchange(subject, form, "/")).toEqual({
      status: 403,
      headers: { "content-type": "application/problem+json" },
      body: JSON.stringify({
        title: "Forbidden",
        status: 403,
        detail: "This address may not send requests here.",
        code: "address_not_allowed",
      }),
    });
  });

  test.each([
    [["127.0.0.1"], 200],
    [["::ffff:127.0.0.0/104"], 200],
    [["127.0.0.2"], 403],
    [[], 403],
  ])("the other end of the connection, where %j are allowed, is %i", async (allow, status) => {
    const near = app()
      .use(ipAllow({ allow }))
      .get("/", () => "in");
    await using server = listen(await tableOf(near, form), {
      port: 0,
      hostname: "127.0.0.1",
      signals: false,
    });
    const headers = { "x-forwarded-for": "127.0.0.1" };
    expect((await fetch(server.url, { headers })).status).toBe(status);
  });

  test.each([...answers])("$target is refused before anything else is told", async ({ target, init }) => {
    const closed = answeringApp(ipAllow(told({ allow: ["192.0.2.1"] })));
    expect((await exchange(closed, form, target, init)).status).toBe(403);
  });

  test.each([...answers])(
    "$target is $status where only others are denied",
    async ({ target, init, status }) => {
      const open = answeringApp(ipAllow(told({ deny: ["192.0.2.7"] })));
      const sent = withHeaders(init, { "x-address": "203.0.113.9" });
      expect((await exchange(open, form, target, sent)).status).toBe(status);
    },
  );
});

test("it is a guard: a fast path does not leave it out unasked", () => {
  const fast = app({ performance: { fastPaths: ["/"] } })
    .use(ipAllow({ allow: ["::1"] }))
    .get("/", "ok");
  expect(planApp(fast.definition(), root).diagnostics.map(({ code }) => code)).toEqual(["guard_skipped"]);
});

test.each([
  [{}, ": expected allow or deny, received an object."],
  [{ deny: [] }, ": expected allow or deny, received an object."],
  [{ allow: "::1" }, '.allow: expected a list of addresses and CIDR ranges, received "::1".'],
  [
    { allow: ["::1", "10.0.0.256"] },
    ".allow[1]: expected an address or a CIDR range without bits after its prefix",
  ],
  [{ deny: ["10.0.0.0/-1"] }, ".deny[0]: expected an address or a CIDR range without bits after its prefix"],
  [{ deny: ["::1"], from: "ip" }, '.from: expected a function, received "ip".'],
  [{ denied: [] }, ".denied: there is no such option; there are allow, deny, from."],
])("%j is refused when called", (options, message) => {
  expect(() => ipAllow(options as unknown as IpAllowOptions)).toThrow(`ipAllow${message}`);
});
