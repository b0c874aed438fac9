import { secureHeaders as honoSecureHeaders } from "hono/secure-headers";
import { secureHeaders } from "../../../src/middleware.ts";
import type { Comparison, Row } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const names = [
  "content-security-policy",
  "cross-origin-embedder-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "origin-agent-cluster",
  "permissions-policy",
  "referrer-policy",
  "strict-transport-security",
  "x-content-type-options",
  "x-dns-prefetch-control",
  "x-download-options",
  "x-frame-options",
  "x-permitted-cross-domain-policies",
  "x-xss-protection",
];

const why: Readonly<Record<string, readonly string[]>> = {
  "content-security-policy": ["policy"],
  "strict-transport-security": ["year"],
};

const each = names.map((name): Row => ({ told: `\`GET /\`: ${name}`, fields: [name], why: why[name] ?? [] }));

export const secureHeadersComparison: Comparison = {
  title: "secureHeaders",
  reasons: {
    policy: {
      of: ["content-security-policy"],
      text: "The values are those of helmet 8, which has a policy by default; Hono has none unless it is given one.",
    },
    year: {
      of: ["strict-transport-security"],
      text: "A year, as helmet 8 and the preload list have it, not half of one.",
    },
    own: {
      of: ["x-frame-options"],
      text: "What a handler says of its own answer stays; Hono's takes its place, unless `overwrite` is false.",
    },
    poweredBy: { of: ["x-powered-by"], text: "Bunsen sends no such field, and takes none away." },
  },
  settings: [
    {
      hono: "secureHeaders()",
      bunsen: "secureHeaders()",
      sides: {
        hono: () => honoWith(honoSecureHeaders()),
        bunsen: () => bunsenWith(secureHeaders()),
      },
      fields: ["x-content-type-options", "x-frame-options", "referrer-policy"],
      rows: [
        ...each,
        { target: "/nothing" },
        { target: "/fault" },
        { target: "/own", fields: ["x-frame-options", "x-powered-by"], why: ["own", "poweredBy"] },
      ],
    },
    {
      hono: 'secureHeaders({ xFrameOptions: "DENY", referrerPolicy: false })',
      bunsen: 'secureHeaders({ xFrameOptions: "DENY", referrerPolicy: false })',
      sides: {
        hono: () => honoWith(honoSecureHeaders({ xFrameOptions: "DENY", referrerPolicy: false })),
        bunsen: () => bunsenWith(secureHeaders({ xFrameOptions: "DENY", referrerPolicy: false })),
      },
      fields: ["x-frame-options", "referrer-policy"],
      rows: [{}],
    },
  ],
};
