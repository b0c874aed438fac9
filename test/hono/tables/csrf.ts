import { csrf as honoCsrf } from "hono/csrf";
import { csrf } from "../../../src/middleware.ts";
import type { Comparison, Row } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const form = "application/x-www-form-urlencoded";
const evil = "https://evil.example";
const own = "http://localhost";
const friend = "https://app.example";

const post = (headers: Record<string, string>, ...why: readonly string[]): Row => ({
  init: { method: "POST", headers },
  why,
});

export const csrfComparison: Comparison = {
  title: "csrf",
  reasons: {
    type: {
      text: "Every content type is looked at: which of them a page may send depends on CORS, and what a handler makes of a body, on the handler.",
    },
    agree: {
      text: "What the browser says in `Sec-Fetch-Site` counts, and `Origin` where it says nothing; Hono lets a request in where either is fit.",
    },
    none: {
      text: "`none` is the user: an address that was typed, a bookmark. No page had a hand in it.",
    },
    client: {
      text: "What has neither field comes from no browser, and carries no user's cookies that a page could misuse.",
    },
    listed: {
      text: "The listed origins are let in beside the app's own, not in place of it.",
    },
  },
  settings: [
    {
      hono: "csrf()",
      bunsen: "csrf()",
      sides: { hono: () => honoWith(honoCsrf()), bunsen: () => bunsenWith(csrf()) },
      fields: [],
      rows: [
        { init: { headers: { origin: evil, "sec-fetch-site": "cross-site" } } },
        post({ "content-type": form, origin: own }),
        post({ "content-type": form, origin: evil }),
        post({ "content-type": "application/x-www-form-urlencodeD", origin: evil }),
        post({ "content-type": "text/plain;charset=utf-8", origin: evil }),
        post({ "content-type": "multipart/form-data; boundary=a", origin: evil }),
        post({ origin: evil }),
        post({ "content-type": "application/json", origin: evil }, "type"),
        post({ "content-type": "application/json", "sec-fetch-site": "cross-site" }, "type"),
        post({ "content-type": "application/octet-stream", origin: evil }, "type"),
        post({ "content-type": form, origin: "null" }),
        post({ "content-type": form, origin: "http://localhost.evil.example" }),
        post({ "content-type": form, origin: "https://localhost" }),
        post({ "content-type": form, origin: "http://localhost:8080" }),
        post({ "content-type": form, "sec-fetch-site": "same-origin" }),
        post({ "content-type": form, "sec-fetch-site": "cross-site" }),
        post({ "content-type": form, "sec-fetch-site": "same-site" }),
        post({ "content-type": form, "sec-fetch-site": "none" }, "none"),
        post({ "content-type": form, "sec-fetch-site": "Same-Origin" }),
        post({ "content-type": form, "sec-fetch-site": "same-origin", origin: evil }),
        post({ "content-type": form, "sec-fetch-site": "cross-site", origin: own }, "agree"),
        post({ "content-type": form }, "client"),
      ],
    },
    {
      hono: `csrf({ origin: ["${friend}"] })`,
      bunsen: `csrf({ origins: ["${friend}"] })`,
      sides: {
        hono: () => honoWith(honoCsrf({ origin: [friend] })),
        bunsen: () => bunsenWith(csrf({ origins: [friend] })),
      },
      fields: [],
      rows: [
        post({ "content-type": form, origin: friend, "sec-fetch-site": "cross-site" }),
        post({ "content-type": form, origin: own }, "listed"),
        post({ "content-type": form, origin: "https://appXexample" }),
      ],
    },
  ],
};
