import { heapStats } from "bun:jsc";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type App, HttpError, app } from "../../src/bunsen.ts";
import { type FormPart, type ReadPartsLimits, readParts } from "../../src/multipart.ts";
import { behaviour, postAs, quiet } from "../support/behaviour.ts";
import { type Part, multipartText, multipartType, partText } from "../support/multipart.ts";

setDefaultTimeout(3_000);

/** A source of chunks that tells what was taken of it, and whether it was cancelled. */
function upload(chunks: Iterable<Uint8Array | string>) {
  const iterator = chunks[Symbol.iterator]();
  const seen = { taken: 0, isCancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { done, value } = iterator.next();
        if (done) return controller.close();
        seen.taken++;
        controller.enqueue(typeof value === "string" ? new TextEncoder().encode(value) : value);
      },
      cancel: () => void (seen.isCancelled = true),
    },
    { highWaterMark: 0 },
  );
  const headers = { "content-type": multipartType };
  return { seen, request: new Request("http://localhost/", { method: "POST", headers, body }) };
}

const inChunks = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );

const told = async (part: FormPart): Promise<string> =>
  [part.name, part.fileName, part.type, await part.text()].join(" ");

/** The parts of a body, or the code it is refused with after those that were read. */
async function read(chunks: Iterable<Uint8Array | string>, limits: ReadPartsLimits = {}): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const part of readParts(upload(chunks).request, limits)) found.push(await told(part));
  } catch (error) {
    found.push(error instanceof HttpError ? error.code : String(error));
  }
  return found;
}

const parts: readonly Part[] = [
  { name: "a", content: "1" },
  { name: "f", content: "x".repeat(1000), fileName: "f.png", type: "image/png" },
  { name: "a", content: "" },
  { name: "g", content: "", fileName: "", type: "application/octet-stream" },
  { name: "b", content: "é" },
];
const asRead = [
  "a  text/plain 1",
  `f f.png image/png ${"x".repeat(1000)}`,
  "a  text/plain ",
  "g  application/octet-stream ",
  "b  text/plain é",
];

describe("readParts", () => {
  test.each([[1], [7], [100], [100_000]])("gives all parts in their order, in chunks of %p", async (size) => {
    expect(await read(inChunks(multipartText(parts), size))).toEqual(asRead);
  });

  test("gives bytes as they arrive", async () => {
    const { request, seen } = upload([
      partText({ name: "f", content: "first", fileName: "f", type: "image/png" }).slice(0, -2),
      "second".repeat(5),
      ..."third".split(""),
      "\r\n--b--\r\n",
    ]);
    for await (const part of readParts(request)) {
      const reader = part.stream.getReader();
      expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("first");
      // One chunk may be parsed ahead; the others have not been asked for.
      expect(seen.taken).toBeLessThan(4);
      let rest = "";
      for (let next = await reader.read(); !next.done; next = await reader.read())
        rest += Buffer.from(next.value);
      expect(rest).toBe(`${"second".repeat(5)}third`);
    }
  });

  test("skips what was not read, or not to its end", async () => {
    const long = { name: "f", content: "x".repeat(500_000), fileName: "f", type: "image/png" };
    const text = multipartText([long, { name: "a", content: "1" }, long, { name: "b", content: "2" }]);
    const found: string[] = [];
    for await (const part of readParts(upload(inChunks(text, 10_000)).request)) {
      found.push(part.name);
      if (found.length === 3) await part.stream.getReader().read();
    }
    expect(found).toEqual(["f", "a", "f", "b"]);
  });

  test("cancels the upload where its loop is left", async () => {
    const { request, seen } = upload(inChunks(multipartText([...parts, ...parts]).repeat(100), 50));
    for await (const part of readParts(request)) if (part.name === "f") break;
    expect(seen.isCancelled).toBe(true);
    expect(seen.taken).toBeLessThan(10);
  });

  test("cancels the upload where its loop throws", async () => {
    const { request, seen } = upload(inChunks(multipartText(parts), 50));
    const reading = async (): Promise<void> => {
      for await (const _ of readParts(request)) throw new Error("stop");
    };
    await expect(reading()).rejects.toThrow("stop");
    expect(seen.isCancelled).toBe(true);
  });

  test("is bounded in its parts, their texts, its files and all of it", async () => {
    const whole = inChunks(multipartText(parts), 100);
    expect(await read(whole, { parts: 5 })).toEqual(asRead);
    expect((await read(whole, { parts: 4 })).at(-1)).toBe("too_many_fields");
    expect((await read(whole, { fileBytes: 999 })).at(-1)).toBe("field_too_large");
    expect(await read(whole, { fileBytes: 1000 })).toEqual(asRead);
    expect((await read(whole, { fieldBytes: 999 })).at(-1)).toBe("field_too_large");
    expect((await read(whole, { fieldBytes: 0 })).at(-1)).toBe("field_too_large");
    expect((await read(whole, { totalBytes: 1000 })).at(-1)).toBe("body_too_large");
  });

  test("ends where the body does, or with the reason why it cannot be read", async () => {
    expect(await read(["--b--\r\n"])).toEqual([]);
    expect(await read([partText({ name: "a", content: "1" })])).toEqual([
      "a  text/plain 1",
      "malformed_form",
    ]);
    const file = partText({ name: "f", content: "x".repeat(100), fileName: "f" });
    expect((await read([file])).at(-1)).toBe("malformed_form");
    expect(await read(["nothing"])).toEqual(["malformed_form"]);
    const { request } = upload([]);
    request.headers.set("content-type", "application/json");
    expect(() => readParts(request)).toThrow(expect.objectContaining({ status: 415 }));
  });

  test.each([[-1], [1.5], [Number.NaN], ["1mb"], [Infinity], [null]])(
    "does not take %p for a limit",
    (limit) => {
      for (const name of ["parts", "fieldBytes", "fileBytes", "totalBytes"]) {
        const limits = { [name]: limit } as ReadPartsLimits;
        if (limit === null) continue;
        expect(() => readParts(upload([]).request, limits)).toThrow(RangeError);
      }
    },
  );
});

const uploads = (): App =>
  app({ ...quiet, limits: { bodyBytes: 2000 } })
    .post("/parts", { bodyType: "stream" }, async (c) => {
      const found: string[] = [];
      for await (const part of readParts(c, { fieldBytes: 1500 })) found.push(await told(part));
      return found;
    })
    .post("/request", async ({ request }) => {
      const found: string[] = [];
      for await (const part of readParts(request, { fieldBytes: 1500 })) found.push(await told(part));
      return found;
    })
    .post("/first", { bodyType: "stream" }, async (c) => {
      for await (const part of readParts(c)) return part.name;
      return "none";
    });

describe("a handler that reads parts", () => {
  behaviour("answers with the problem where they cannot be read", uploads, async (ask) => {
    for (const path of ["/parts", "/request"]) {
      expect(await ask(postAs(multipartType, multipartText(parts), path))).toEqual({
        status: 200,
        body: asRead,
      });
      const long = multipartText([{ name: "a", content: "x".repeat(3000) }]);
      expect((await ask(postAs(multipartType, long, path))).status).toBe(413);
      expect((await ask(postAs(multipartType, "nothing", path))).status).toBe(400);
      expect((await ask(postAs("application/json", "{}", path))).status).toBe(415);
    }
    expect((await ask(postAs(multipartType, multipartText(parts), "/first"))).body).toBe("a");
  });

  test("gets 200 MB over a socket without holding them", async () => {
    const mebibyte = new Uint8Array(1024 * 1024).fill(120);
    const head = partText({ name: "f", content: "", fileName: "f", type: "video/mp4" }).slice(0, -2);
    const count = 200;
    let sent = -1;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (sent === -1) controller.enqueue(new TextEncoder().encode(head));
          else if (sent < count) controller.enqueue(mebibyte);
          else {
            controller.enqueue(new TextEncoder().encode("\r\n--b--\r\n"));
            controller.close();
          }
          sent++;
        },
      },
      { highWaterMark: 0 },
    );
    let [length, ahead, kept] = [0, 0, 0];
    const big = app({ ...quiet, limits: { bodyBytes: 300_000_000 } }).post(
      "/",
      { bodyType: "stream" },
      async (c) => {
        const before = heapStats().extraMemorySize;
        for await (const part of readParts(c)) {
          for await (const bytes of part.stream) {
            const last = Math.floor(length / 2 ** 25);
            length += bytes.length;
            // How far the client is before the handler: no more than sockets hold.
            ahead = Math.max(ahead, sent * mebibyte.length - length);
            if (Math.floor(length / 2 ** 25) === last) continue;
            Bun.gc(true);
            kept = Math.max(kept, heapStats().extraMemorySize - before);
          }
        }
        return "read";
      },
    );
    await using server = await big.listen({ port: 0, hostname: "127.0.0.1", signals: false });
    const headers = { "content-type": multipartType };
    const response = await fetch(server.url, { method: "POST", headers, body });
    expect(await response.text()).toBe("read");
    expect(length).toBe(count * mebibyte.length);
    expect(ahead).toBeLessThan(32_000_000);
    expect(kept).toBeLessThan(32_000_000);
  }, 30_000);
});
