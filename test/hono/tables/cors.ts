import { cors as honoCors } from "hono/cors";
import { type CorsOptions, cors } from "../../../src/middleware.ts";
import type { Comparison, Row, Setting } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const own = "https://app.example";

const fields = [
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-expose-headers",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "access-control-allow-private-network",
  "access-control-max-age",
  "vary",
];

const get = (origin: string | undefined, why: readonly string[] = [], target = "/"): Row => ({
  target,
  ...(origin === undefined ? {} : { init: { headers: { origin } } }),
  why,
});

const preflight = (headers: Record<string, string>, why: readonly string[] = [], target = "/"): Row => ({
  target,
  init: { method: "OPTIONS", headers: { origin: own, "access-control-request-method": "PUT", ...headers } },
  why,
});

const setting = (
  hono: string,
  bunsen: string,
  honoOptions: Parameters<typeof honoCors>[0],
  options: CorsOptions,
  rows: readonly Row[],
): Setting => ({
  hono: `cors(${hono})`,
  bunsen: `cors(${bunsen})`,
  sides: { hono: () => honoWith(honoCors(honoOptions)), bunsen: () => bunsenWith(cors(options)) },
  fields,
  rows,
});

const listed = { origin: [own], credentials: true };

export const corsComparison: Comparison = {
  title: "cors",
  reasons: {
    methods: {
      of: ["access-control-allow-methods"],
      text: "A preflight is told the methods that the path answers, not a list of all that there could be.",
    },
    vary: {
      of: ["vary"],
      text: "What the answer varies with is told of every preflight, so also of one that asks for no fields; and not where the list of fields is a constant.",
    },
    options: {
      text: "What has no `Access-Control-Request-Method` and `Origin` is no preflight (Fetch §3.2.2), but a request of the app's: it is answered with its `Allow`.",
    },
    names: {
      of: ["access-control-allow-headers"],
      text: "Only names of header fields are repeated to a client, and no more than 4,096 characters of them.",
    },
    unlisted: {
      of: fields.filter((name) => name !== "vary"),
      text: "An origin that is not listed is told nothing: not that credentials are taken, nor methods, fields and times.",
    },
    private: {
      of: ["access-control-allow-private-network"],
      text: "Hono's has no option for requests into private networks; `privateNetwork` answers them for listed origins.",
    },
    wildcard: {
      text: "No browser takes `*` with credentials, so nothing would work; an origin that is repeated instead would let every page act in its visitors' names (GHSA-88fw-hqm2-52qc). It is told when the app starts.",
    },
    privateWildcard: {
      text: "Every page of the internet could ask into the network of its visitors. It is told when the app starts.",
    },
    null: {
      text: "`null` is the origin of every sandboxed frame and of local files: it is nobody in particular. It is told when the app starts.",
    },
  },
  settings: [
    setting("", "", undefined, {}, [
      get(own),
      get(undefined),
      get("null"),
      get(own, [], "/nothing"),
      get(own, [], "/own"),
      get(own, [], "/fault"),
      preflight({}, ["methods", "vary"]),
      preflight({ "access-control-request-headers": "content-type, X-A" }, ["methods"]),
      preflight({ "access-control-request-method": "DELETE" }, ["methods", "vary"]),
      preflight({ origin: "null" }, ["methods", "vary"]),
      preflight({ "access-control-request-headers": "x-a;b" }, ["methods", "names"]),
      preflight({ "access-control-request-headers": "x".repeat(5000) }, ["methods", "names"]),
      preflight({ "access-control-request-headers": `a${" ".repeat(16_000)}!` }, ["methods", "names"]),
      preflight({}, ["methods", "vary"], "/nothing"),
      { init: { method: "OPTIONS", headers: { origin: own } }, why: ["options"] },
      { init: { method: "OPTIONS" }, why: ["options"] },
    ]),
    setting(
      `{ origin: ["${own}"], credentials: true }`,
      `{ origin: ["${own}"], credentials: true }`,
      listed,
      listed,
      [
        get(own),
        get(undefined, ["unlisted"]),
        get("https://other.example", ["unlisted"]),
        get("null", ["unlisted"]),
        get("https://APP.example", ["unlisted"]),
        get(`${own}:443`, ["unlisted"]),
        get(`${own}.evil.example`, ["unlisted"]),
        get("https://appXexample", ["unlisted"]),
        get(own, [], "/own"),
        get(own, [], "/nothing"),
        get(own, [], "/fault"),
        preflight({}, ["methods", "vary"]),
        preflight({ origin: "https://other.example" }, ["unlisted"]),
        preflight({ origin: "null" }, ["unlisted"]),
      ],
    ),
    setting(
      `{ origin: ["${own}"], allowMethods: ["PUT"], allowHeaders: ["x-a"], exposeHeaders: ["etag"], maxAge: 60 }`,
      `{ origin: ["${own}"], methods: ["PUT"], allowedHeaders: ["x-a"], exposedHeaders: ["etag"], maxAgeSeconds: 60 }`,
      { origin: [own], allowMethods: ["PUT"], allowHeaders: ["x-a"], exposeHeaders: ["etag"], maxAge: 60 },
      {
        origin: [own],
        methods: ["PUT"],
        allowedHeaders: ["x-a"],
        exposedHeaders: ["etag"],
        maxAgeSeconds: 60,
      },
      [
        get(own),
        get("https://other.example", ["unlisted"]),
        preflight({ "access-control-request-headers": "x-a" }, ["vary"]),
        preflight({ "access-control-request-headers": "x-b" }, ["vary"]),
      ],
    ),
    setting(
      `{ origin: ["${own}"] }`,
      `{ origin: ["${own}"], privateNetwork: true }`,
      { origin: [own] },
      { origin: [own], privateNetwork: true },
      [preflight({ "access-control-request-private-network": "true" }, ["private", "methods", "vary"])],
    ),
    setting("{ credentials: true }", "{ credentials: true }", { credentials: true }, { credentials: true }, [
      get(own, ["wildcard"]),
    ]),
    setting("", "{ privateNetwork: true }", {}, { privateNetwork: true }, [get(own, ["privateWildcard"])]),
    setting('{ origin: ["null"] }', '{ origin: ["null"] }', { origin: ["null"] }, { origin: ["null"] }, [
      get("null", ["null"]),
    ]),
  ],
};
