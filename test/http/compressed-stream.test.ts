import { describe, expect, test } from "bun:test";
import { createBrotliDecompress, createGunzip, createZstdDecompress } from "node:zlib";
import type { Coding } from "../../src/http/accept-encoding.ts";
import { compressStream } from "../../src/http/compressed-stream.ts";

const codings: readonly Coding[] = ["zstd", "br", "gzip"];
const levels = { zstd: 3, br: 4, gzip: 6 } as const;
const decoders = { zstd: createZstdDecompress, br: createBrotliDecompress, gzip: createGunzip } as const;

/** A stream whose chunks are given one by one. */
function createSource() {
  let controller: ReadableStreamDefaultController<Uint8Array | string> | undefined;
  const cancelled = Promise.withResolvers<unknown>();
  const stream = new ReadableStream<Uint8Array | string>({
    start: (given) => void (controller = given),
    cancel: (reason) => cancelled.resolve(reason),
  });
  return {
    stream,
    cancelled: cancelled.promise,
    send: (chunk: Uint8Array | string) => controller?.enqueue(chunk),
    end: () => controller?.close(),
    fail: (error: Error) => controller?.error(error),
  };
}

/** Decodes what comes, and waits for so many bytes of it. */
function createDecoder(coding: Coding) {
  const decoder = decoders[coding]();
  const chunks: Uint8Array[] = [];
  let wanted = { length: 0, reached: (): void => {} };
  decoder.on("data", (chunk: Uint8Array) => {
    chunks.push(chunk);
    if (Buffer.concat(chunks).length >= wanted.length) wanted.reached();
  });
  return {
    write: (bytes: Uint8Array) => decoder.write(bytes),
    async text(length: number): Promise<string> {
      const { promise, resolve } = Promise.withResolvers<void>();
      wanted = { length, reached: resolve };
      if (Buffer.concat(chunks).length < length) await promise;
      return Buffer.concat(chunks).toString();
    },
  };
}

const decoded = async (coding: Coding, stream: ReadableStream<Uint8Array>): Promise<string> => {
  const bytes = await new Response(stream).bytes();
  const decoder = decoders[coding]();
  const chunks: Uint8Array[] = [];
  decoder.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  const ended = Promise.withResolvers<void>();
  decoder.on("end", ended.resolve);
  decoder.on("error", ended.reject);
  decoder.end(bytes);
  await ended.promise;
  return Buffer.concat(chunks).toString();
};

describe.each([...codings])("%s", (coding) => {
  const compressed = (source: { readonly stream: ReadableStream<Uint8Array | string> }) =>
    compressStream(source.stream, coding, levels[coding]);

  test("what was sent arrives before the next is sent", async () => {
    const source = createSource();
    const reader = compressed(source).getReader();
    const decoder = createDecoder(coding);
    const pump = async (): Promise<void> => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) decoder.write(next.value);
    };
    const pumping = pump();
    source.send("first");
    expect(await decoder.text(5)).toBe("first");
    source.send(new TextEncoder().encode(" second"));
    expect(await decoder.text(12)).toBe("first second");
    source.end();
    await pumping;
  });

  test("chunks that come together are compressed together", async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `{"id":${index},"name":"product"}\n`);
    const source = createSource();
    for (const line of lines) source.send(line);
    source.end();
    const bytes = await new Response(compressed(source)).bytes();
    // Flushed after each of them, no coding makes less than 10 bytes of one.
    expect(bytes.length).toBeLessThan(10_000);
  });

  test("all of it arrives, whatever the sizes of chunks", async () => {
    const text = Array.from({ length: 40 }, (_, index) => `${index} `.repeat(index ** 3)).join("");
    const source = createSource();
    for (let at = 0, size = 0; at < text.length; at += size, size = (size * 7 + 13) % 100_000)
      source.send(text.slice(at, at + size));
    source.end();
    expect(await decoded(coding, compressed(source))).toBe(text);
  });

  test("an empty stream is empty content", async () => {
    const source = createSource();
    source.end();
    expect(await decoded(coding, compressed(source))).toBe("");
  });

  test("nothing is read before somebody reads, and no more than is read", async () => {
    let pulls = 0;
    const stream = new ReadableStream<string>(
      { pull: (controller) => controller.enqueue(`chunk ${pulls++} ${"x".repeat(100_000)}`) },
      { highWaterMark: 0 },
    );
    const reader = compressed({ stream }).getReader();
    expect(pulls).toBe(0);
    await reader.read();
    const before = pulls;
    await new Promise(setImmediate);
    expect(pulls).toBe(before);
    await reader.cancel();
  });

  test("when it is cancelled, so is its source, for the same reason", async () => {
    const source = createSource();
    const stream = compressed(source);
    const reader = stream.getReader();
    source.send("first");
    await reader.read();
    await reader.cancel("gone");
    expect(await source.cancelled).toBe("gone");
  });

  test("when its source fails, so does it", async () => {
    const source = createSource();
    const answer = new Response(compressed(source)).bytes();
    source.send("first");
    source.fail(new Error("broken"));
    expect(answer).rejects.toThrow("broken");
  });
});
