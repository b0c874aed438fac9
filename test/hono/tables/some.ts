import { basicAuth } from "hono/basic-auth";
import { bearerAuth } from "hono/bearer-auth";
import { every as honoEvery, some as honoSome } from "hono/combine";
import { ipRestriction } from "hono/ip-restriction";
import { basic, bearer, every, ipAllow, some } from "../../../src/middleware.ts";
import type { Comparison, Row } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const token = "t0ken";
const both = 'Bearer realm="api", Basic realm="api", charset="UTF-8"';
const right = `Basic ${btoa("ann:s3cret")}`;

const row = (headers: Record<string, string>, ...why: readonly string[]): Row => ({ init: { headers }, why });

const honoGuards = [
  bearerAuth({ token, realm: "api" }),
  basicAuth({ username: "ann", password: "s3cret", realm: "api" }),
] as const;
const guards = [bearer({ verify: (given) => given === token }), basic({ users: { ann: "s3cret" } })] as const;
const address = "x-address";

export const someComparison: Comparison = {
  title: "some and every",
  reasons: {
    challenges: {
      of: ["www-authenticate"],
      text: `A 401 tells all the ways in (\`${both}\`), where Hono's tells of the last.`,
    },
    given: {
      of: ["status", "www-authenticate"],
      text: "The answer is that of the guard which was given credentials, not that of the last: it says what is wrong with them.",
    },
  },
  settings: [
    {
      hono: "some(bearerAuth(…), basicAuth(…))",
      bunsen: "some(bearer(…), basic(…))",
      sides: {
        hono: () => honoWith(honoSome(...honoGuards)),
        bunsen: () => bunsenWith(some(...guards)),
      },
      fields: ["www-authenticate"],
      rows: [
        row({}, "challenges"),
        row({ authorization: `Bearer ${token}` }),
        row({ authorization: right }),
        row({ authorization: "Bearer wrong" }, "given"),
        row({ authorization: "Bearer a b" }, "given"),
        row({ authorization: `Basic ${btoa("ann:wrong")}` }, "given"),
        row({ authorization: "Digest x" }, "challenges"),
      ],
    },
    {
      hono: "every(ipRestriction(…), bearerAuth(…))",
      bunsen: "every(ipAllow(…), bearer(…))",
      sides: {
        hono: () =>
          honoWith(
            honoEvery(
              ipRestriction((c) => c.req.header(address) ?? "", { allowList: ["192.0.2.1"] }),
              honoGuards[0],
            ),
          ),
        bunsen: () =>
          bunsenWith(
            every(
              ipAllow({
                allow: ["192.0.2.1"],
                from: ({ request }) => request.headers.get(address) ?? undefined,
              }),
              guards[0],
            ),
          ),
      },
      fields: ["www-authenticate"],
      rows: [
        row({ [address]: "192.0.2.1", authorization: `Bearer ${token}` }),
        row({ [address]: "192.0.2.2", authorization: `Bearer ${token}` }),
        row({ [address]: "192.0.2.1" }),
        row({ authorization: `Bearer ${token}` }),
      ],
    },
  ],
};
