import { bearerAuth } from "hono/bearer-auth";
import { bearer } from "../../../src/middleware.ts";
import type { Comparison, Row } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const token = "t0ken";

const sent = (authorization: string, ...why: readonly string[]): Row => ({
  init: { headers: { authorization } },
  why,
});

export const bearerComparison: Comparison = {
  title: "bearerAuth and bearer",
  reasons: {
    realm: {
      of: ["www-authenticate"],
      text: "Every challenge has its realm (RFC 9110 §11.5), so that a client knows which credentials are asked for.",
    },
    scheme: {
      of: ["status", "www-authenticate"],
      text: "Credentials of another scheme are none (RFC 6750 §3.1): 401, with a challenge that has no error.",
    },
  },
  settings: [
    {
      hono: 'bearerAuth({ token, realm: "api" })',
      bunsen: "bearer({ verify: (given) => given === token })",
      sides: {
        hono: () => honoWith(bearerAuth({ token, realm: "api" })),
        bunsen: () => bunsenWith(bearer({ verify: (given) => given === token })),
      },
      fields: ["www-authenticate"],
      rows: [
        {},
        sent(`Bearer ${token}`),
        sent(`bearer ${token}`),
        sent(`BEARER ${token}`),
        sent(`Bearer   ${token}`),
        sent("Bearer wrong", "realm"),
        sent(`Bearer ${token}x`, "realm"),
        sent("Bearer", "realm"),
        sent("Bearer ", "realm"),
        sent(`Bearer ${token} ${token}`, "realm"),
        sent(`Bearer ${token}, Bearer ${token}`, "realm"),
        sent(`Bearer\t${token}`, "scheme"),
        sent("Bearer é", "realm"),
        sent(`Bearer "${token}"`, "realm"),
        sent(`Bearer${token}`, "scheme"),
        sent(`Basic ${token}`, "scheme"),
        sent(`Token ${token}`, "scheme"),
        sent(token, "scheme"),
        sent(""),
        { target: "/nothing" },
      ],
    },
  ],
};
