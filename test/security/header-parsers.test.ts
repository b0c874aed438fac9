/** Each header field that something of the standard set reads is read in linear time, whatever it holds. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type App, app, t } from "../../src/bunsen.ts";
import { jwt } from "../../src/jwt.ts";
import {
  apiKey,
  basic,
  bearer,
  cors,
  csrf,
  ipAllow,
  logger,
  requestId,
  secureHeaders,
  some,
  trustProxy,
} from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { tableOf } from "../support/app-forms.ts";

setDefaultTimeout(20_000);

/** Below what Bun's parser takes of a header: with more it is 431. */
const size = 15_000;
/** What takes quadratic time needs several times as long. */
const limitMs = 60;
const filled = (text: string): string => text.repeat(Math.floor(size / text.length));

/** What made parsers of others slow: long runs, and what almost fits at each place. */
const hostile: readonly string[] = [
  filled("a"),
  filled(" a").trim(),
  `a${filled(" ").slice(2)}!`,
  filled(","),
  filled("a,"),
  filled("a, ;"),
  filled(";"),
  filled("a=;"),
  filled('"'),
  filled('\\"'),
  `a="${filled("\\").slice(4)}`,
  filled("="),
  filled("%"),
  filled("%41"),
  filled("."),
  filled("1."),
  filled(":"),
  filled("[::1],"),
  filled("/"),
  filled("-"),
  filled("a=b; "),
  `text/html${filled("; q=0.5")}`.slice(0, size),
  `Bearer ${filled("=").slice(7)}`,
  `Bearer ${filled("a.").slice(7)}!`,
  `Bearer${filled(" ").slice(7)}a`,
  `Basic ${filled("=").slice(6)}`,
  `Basic${filled(" ").slice(6)}a`,
  `https://${filled("a.").slice(8)}`,
  `W/${filled('"a",').slice(2)}`,
  `multipart/form-data${filled("; boundary=a").slice(19)}`,
  `application/json${filled("; a=b").slice(16)}`,
  `en${filled(", en-a;q=0.1").slice(2)}`,
];

const fields = [
  "accept",
  "accept-encoding",
  "accept-language",
  "access-control-request-headers",
  "access-control-request-method",
  "access-control-request-private-network",
  "authorization",
  "content-type",
  "cookie",
  "if-none-match",
  "origin",
  "sec-fetch-site",
  "x-api-key",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-request-id",
  "x-schema",
];

/** All of them: what one of them refuses, another route lets through to the next. */
const subject = (): App =>
  app({ log: () => {} })
    .use(
      requestId({ trustInbound: true }),
      logger({ sink: () => {} }),
      cors({ origin: ["https://a.example"], privateNetwork: true }),
      secureHeaders(),
      trustProxy({ proxies: ["127.0.0.0/8"] }),
    )
    .get("/constant", "constant")
    .post("/json", { body: t.Object({}), coerceBody: true }, () => "ran")
    .post("/form", { bodyType: ["urlencoded", "multipart"], body: t.Object({}) }, () => "ran")
    .post("/from", { use: [csrf({ origins: ["https://a.example"] })] }, () => "ran")
    .get(
      "/read",
      { headers: t.Object({ "x-schema": t.Optional(t.String({ format: "email" })) }), cookies: t.Object({}) },
      ({ cookieMap }) => cookieMap.size,
    )
    .get("/near", { use: [ipAllow({ allow: ["127.0.0.1", "::1"] })] }, () => "in")
    .get("/bearer", { use: [bearer({ verify: () => true })] }, () => "in")
    .get("/jwt", { use: [jwt({ secret: "s".repeat(32), algorithms: ["HS256"] })] }, () => "in")
    .get(
      "/any",
      { use: [some(basic({ users: { ann: "s3cret" } }), apiKey({ keys: ["k".repeat(32)] }))] },
      () => "in",
    )
    .mount("/", app()) as App;

const requests = [
  ["GET", "/constant"],
  ["GET", "/read"],
  ["GET", "/near"],
  ["GET", "/bearer"],
  ["GET", "/jwt"],
  ["GET", "/any"],
  ["POST", "/json"],
  ["POST", "/form"],
  ["POST", "/from"],
  ["OPTIONS", "/read"],
] as const;

const preflight = { origin: "https://a.example", "access-control-request-method": "GET" };

function initOf(method: string, field: string, value: string): RequestInit {
  const headers = { ...(method === "OPTIONS" ? preflight : {}), [field]: value };
  return { method, headers, ...(method === "POST" ? { body: "{}" } : {}) };
}

/** The milliseconds of the slowest requests are those of the field; a run that others slow down is run again. */
async function slowest(field: string, send: (target: string, init: RequestInit) => Promise<number>) {
  let worst = { ms: 0, told: "" };
  for (const [method, target] of requests) {
    for (const value of hostile) {
      let ms = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 5 && ms > limitMs; round++) {
        const start = performance.now();
        const status = await send(target, initOf(method, field, value));
        ms = Math.min(ms, performance.now() - start);
        expect([field, target, value.slice(0, 20), status < 500]).toEqual([
          field,
          target,
          value.slice(0, 20),
          true,
        ]);
      }
      if (ms > worst.ms) worst = { ms, told: `${method} ${target} ${field}: ${value.slice(0, 20)}` };
    }
  }
  return worst;
}

describe("GHSA-8j4g-w8fx-2239 / CVE-2026-69207, GHSA-54fx-42gc-7vw4 / CVE-2026-71848: 15 KB of a header field are read in no time", () => {
  test.each(fields)("%s, in-process", async (field) => {
    // The other forms read header fields by the same functions.
    const table = await tableOf(subject(), "interpreted");
    const worst = await slowest(field, async (target, init) => {
      const response = await answerTarget(table, target, init);
      await response.arrayBuffer();
      return response.status;
    });
    expect([worst.told, worst.ms < limitMs]).toEqual([worst.told, true]);
  });

  test.each(fields)("%s, over a socket", async (field) => {
    await using server = await subject().listen({ port: 0, hostname: "127.0.0.1", signals: false });
    const worst = await slowest(field, async (target, init) => {
      const response = await fetch(new URL(target, server.url), init);
      await response.arrayBuffer();
      return response.status;
    });
    expect([worst.told, worst.ms < limitMs]).toEqual([worst.told, true]);
  });
});
