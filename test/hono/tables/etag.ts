import { etag as honoEtag } from "hono/etag";
import { app } from "../../../src/bunsen.ts";
import { etag } from "../../../src/middleware.ts";
import type { Comparison, Row } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const row = (target: string, headers: Record<string, string>, ...why: readonly string[]): Row => ({
  target,
  init: { headers },
  why,
});
const known = (tags: string, ...why: readonly string[]): Row =>
  row("/tagged", { "if-none-match": tags }, ...why);

const tagged = (status = 200): Response =>
  new Response("ok", { status, headers: { etag: '"v1"', "content-type": "text/plain" } });
const created = (): Response => new Response("ok", { status: 201 });
/** What has to be waited for. */
const stream = (): Response =>
  new Response(
    new ReadableStream({
      async pull(controller) {
        await new Promise(setImmediate);
        controller.enqueue(new TextEncoder().encode("ok"));
        controller.close();
      },
    }),
  );
const personal = (): Response =>
  new Response("ok", {
    headers: {
      etag: '"v1"',
      "cache-control": "no-cache",
      "set-cookie": "seen=1",
      "access-control-allow-origin": "*",
      "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT",
    },
  });

const honoSide = (options?: { weak: boolean }): ReturnType<typeof honoWith> =>
  honoWith(honoEtag(options))
    .get("/tagged", () => tagged())
    .get("/missing", () => tagged(404))
    .get("/created", created)
    .get("/stream", stream)
    .get("/personal", personal)
    .get("/empty", (c) => c.body("")) as unknown as ReturnType<typeof honoWith>;

const bunsenSide = (options?: { weak: boolean }): ReturnType<typeof app> =>
  bunsenWith(etag(options))
    .get("/tagged", () => tagged())
    .get("/missing", () => tagged(404))
    .get("/created", created)
    .get("/stream", stream)
    .get("/personal", personal)
    .get("/empty", () => "");

export const etagComparison: Comparison = {
  title: "etag",
  reasons: {
    digest: {
      of: ["etag"],
      text: "The tag is of SHA-256, not SHA-1: two contents with one SHA-1 can be made, and a cache would take one for the other.",
    },
    unquoted: {
      of: ["status"],
      text: "A tag that lost its quotes on the way is known all the same, as by Bun's own routes.",
    },
    match: {
      text: "If-Match is compared as well (RFC 9110 §13.1.1), strongly: what is not what the client knows is 412, not sent.",
    },
    status: {
      of: ["etag"],
      text: "Only 200 gets a tag: If-None-Match is about that answer, and what was created has its tag at its own address.",
    },
    stream: {
      of: ["etag"],
      text: "Streams are not waited for: what is read to its end before it is sent is a stream no more.",
    },
    empty: { of: ["etag"], text: "No content is content as well." },
    kept: {
      of: ["set-cookie", "access-control-allow-origin"],
      text: "A 304 keeps what is not of the content. Cookies and CORS are of this answer; without the latter the page does not get it.",
    },
  },
  settings: [
    {
      hono: "etag()",
      bunsen: "etag()",
      sides: { hono: () => honoSide(), bunsen: () => bunsenSide() },
      fields: ["etag"],
      rows: [
        row("/", {}, "digest"),
        row("/tagged", {}),
        { target: "/tagged", init: { method: "HEAD" } },
        known('"v1"'),
        known('W/"v1"'),
        known('"v0", "v1"'),
        known('"v0","v2"'),
        known("*"),
        known("v1", "unquoted"),
        known('"v1'),
        row("/tagged", { "if-match": '"v1"' }),
        row("/tagged", { "if-match": '"v2"' }, "match"),
        row("/tagged", { "if-match": 'W/"v1"' }, "match"),
        { target: "/", init: { method: "POST" } },
        row("/created", {}, "status"),
        row("/missing", { "if-none-match": '"v1"' }),
        row("/stream", {}, "stream"),
        row("/empty", {}, "empty"),
        row("/fault", {}),
        row("/nothing", {}),
        {
          ...row("/personal", { "if-none-match": '"v1"' }, "kept"),
          fields: ["etag", "cache-control", "set-cookie", "access-control-allow-origin", "last-modified"],
        },
      ],
    },
    {
      hono: "etag({ weak: true })",
      bunsen: "etag({ weak: true })",
      sides: { hono: () => honoSide({ weak: true }), bunsen: () => bunsenSide({ weak: true }) },
      fields: ["etag"],
      rows: [row("/", {}, "digest"), row("/tagged", {})],
    },
  ],
};
