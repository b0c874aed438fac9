import { Hono } from "hono";
import { bodyLimit as honoBodyLimit } from "hono/body-limit";
import { app } from "../../../src/bunsen.ts";
import { bodyLimit } from "../../../src/middleware.ts";
import type { Comparison, Row, Setting, Side } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

/** A body that tells its length, unless fields tell another. */
const post = (
  target: string,
  body: string,
  headers: Record<string, string> = {},
  ...why: readonly string[]
): Row => {
  const fields = Object.entries(headers).map(([name, value]) => `, \`${name}: ${value}\``);
  return {
    told: `\`POST ${target}\`${fields.join("")}, ${body.length} ${body.length === 1 ? "byte" : "bytes"}`,
    target,
    init: { method: "POST", body, headers },
    why,
  };
};

/** A body in pieces, of no told length. One side after the other reads it. */
const pieces = (told: string, ...texts: readonly string[]): Row => ({
  told: `\`POST /read\`, ${told}`,
  target: "/read",
  init: {
    method: "POST",
    get body(): ReadableStream<Uint8Array> {
      return new ReadableStream({
        start(controller) {
          for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
          controller.close();
        },
      });
    },
  },
});

const honoSide = (maxSize: number): Side =>
  honoWith(honoBodyLimit({ maxSize }))
    .post("/read", async (c) => c.text(await c.req.text()))
    .post("/caught", async (c) => c.text(await c.req.text().catch(() => "caught")));

const bunsenSide = (limitBytes: number): Side =>
  bunsenWith(bodyLimit({ limitBytes }))
    .post("/read", ({ request }) => request.text())
    .post("/caught", ({ request }) => request.text().catch(() => "caught"));

const setting = (limit: string, rows: readonly Row[]): Setting => ({
  hono: `bodyLimit({ maxSize: ${limit} })`,
  bunsen: `bodyLimit({ limitBytes: ${limit} })`,
  sides: {
    hono: () => honoSide(JSON.parse(limit) as number),
    bunsen: () => bunsenSide(JSON.parse(limit) as number),
  },
  fields: [],
  rows,
});

export const bodyLimitComparison: Comparison = {
  title: "bodyLimit",
  reasons: {
    declared: {
      of: ["body"],
      text: "The declared length is where a body ends, as on a socket: nothing beyond what was allowed is read.",
    },
    route: {
      of: ["status"],
      text: "Limits are those of routes. What has no route is answered as such, and its body is not read.",
    },
    inner: {
      of: ["status"],
      text: "The innermost limit counts, so that one group can take more than the app does; Hono's limits hold all at once.",
    },
    start: {
      text: "A limit that is no whole number of bytes is a mistake. It is told when the app starts, not to each client.",
    },
  },
  settings: [
    setting("5", [
      {},
      { told: "`POST /`, no body", init: { method: "POST" } },
      post("/read", "12345"),
      post("/read", "123456"),
      post("/", "123456"),
      post("/caught", "123456"),
      pieces("2 and 3 bytes in chunks", "12", "345"),
      pieces("3 and 3 bytes in chunks", "123", "456"),
      post("/read", "12", { "content-length": "6" }),
      { ...post("/read", "123456", { "content-length": "2" }, "declared"), fields: ["body"] },
      post("/nothing", "123456", {}, "route"),
    ]),
    {
      hono: "bodyLimit({ maxSize: 5 }), and maxSize: 10 within",
      bunsen: "bodyLimit({ limitBytes: 5 }), and limitBytes: 10 within",
      sides: {
        hono: () => {
          const inner = new Hono()
            .use(honoBodyLimit({ maxSize: 10 }))
            .post("/", async (c) => c.text(await c.req.text()));
          return honoWith(honoBodyLimit({ maxSize: 5 })).route("/uploads", inner);
        },
        bunsen: () =>
          app({ log: () => {} })
            .use(bodyLimit({ limitBytes: 5 }))
            .group("/uploads", (uploads) =>
              uploads.use(bodyLimit({ limitBytes: 10 })).post("/", ({ request }) => request.text()),
            ),
      },
      fields: [],
      rows: [
        post("/uploads", "12345"),
        post("/uploads", "1234567890", {}, "inner"),
        post("/uploads", "12345678901"),
      ],
    },
    setting("0", [{ told: "`POST /`, no body", init: { method: "POST" } }, post("/read", "1")]),
    setting("-1", [post("/read", "1", {}, "start")]),
    setting('"1kb"', [post("/read", "1".repeat(2000), {}, "start")]),
  ],
};
