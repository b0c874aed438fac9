import { Hono } from "hono";
import { methodOverride } from "hono/method-override";
import { app } from "../../../src/bunsen.ts";
import type { MethodOverrideOptions } from "../../../src/define/app-options.ts";
import type { Comparison, Row, Side } from "../comparison.ts";

type HonoOptions = Parameters<typeof methodOverride>[0];

const honoSide = (options: Omit<HonoOptions, "app">): Side => {
  const side = new Hono();
  side.onError((_error, c) => c.text("Internal Server Error", 500));
  side
    .use(methodOverride({ app: side, ...options } as HonoOptions))
    .get("/", (c) => c.text("got"))
    .post("/", (c) => c.text("posted"))
    .put("/", async (c) => c.text(`put ${await c.req.text()}`))
    .patch("/", (c) => c.text("patched"))
    .delete("/", (c) => c.text("deleted"))
    .delete("/only", (c) => c.text("deleted"));
  // As clients do, it sends other fields as well: Bun copies a Request without them with all it had.
  return {
    request: (target, init) =>
      side.request(target, { ...init, headers: { accept: "*/*", ...(init?.headers as object) } }),
  };
};

const bunsenSide = (options: true | MethodOverrideOptions): Side =>
  app({ methodOverride: options, log: () => {} })
    .get("/", () => "got")
    .post("/", () => "posted")
    .put("/", async ({ request }) => `put ${await request.text()}`)
    .patch("/", () => "patched")
    .delete("/", () => "deleted")
    .delete("/only", () => "deleted");

const saying = (method: string, ...why: readonly string[]): Row => ({
  init: { method: "POST", headers: { "x-http-method-override": method } },
  why,
});

const posting = (target: string, ...why: readonly string[]): Row => ({
  target,
  init: { method: "POST" },
  why,
});

/** One that Bunsen answers with a problem. */
const refused = (row: Row): Row => ({ ...row, fields: [], why: ["listed"] });

export const methodOverrideComparison: Comparison = {
  title: "methodOverride",
  reasons: {
    listed: {
      text: "A method that a POST may not stand for is refused: to answer the request as another would do what was not asked. It may stand for PUT, PATCH and DELETE.",
    },
    post: {
      text: "Only a POST stands for another method. A PUT can be sent, so its sender needs none.",
    },
    allow: {
      of: ["status"],
      text: "A path that answers other methods is 405, with `Allow`.",
    },
    field: { text: "The field counts as well as the query, and before it." },
    form: {
      text: "The route is found before anything of the body is read, so that the route's own limit holds for it. For forms there is `query`.",
    },
  },
  settings: [
    {
      hono: 'methodOverride({ app, header: "x-http-method-override" })',
      bunsen: "app({ methodOverride: true })",
      sides: {
        hono: () => honoSide({ header: "x-http-method-override" }),
        bunsen: () => bunsenSide(true),
      },
      fields: ["body"],
      rows: [
        {},
        { init: { method: "POST" } },
        saying("DELETE"),
        saying("PUT"),
        {
          told: "`POST /`, `x-http-method-override: PUT`, with `a=1`",
          init: { method: "POST", headers: { "x-http-method-override": "PUT" }, body: "a=1" },
        },
        saying("PATCH"),
        saying("delete"),
        { ...saying("patch"), fields: [] },
        saying("POST"),
        refused(saying("")),
        refused(saying("GET")),
        refused(saying("HEAD")),
        refused(saying("OPTIONS")),
        refused(saying("TRACE")),
        refused(saying("BREW")),
        refused(saying("D E")),
        { init: { headers: { "x-http-method-override": "DELETE" } } },
        { init: { method: "PUT", headers: { "x-http-method-override": "DELETE" } }, why: ["post"] },
        { ...saying("DELETE"), target: "/only" },
        { ...posting("/only", "allow"), fields: [] },
        { ...saying("PUT", "allow"), target: "/only", fields: [] },
        { ...saying("DELETE"), target: "/nothing", fields: [] },
        { ...refused(saying("BREW")), target: "/nothing" },
      ],
    },
    {
      hono: 'methodOverride({ app, query: "_method" })',
      bunsen: 'app({ methodOverride: { query: "_method" } })',
      sides: {
        hono: () => honoSide({ query: "_method" }),
        bunsen: () => bunsenSide({ query: "_method" }),
      },
      fields: ["body"],
      rows: [
        posting("/?_method=DELETE"),
        posting("/?_method=delete"),
        refused(posting("/?_method=")),
        posting("/?other=DELETE"),
        refused(posting("/?_method=DELETE&_method=PUT")),
        { target: "/?_method=DELETE" },
        saying("DELETE", "field"),
      ],
    },
    {
      hono: "methodOverride({ app })",
      bunsen: "app({ methodOverride: true })",
      sides: { hono: () => honoSide({}), bunsen: () => bunsenSide(true) },
      fields: ["body"],
      rows: [
        {
          told: "`POST /`, with the form `_method=DELETE`",
          init: { method: "POST", body: new URLSearchParams({ _method: "DELETE" }) },
          why: ["form"],
        },
      ],
    },
  ],
};
