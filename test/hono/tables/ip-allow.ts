import { ipRestriction } from "hono/ip-restriction";
import { ipAllow } from "../../../src/middleware.ts";
import type { Comparison, Row, Setting } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const row = (address: string | undefined, ...why: readonly string[]): Row => ({
  ...(address === undefined ? {} : { init: { headers: { "x-address": address } } }),
  why,
});

const list = (name: string, ranges: readonly string[] | undefined): string[] =>
  ranges === undefined ? [] : [`${name}: ${JSON.stringify(ranges).replaceAll(",", ", ")}`];

const setting = (
  allow: readonly string[] | undefined,
  deny: readonly string[] | undefined,
  rows: readonly Row[],
): Setting => {
  const [lists, options] = [
    { ...(allow && { allowList: [...allow] }), ...(deny && { denyList: [...deny] }) },
    { ...(allow && { allow }), ...(deny && { deny }) },
  ];
  return {
    hono: `ipRestriction(address, { ${[...list("allowList", allow), ...list("denyList", deny)].join(", ")} })`.replace(
      "{  }",
      "{}",
    ),
    bunsen: `ipAllow({ ${["from: address", ...list("allow", allow), ...list("deny", deny)].join(", ")} })`,
    sides: {
      hono: () => honoWith(ipRestriction((c) => c.req.header("x-address") ?? "", lists)),
      bunsen: () =>
        bunsenWith(
          ipAllow({ ...options, from: ({ request }) => request.headers.get("x-address") ?? undefined }),
        ),
    },
    fields: [],
    rows,
  };
};

export const ipAllowComparison: Comparison = {
  title: "ipRestriction and ipAllow",
  reasons: {
    bits: {
      text: "Bits after the prefix are a mistake: it cannot be known whether the address or the range is meant. It is told when the app starts.",
    },
    all: {
      text: "`*` lets everyone in: what does nothing is left out, not written so that it looks like a guard.",
    },
    none: { text: "A guard without a list guards nothing. It is told when the app starts." },
    empty: { text: "An empty list of those who are let in lets nobody in; Hono's lets everybody in." },
  },
  settings: [
    setting(
      ["192.0.2.0/24", "2001:db8::/32"],
      ["192.0.2.7"],
      [
        row("192.0.2.1"),
        row("192.0.2.7"),
        row("192.0.3.1"),
        row("::ffff:192.0.2.1"),
        row("::ffff:192.0.2.7"),
        row("::FFFF:C000:0207"),
        row("0:0:0:0:0:ffff:192.0.2.7"),
        row("2001:db8::1"),
        row("2001:DB8:0:0::1"),
        row("2001:db9::1"),
        row("192.0.2.263"),
        row("192.0.2.07"),
        row("0xc0.0.2.1"),
        row("192.0.2"),
        row("3221225985"),
        row("192.0.2.1, 192.0.2.1"),
        row("2001:db8::1%eth0"),
        row("garbage"),
        row(""),
        row(undefined),
      ],
    ),
    setting(undefined, ["192.0.2.7"], [row("203.0.113.9"), row("192.0.2.7"), row("garbage"), row(undefined)]),
    setting(["::ffff:192.0.2.0/120"], undefined, [row("192.0.2.1"), row("192.0.3.1")]),
    setting(["0.0.0.0/0"], undefined, [row("203.0.113.9"), row("2001:db8::1")]),
    setting(["10.0.0.0/33"], undefined, [row("10.0.0.1")]),
    setting(["10.0.0.256"], undefined, [row("10.0.0.1")]),
    setting(["10.0.0.1/8"], undefined, [row("10.2.0.1", "bits")]),
    setting(["*"], undefined, [row("10.0.0.1", "all")]),
    setting([], undefined, [row("10.0.0.1", "empty")]),
    setting(undefined, undefined, [row("10.0.0.1", "none")]),
  ],
};
