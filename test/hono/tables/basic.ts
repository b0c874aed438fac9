import { basicAuth } from "hono/basic-auth";
import { basic } from "../../../src/middleware.ts";
import type { Comparison, Row } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const encoded = (pair: string): string => Buffer.from(pair).toString("base64");

const sent = (authorization: string, ...why: readonly string[]): Row => ({
  init: { headers: { authorization } },
  why,
});
/** Credentials as they are meant, which the page tells decoded. */
const pair = (text: string, ...why: readonly string[]): Row => ({
  ...sent(`Basic ${encoded(text)}`, ...why),
  told: `\`GET /\`, \`authorization: Basic base64(${JSON.stringify(text)})\``,
});

export const basicComparison: Comparison = {
  title: "basicAuth and basic",
  reasons: {
    charset: {
      of: ["www-authenticate"],
      text: "The challenge says that names and passwords are UTF-8 (RFC 7617 §2.1), or browsers may send others than Latin-1 as they like.",
    },
    malformed: {
      of: ["status"],
      text: "What cannot be read is 400: asking for other credentials would not help.",
    },
    normal: {
      of: ["status", "www-authenticate"],
      text: "Names and passwords are compared in one Unicode form, NFC (RFC 7617 §2.1 asks for it): keyboards differ.",
    },
    strict: {
      of: ["status", "www-authenticate"],
      text: "Base64 has one alphabet and its padding (RFC 4648 §4); what is read in two ways is refused.",
    },
  },
  settings: [
    {
      hono: 'basicAuth({ username: "ann", password: "s3:cré", realm: "api" })',
      bunsen: 'basic({ users: { ann: "s3:cré" } })',
      sides: {
        hono: () => honoWith(basicAuth({ username: "ann", password: "s3:cré", realm: "api" })),
        bunsen: () => bunsenWith(basic({ users: { ann: "s3:cré" } })),
      },
      fields: ["www-authenticate"],
      rows: [
        { why: ["charset"] },
        pair("ann:s3:cré"),
        { ...sent(`basic ${encoded("ann:s3:cré")}`), told: "the same after `basic`" },
        pair("ann:s3:cre\u0301", "normal"),
        pair("ann:wrong", "charset"),
        pair("bob:s3:cré", "charset"),
        pair(":s3:cré", "charset"),
        pair("ann:", "charset"),
        pair("ann", "charset", "malformed"),
        pair("ann:s3:cré\0", "charset", "malformed"),
        {
          ...sent(
            `Basic ${Buffer.from("ann:s3:cr\u00e9", "latin1").toString("base64")}`,
            "charset",
            "malformed",
          ),
          told: "the right pair in Latin-1",
        },
        sent("Basic ???", "charset", "malformed"),
        sent("Basic", "charset", "malformed"),
        sent("Basic a b", "charset", "malformed"),
        {
          ...sent(`Basic ${encoded("ann:s3:cré").replace(/=+$/, "")}`, "strict"),
          told: "the right pair without padding",
        },
        sent("Bearer t0ken", "charset"),
        { target: "/nothing", why: ["charset"] },
      ],
    },
  ],
};
