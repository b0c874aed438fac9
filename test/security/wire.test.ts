import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import type { RunningServer } from "../../src/runtime/running-server.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

// What Bun's own parser must do for everything above it to hold: the least version of Bun that Bunsen runs on passes this.

let server: RunningServer;

beforeAll(async () => {
  server = await app({ log: () => {} })
    .post("/echo", async ({ request }) => `body:${await request.text()}`)
    .get("/echo", "got")
    .listen({ port: 0, hostname: "127.0.0.1", signals: false });
});

afterAll(() => server.stop());

const post = (headers: readonly string[], body: string, version = "1.1"): string =>
  [`POST /echo HTTP/${version}`, "Host: a", ...headers, "Connection: close", "", body].join("\r\n");

const get = (lines: readonly string[]): string =>
  ["GET /echo HTTP/1.1", "Host: a", ...lines, "Connection: close", "", ""].join("\r\n");

const chunked = "3\r\nabc\r\n0\r\n\r\n";

async function answerTo(bytes: string): Promise<{ readonly status: number; readonly body: string }> {
  const { status, body } = await sendRaw(server.port, bytes);
  return { status, body };
}

const refused = { status: 400, body: "" };
const echoed = { status: 200, body: "body:abc" };

describe("oven-sh/bun#28838, #35295, #35864: the length of a body is told once", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    "two Content-Length that differ": ["Content-Length: 3", "Content-Length: 4"],
    "a Content-Length list": ["Content-Length: 3, 3"],
    "Content-Length with a sign": ["Content-Length: +3"],
    "a negative Content-Length": ["Content-Length: -3"],
    "a hexadecimal Content-Length": ["Content-Length: 0x3"],
    "an empty Content-Length": ["Content-Length:"],
    "a Content-Length beyond 2^64": ["Content-Length: 99999999999999999999999"],
    "Content-Length after white space": ["Content-Length : 3"],
  };
  for (const [name, headers] of Object.entries(cases)) {
    test(`${name} is refused`, async () => expect(await answerTo(post(headers, "abc"))).toEqual(refused));
  }

  test("the same Content-Length twice is one", async () => {
    expect(await answerTo(post(["Content-Length: 3", "Content-Length: 3"], "abc"))).toEqual(echoed);
  });
});

describe("GHSA-mp2g-9vg9-f4cg / CVE-2026-23527: Transfer-Encoding is read in one way", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    "beside Content-Length": ["Content-Length: 3", "Transfer-Encoding: chunked"],
    "before Content-Length": ["Transfer-Encoding: chunked", "Content-Length: 3"],
    "sent twice": ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    "as a list that ends in chunked": ["Transfer-Encoding: gzip, chunked"],
    "as a list that does not end in chunked": ["Transfer-Encoding: chunked, identity"],
    "of an unknown coding": ["Transfer-Encoding: xchunked"],
    "of identity": ["Transfer-Encoding: identity"],
    "left empty": ["Transfer-Encoding:"],
    "before white space": ["Transfer-Encoding : chunked"],
  };
  for (const [name, headers] of Object.entries(cases)) {
    test(`${name} it is refused`, async () =>
      expect(await answerTo(post(headers, chunked))).toEqual(refused));
  }

  test("on HTTP/1.0 it is refused", async () => {
    expect(await answerTo(post(["Transfer-Encoding: chunked"], chunked, "1.0"))).toEqual(refused);
  });

  for (const field of [
    "Transfer-Encoding: Chunked",
    "TRANSFER-ENCODING: CHUNKED",
    "transfer-encoding:\tchunked",
  ]) {
    test(`its letter case is no matter: ${JSON.stringify(field)}`, async () => {
      expect(await answerTo(post([field], chunked))).toEqual(echoed);
    });
  }
});

describe("chunks are read in one way", () => {
  const bodies: Readonly<Record<string, string>> = {
    "a size that is no number": "zz\r\nabc\r\n0\r\n\r\n",
    "a negative size": "-3\r\nabc\r\n0\r\n\r\n",
    "a size with 0x": "0x3\r\nabc\r\n0\r\n\r\n",
    "a size beyond 2^64": "fffffffffffffffff\r\nabc\r\n0\r\n\r\n",
    "lines that end in LF": "3\nabc\n0\n\n",
  };
  for (const [name, body] of Object.entries(bodies)) {
    test(`${name} is refused`, async () => {
      expect((await answerTo(post(["Transfer-Encoding: chunked"], body))).status).toBe(400);
    });
  }
});

describe("header lines are read in one way", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    "obs-fold": ["X-A: 1", " 2"],
    "obs-fold by tab": ["X-A: 1", "\t2"],
    "NUL in a value": ["X-A: a\0b"],
    "NUL in a name": ["X\0A: ab"],
    "a bare CR in a value": ["X-A: a\rb"],
    "a bare LF in a value": ["X-A: a\nX-B: b"],
    "a line without a colon": ["X-A"],
    "white space in a name": ["X A: b"],
    "an empty name": [": b"],
  };
  for (const [name, lines] of Object.entries(cases)) {
    test(`${name} is refused`, async () => expect(await answerTo(get(lines))).toEqual(refused));
  }

  test("more than 16 KB of header fields are refused", async () => {
    expect(await answerTo(get([`X-A: ${"a".repeat(20_000)}`]))).toEqual({ status: 431, body: "" });
  });

  test("more than 200 header fields are refused", async () => {
    const fields = Array.from({ length: 250 }, (_, index) => `X-${index}: 1`);
    expect(await answerTo(get(fields))).toEqual({ status: 431, body: "" });
  });

  test("a request without Host is refused", async () => {
    expect(await answerTo("GET /echo HTTP/1.1\r\nConnection: close\r\n\r\n")).toEqual(refused);
  });

  for (const version of ["HTTP/2.0", "HTTP/1.12", "HTTP/0.9", "http/1.1", "HTTP/1"]) {
    test(`the version ${version} is refused`, async () => {
      const { status } = await answerTo(`GET /echo ${version}\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect([0, 400, 505]).toContain(status);
    });
  }
});

describe("GHSA-c96f-x56v-gq3h / CVE-2026-47219: a method is never looked up on an object", () => {
  const names = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "CONSTRUCTOR"];

  for (const method of names) {
    test(`${method} is refused on the wire, and the server lives`, async () => {
      const { status } = await answerTo(requestBytes(method, "/echo"));
      expect([0, 400]).toContain(status);
      expect(await answerTo(get([]))).toEqual({ status: 200, body: "got" });
    });

    test(`${method} is not implemented in-process`, async () => {
      const response = await app().get("/echo", "got").request("/echo", { method });
      expect([response.status, await response.json()]).toEqual([
        501,
        expect.objectContaining({ code: "method_not_implemented" }),
      ]);
    });
  }
});
