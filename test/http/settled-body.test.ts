import { describe, expect, test } from "bun:test";
import { settledBytes } from "../../src/http/settled-body.ts";
import { createWorkspace } from "../cli/support/workspace.ts";

const text = "settled ".repeat(10_000);
const encoded = new TextEncoder().encode(text);

const streamOf = (...chunks: readonly (string | Promise<string>)[]): ReadableStream<string> => {
  const rest = [...chunks];
  return new ReadableStream({
    async pull(controller) {
      const chunk = rest.shift();
      if (chunk === undefined) controller.close();
      else controller.enqueue(await chunk);
    },
  });
};

const bodies: readonly (readonly [string, () => Bun.BodyInit])[] = [
  ["text", () => text],
  ["bytes", () => encoded],
  ["a Blob", () => new Blob([encoded])],
  ["a stream that has all of it", () => streamOf(text) as unknown as ReadableStream<Uint8Array>],
];

describe.each(bodies)("%s", (_name, make) => {
  test("is settled", async () => {
    const response = new Response(make());
    expect(await settledBytes(response, 1_000_000)).toEqual(Buffer.from(encoded));
  });

  test("stays in the answer", async () => {
    const response = new Response(make());
    await settledBytes(response, 1_000_000);
    expect(await response.text()).toBe(text);
  });

  test("longer than the limit is not, and stays in the answer", async () => {
    const response = new Response(make());
    expect(await settledBytes(response, encoded.length - 1)).toBeUndefined();
    expect(await response.text()).toBe(text);
  });

  test("of the limit is", async () => {
    expect(await settledBytes(new Response(make()), encoded.length)).toHaveLength(encoded.length);
  });
});

test("without a body it is empty", async () => {
  expect(await settledBytes(new Response(null), 10)).toEqual(new Uint8Array());
  expect(await settledBytes(new Response(""), 10)).toEqual(Buffer.alloc(0));
});

test("a file is settled, and stays a file with a length and ranges", async () => {
  await using workspace = await createWorkspace({ "page.txt": text });
  await using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch() {
      const response = new Response(Bun.file(`${workspace.path}/page.txt`));
      response.headers.set("x-length", String((await settledBytes(response, 1_000_000))?.byteLength));
      return response;
    },
  });
  const part = await fetch(server.url, { headers: { range: "bytes=0-6" } });
  expect([part.status, await part.text(), part.headers.get("x-length")]).toEqual([206, "settled", "80000"]);
});

test("a stream that waits is none, and keeps all of its chunks", async () => {
  const later = Promise.withResolvers<string>();
  const response = new Response(streamOf("first ", later.promise) as unknown as ReadableStream<Uint8Array>);
  expect(await settledBytes(response, 1_000_000)).toBeUndefined();
  later.resolve("second");
  expect(await response.text()).toBe("first second");
});

test("a stream that fails is none, and fails in the answer", async () => {
  const response = new Response(
    streamOf(Promise.reject(new Error("broken"))) as unknown as ReadableStream<Uint8Array>,
  );
  expect(await settledBytes(response, 1_000_000)).toBeUndefined();
  expect(response.text()).rejects.toThrow("broken");
});

test("a stream is cancelled when its answer is", async () => {
  const cancelled = Promise.withResolvers<void>();
  const response = new Response(
    new ReadableStream({ pull: () => new Promise(() => {}), cancel: () => cancelled.resolve() }),
  );
  expect(await settledBytes(response, 10)).toBeUndefined();
  await response.body?.cancel();
  await cancelled.promise;
});
