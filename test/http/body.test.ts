import { describe, expect, test } from "bun:test";
import { limitBody } from "../../src/http/body.ts";
import { readJson } from "../../src/http/json-body.ts";
import { mediaType } from "../../src/http/media-type.ts";
import type { HttpError } from "../../src/http/http-error.ts";
import { shortestMs } from "../support/elapsed.ts";

describe("mediaType", () => {
  const types: readonly (readonly [field: string | null, type: string | undefined])[] = [
    [null, undefined],
    ["", undefined],
    ["application/json", "application/json"],
    ["Application/JSON", "application/json"],
    [" application/json ", "application/json"],
    ["\tapplication/json\t;charset=utf-8", "application/json"],
    ["application/json;", "application/json"],
    ["application/json ; a=b; c", "application/json"],
    ["application/problem+json", "application/problem+json"],
    ["application/json, text/plain", undefined],
    ["application/json text/plain", undefined],
    ["application", undefined],
    ["application/", undefined],
    ["/json", undefined],
    ["application//json", undefined],
    ["application/json/x", undefined],
    ["application /json", undefined],
    ["application/ json", undefined],
    ["application/json\u00a0", undefined],
    ["application/js\u212fon", undefined],
    ["application/json\0", undefined],
  ];
  for (const [field, type] of types) {
    test(`of ${JSON.stringify(field)} is ${type}`, () => expect(mediaType(field)).toBe(type));
  }

  const hostile = {
    "white space": `${" ".repeat(65_536)}!`,
    "white space within": `a/b${" ".repeat(65_536)}!`,
    "one token": "a".repeat(65_536),
    slashes: "/".repeat(65_536),
    "tokens and slashes": "a/".repeat(32_768),
    parameters: `a/b${";a=b".repeat(16_384)}`,
    tabs: `a/b${" \t".repeat(32_768)}x;`,
  };
  for (const [name, field] of Object.entries(hostile)) {
    test(`64 KB of ${name} are read in linear time`, () => {
      const elapsed = shortestMs(() => {
        mediaType(field);
      });
      expect(elapsed).toBeLessThan(50);
    });
  }
});

const post = (
  body: Bun.BodyInit | null,
  headers: Record<string, string> = { "content-type": "application/json" },
) => new Request("http://a/", { method: "POST", body, headers });

const streamOf = (...chunks: string[]): ReadableStream =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

const withLength = (body: string): Request =>
  post(body, { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) });

const codeOf = (read: () => Promise<unknown>): Promise<unknown> =>
  Promise.try(read).then(
    (value) => ({ value }),
    (error: HttpError) => error.code,
  );

describe("readJson", () => {
  test("reads a body of known length", async () => {
    expect(await readJson(withLength('{"a":[1]}'), 9)).toEqual({ a: [1] });
  });

  test("reads a stream", async () => {
    expect(await readJson(post(streamOf('{"a":', "[1]}")), 9)).toEqual({ a: [1] });
  });

  test("GHSA-hxj9-33pp-j2cc / CVE-2025-66456: __proto__ is a key like others", async () => {
    const value = (await readJson(withLength('{"__proto__":{"a":1}}'), 100)) as object;
    expect([Object.keys(value), Object.getPrototypeOf(value)]).toEqual([["__proto__"], Object.prototype]);
  });

  const refused: readonly (readonly [name: string, request: () => Request, code: string])[] = [
    ["no body", () => post(null), "missing_body"],
    ["an empty body", () => withLength(""), "missing_body"],
    ["an empty stream", () => post(streamOf()), "missing_body"],
    ["a body over the limit", () => withLength('"1234567890"'), "body_too_large"],
    ["a stream over the limit", () => post(streamOf('"12345', '67890"')), "body_too_large"],
    [
      "a body of another type",
      () => post(streamOf("{}"), { "content-type": "text/plain" }),
      "unsupported_media_type",
    ],
    ["a malformed type", () => post(streamOf("{}"), { "content-type": "json" }), "unsupported_media_type"],
    ["a body that is no JSON", () => withLength("{a:1}"), "malformed_json"],
    ["a stream that is no JSON", () => post(streamOf("{a:", "1}")), "malformed_json"],
  ];
  for (const [name, request, code] of refused) {
    test(`refuses ${name}`, async () => expect(await codeOf(() => readJson(request(), 10))).toBe(code));
  }

  test("refuses a body that ends before it is complete, and keeps what ended it", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new RangeError("gone")) });
    const error = await readJson(post(broken), 10).catch((thrown: HttpError) => thrown);
    expect(error).toMatchObject({ status: 400, code: "incomplete_body", cause: { message: "gone" } });
  });

  test("stops reading where the limit is passed", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(4));
      },
    });
    expect(await codeOf(() => readJson(post(endless), 10))).toBe("body_too_large");
    expect(pulled).toBeLessThan(10);
  });
});

describe("limitBody", () => {
  test("gives back a request of known length", async () => {
    const request = withLength("12345");
    expect(await limitBody(request, 5)).toBe(request);
  });

  test("gives back a request without a body", async () => {
    const request = post(null);
    expect(await limitBody(request, 0)).toBe(request);
  });

  test("gives a request that holds what was streamed", async () => {
    const request = await limitBody(post(streamOf("123", "45"), { "x-a": "b" }), 5);
    expect([await request.text(), request.method, request.url, request.headers.get("x-a")]).toEqual([
      "12345",
      "POST",
      "http://a/",
      "b",
    ]);
  });

  test("refuses a length over the limit", async () => {
    expect(await codeOf(() => limitBody(withLength("123456"), 5))).toBe("body_too_large");
  });

  test("refuses a stream over the limit, and asks to close", async () => {
    const error = (await limitBody(post(streamOf("123", "456")), 5).catch((thrown) => thrown)) as HttpError;
    expect([error.code, error.headers]).toEqual(["body_too_large", { connection: "close" }]);
  });
});
