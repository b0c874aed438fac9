import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { app, t } from "../../src/bunsen.ts";
import type { RunningServer } from "../../src/runtime/running-server.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

const subject = app({ log: () => {} })
  .get("/text", "ok")
  .get("/empty", "")
  .get("/json", { a: 1 })
  .get("/bytes", new Uint8Array([1, 2, 3]))
  .get("/queried", { query: t.Object({ n: t.Optional(t.Integer()) }) }, "checked first");

let server: RunningServer;

beforeAll(async () => {
  server = await subject.listen({ port: 0, hostname: "127.0.0.1", signals: false });
});

afterAll(() => server.stop());

const etagOf = (body: string | Uint8Array): string => `"${Bun.hash(body).toString(36)}"`;
const etag = etagOf("ok");

const ofTheConnection = new Set(["date", "content-length", "connection", "transfer-encoding"]);

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const comparable = (headers: Iterable<[string, string]>): Readonly<Record<string, string>> =>
  Object.fromEntries([...headers].filter(([name]) => !ofTheConnection.has(name)).toSorted());

async function inProcess(
  method: string,
  target: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await subject.request(target, { method, headers });
  return { status: response.status, headers: comparable(response.headers), body: await response.text() };
}

async function onWire(method: string, target: string, headers: Record<string, string> = {}): Promise<Answer> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const raw = await sendRaw(server.port, requestBytes(method, target, lines));
  return { status: raw.status, headers: comparable(raw.headers), body: raw.body };
}

/** The answer on the wire, which the one in-process must equal. */
async function answer(method: string, target: string, headers: Record<string, string> = {}): Promise<Answer> {
  const wire = await onWire(method, target, headers);
  expect(await inProcess(method, target, headers)).toEqual(wire);
  return wire;
}

const ok = { status: 200, headers: { "content-type": "text/plain;charset=utf-8", etag }, body: "ok" };

test("text is text/plain with an entity tag", async () => {
  expect(await answer("GET", "/text")).toEqual(ok);
});

test("empty text is an answer too", async () => {
  expect(await answer("GET", "/empty")).toEqual({
    status: 200,
    headers: { "content-type": "text/plain;charset=utf-8", etag: etagOf("") },
    body: "",
  });
});

test("plain data is JSON with an entity tag", async () => {
  expect(await answer("GET", "/json")).toEqual({
    status: 200,
    headers: { "content-type": "application/json;charset=utf-8", etag: etagOf('{"a":1}') },
    body: '{"a":1}',
  });
});

test("bytes are application/octet-stream with an entity tag", async () => {
  expect(await answer("GET", "/bytes")).toEqual({
    status: 200,
    headers: { "content-type": "application/octet-stream", etag: etagOf(new Uint8Array([1, 2, 3])) },
    body: "\x01\x02\x03",
  });
});

test("HEAD has the header fields of GET, and no body", async () => {
  expect(await answer("HEAD", "/text")).toEqual({ ...ok, body: "" });
});

test("a query is ignored", async () => {
  expect(await answer("GET", "/text?a=%zz&b")).toEqual(ok);
});

test("POST is 405 with Allow", async () => {
  const { status, headers } = await answer("POST", "/text");
  expect([status, headers["allow"]]).toEqual([405, "GET, HEAD, OPTIONS"]);
});

test("the same constant answers again and again", async () => {
  expect([await answer("GET", "/text"), await answer("GET", "/text"), await answer("GET", "/text")]).toEqual([
    ok,
    ok,
    ok,
  ]);
});

describe("If-None-Match", () => {
  const bare = etag.slice(1, -1);
  const naming = [
    etag,
    `W/${etag}`,
    `"other", ${etag}`,
    `"other",W/${etag} , "x"`,
    "*",
    ` ${etag} `,
    `,,${etag},`,
  ];
  // Bun takes these, which are no entity tags; so does an answer in-process.
  naming.push(bare, `W/${bare}`, `x, ${bare}`, `W/ ${etag}`);
  for (const field of naming) {
    test(`${field.replaceAll(bare, "tag")} is 304 without content`, async () => {
      const { status, headers, body } = await answer("GET", "/text", { "If-None-Match": field });
      expect({ status, etag: headers["etag"], body }).toEqual({ status: 304, etag, body: "" });
    });
  }

  test("HEAD is 304 too", async () => {
    const { status } = await answer("HEAD", "/text", { "If-None-Match": etag });
    expect(status).toBe(304);
  });

  const others = [
    '"other"',
    `w/${etag}`,
    `"${etag}"`,
    "",
    'W/"other", "x"',
    `${etag}x`,
    "*, x",
    '"*"',
    "W/*",
    "**",
  ];
  others.push(`"${bare}`, `${bare}"`, `${etag};q=1`, `"x" ${etag}`, `W/W/${etag}`);
  for (const field of others) {
    test(`${field.replaceAll(bare, "tag") || "nothing"} is 200`, async () => {
      expect(await answer("GET", "/text", { "If-None-Match": field })).toEqual(ok);
    });
  }

  test("a constant whose inputs are checked answers in the same way", async () => {
    const tag = etagOf("checked first");
    const { status, body } = await answer("GET", "/queried?n=1", { "If-None-Match": tag });
    expect([status, body]).toEqual([304, ""]);
  });

  test("a constant whose inputs do not fit is 422, whatever tag is named", async () => {
    const { status } = await answer("GET", "/queried?n=x", { "If-None-Match": "*" });
    expect(status).toBe(422);
  });
});
