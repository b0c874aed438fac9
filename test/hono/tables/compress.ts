import { compress as honoCompress } from "hono/compress";
import { type CompressOptions, compress } from "../../../src/middleware.ts";
import type { Comparison, Row, Side } from "../comparison.ts";
import { bunsenWith, honoWith } from "../sides.ts";

const long = "a long text ".repeat(200);
const typed = (type: string, headers: Record<string, string> = {}, status = 200): Response =>
  new Response(long, { status, headers: { "content-type": type, ...headers } });

/** What both answer by path. */
const answers: Readonly<Record<string, () => Response>> = {
  "/long": () => typed("text/plain"),
  "/json": () => typed("application/json"),
  "/short": () => new Response("ok", { headers: { "content-type": "text/plain" } }),
  "/told-short": () =>
    new Response("ok", { headers: { "content-type": "text/plain", "content-length": "2" } }),
  "/noise": () =>
    // Bytes without a pattern: nothing makes them shorter.
    new Response(noise, { headers: { "content-type": "text/plain" } }),
  "/image": () => typed("image/png"),
  "/svg": () => typed("image/svg+xml"),
  "/msgpack": () => typed("application/msgpack"),
  "/events": () => typed("text/event-stream"),
  "/coded": () => typed("text/plain", { "content-encoding": "br" }),
  "/fixed": () => typed("text/plain", { "cache-control": "no-transform" }),
  "/digest": () => typed("text/plain", { "repr-digest": "sha-256=:AAAA:" }),
  "/strong": () => typed("text/plain", { etag: '"v1"' }),
  "/weak": () => typed("text/plain", { etag: 'W/"v1"' }),
  "/varying": () => typed("text/plain", { vary: "accept-encoding" }),
  "/star": () => typed("text/plain", { vary: "*" }),
  "/part": () => typed("text/plain", { "content-range": "bytes 0-9/10" }, 206),
  "/missing": () => typed("text/plain", {}, 404),
  "/unchanged": () => new Response(null, { status: 304, headers: { etag: '"v1"' } }),
};

let state = 1;
const noise = Uint8Array.from({ length: 2048 }, () => {
  state = (state * 48_271) % 0x7fff_ffff;
  return state >> 8;
});

const honoSide = (options?: Parameters<typeof honoCompress>[0]): Side => {
  const side = honoWith(honoCompress(options)).get("/text", (c) => c.text(long));
  for (const [path, answer] of Object.entries(answers)) side.get(path, answer);
  return side;
};

const bunsenSide = (options?: CompressOptions): Side => {
  const side = bunsenWith(compress(options)).get("/text", () => long);
  for (const [path, answer] of Object.entries(answers)) side.get(path, answer);
  return side;
};

const asking = (coding: string, ...why: readonly string[]): Row => ({
  target: "/long",
  init: { headers: { "accept-encoding": coding } },
  why,
});

const at = (target: string, ...why: readonly string[]): Row => ({
  target,
  init: { headers: { "accept-encoding": "gzip" } },
  why,
});

export const compressComparison: Comparison = {
  title: "compress",
  reasons: {
    alias: { of: ["content-encoding"], text: "`x-gzip` is another name of `gzip` (RFC 9110 §8.4.1.3)." },
    weight: {
      of: ["content-encoding"],
      text: "The client's weights decide, that of `identity` among them: this one likes content as it is better.",
    },
    unread: {
      of: ["content-encoding"],
      text: "What is not written as RFC 9110 §12.5.3 says is left out: no coding is sent that may not have been meant.",
    },
    type: {
      text: "Text has its type before it is compressed. Hono's `c.text` leaves it to Bun, and its compress finds none.",
    },
    types: {
      text: 'MessagePack is binary, and mostly dense. `types: ["application/msgpack"]` adds it.',
    },
    threshold: {
      of: ["content-encoding"],
      text: "Short content is left as it is, whether its length is declared or not; Hono knows declared lengths only.",
    },
    longer: {
      of: ["content-encoding"],
      text: "What would not get shorter is sent as it is.",
    },
    vary: {
      of: ["vary"],
      text: "`Vary` is on every answer that another request could get compressed, 304 and HEAD included: a cache has to know it of each.",
    },
    star: { of: ["vary"], text: "`*` says the same with other names beside it (RFC 9110 §12.5.5)." },
    digest: {
      text: "A digest of the content would be wrong for what is compressed (RFC 9530), so that is not touched.",
    },
    head: {
      of: ["content-encoding"],
      text: "HEAD is answered with the fields of GET (RFC 9110 §9.3.2).",
    },
    range: {
      of: ["content-encoding"],
      text: "Who asks for a part counts the bytes of what is not compressed.",
    },
    codings: {
      of: ["content-encoding"],
      text: "zstd and brotli come before gzip: they are faster, or make less. `deflate` is read in two ways by clients, and is not offered.",
    },
    start: { text: "A coding that there is not is a mistake. It is told when the app starts." },
  },
  settings: [
    {
      hono: 'compress({ encoding: "gzip" })',
      bunsen: 'compress({ codings: ["gzip"] })',
      sides: {
        hono: () => honoSide({ encoding: "gzip" }),
        bunsen: () => bunsenSide({ codings: ["gzip"] }),
      },
      fields: ["content-encoding", "vary"],
      rows: [
        { target: "/long" },
        asking("gzip"),
        asking("GZIP"),
        asking("x-gzip", "alias"),
        asking("br, gzip;q=0.5"),
        asking("gzip;q=0"),
        asking("*"),
        asking("*, gzip;q=0"),
        asking("identity, gzip;q=0.5", "weight"),
        asking("gzip;q=2", "unread"),
        asking("gzip;level=9", "unread"),
        asking("br"),
        at("/json"),
        at("/text", "type"),
        at("/svg"),
        at("/msgpack", "types"),
        at("/image"),
        at("/events"),
        at("/short", "threshold"),
        at("/told-short", "vary"),
        at("/noise", "longer"),
        at("/coded"),
        at("/fixed"),
        at("/digest", "digest"),
        at("/varying"),
        at("/star", "star"),
        at("/part"),
        at("/missing"),
        at("/nothing", "threshold"),
        { ...at("/strong"), fields: ["content-encoding", "etag"] },
        { ...at("/weak"), fields: ["content-encoding", "etag"] },
        at("/unchanged", "vary"),
        {
          target: "/long",
          init: { method: "HEAD", headers: { "accept-encoding": "gzip" } },
          why: ["head", "vary"],
        },
        {
          target: "/long",
          init: { headers: { "accept-encoding": "gzip", range: "bytes=0-9" } },
          why: ["range"],
        },
        {
          target: "/short",
          init: { headers: { "accept-encoding": "gzip, identity;q=0" } },
          fields: ["content-encoding"],
        },
      ],
    },
    {
      hono: "compress()",
      bunsen: "compress()",
      sides: { hono: () => honoSide(), bunsen: () => bunsenSide() },
      fields: ["content-encoding"],
      rows: [
        asking("gzip"),
        asking("gzip, deflate"),
        asking("gzip, deflate, br, zstd", "codings"),
        asking("br", "codings"),
        asking("zstd", "codings"),
        asking("deflate", "codings"),
        asking("gzip;q=0.5, br", "codings"),
      ],
    },
    {
      hono: 'compress({ encoding: "deflate" })',
      bunsen: 'compress({ codings: ["deflate"] })',
      sides: {
        hono: () => honoSide({ encoding: "deflate" }),
        bunsen: () => bunsenSide({ codings: ["deflate"] } as unknown as CompressOptions),
      },
      fields: ["content-encoding"],
      rows: [asking("deflate", "start")],
    },
    {
      hono: "compress({ threshold: 2 })",
      bunsen: "compress({ thresholdBytes: 2 })",
      sides: { hono: () => honoSide({ threshold: 2 }), bunsen: () => bunsenSide({ thresholdBytes: 2 }) },
      fields: ["content-encoding"],
      rows: [at("/told-short", "longer"), at("/long")],
    },
  ],
};
