/** Files that are sent on to S3 while they arrive. */
import { describe, expect, test } from "bun:test";
import { type App, type LogEntry, app } from "../../src/bunsen.ts";
import { type UploadPartOptions, readParts, uploadPart } from "../../src/multipart.ts";
import { FakeS3 } from "../support/fake-s3.ts";
import { multipartText, multipartType } from "../support/multipart.ts";

const uploading = (s3: FakeS3, options: UploadPartOptions = {}, log: LogEntry[] = []): App =>
  app({ log: (entry) => log.push(entry) }).post(
    "/",
    { bodyType: "stream", bodyLimitBytes: 100_000_000 },
    async (c) => {
      for await (const part of readParts(c))
        if (part.name === "file") return await uploadPart(part, s3.client.file("uploads/7"), options);
      return c.reply(400);
    },
  );

const png = "\u0089PNG\r\n\u001a\n";
const mebibyte = 1024 * 1024;
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, "latin1"));
const formOf = (content: string, type = "image/png"): Uint8Array<ArrayBuffer> =>
  bytesOf(multipartText([{ name: "file", fileName: "../../evil.png", type, content }]));

const ways: Readonly<Record<string, (subject: App, body: Bun.BodyInit) => Promise<Response>>> = {
  "in-process": (subject, body) =>
    subject.request("/", { method: "POST", headers: { "content-type": multipartType }, body }),
  "over a socket": async (subject, body) => {
    // Where it answers before all was sent, Bun may wait for the rest when it stops.
    const options = { port: 0, hostname: "127.0.0.1", signals: false, shutdownTimeoutMs: 500 };
    await using server = await subject.listen(options);
    const init = { method: "POST", headers: { "content-type": multipartType }, body };
    const response = await fetch(server.url, init);
    return new Response(await response.text(), response);
  },
};

describe.each(Object.entries(ways))("%s", (_, send) => {
  test("a short file is one request", async () => {
    await using s3 = new FakeS3();
    const response = await send(uploading(s3, { types: ["image/*"] }), formOf(`${png}short`));
    expect(await response.json()).toEqual({ key: "uploads/7", bytes: 13, type: "image/png" });
    expect(s3.asked).toEqual(["PUT"]);
    expect(s3.objects).toEqual(
      new Map([["uploads/7", { content: bytesOf(`${png}short`), type: "image/png" }]]),
    );
  });

  test("an empty file is an empty object", async () => {
    await using s3 = new FakeS3();
    expect((await send(uploading(s3), formOf(""))).status).toBe(200);
    expect(s3.objects.get("uploads/7")?.content).toEqual(new Uint8Array());
  });

  test("a long file is a multipart upload with all of its bytes", async () => {
    await using s3 = new FakeS3();
    const content = png + Array.from({ length: 12 }, (__, index) => `${index}`.repeat(mebibyte)).join("");
    const response = await send(uploading(s3, { types: ["image/png"] }), formOf(content));
    expect([response.status, s3.uploads.size]).toEqual([200, 0]);
    expect(s3.asked).toEqual(["POST", ...[1, 2, 3].map((part) => `PUT part ${part}`), "POST upload"]);
    const stored = s3.objects.get("uploads/7");
    expect([stored?.type, Bun.hash(stored?.content ?? "")]).toEqual([
      "image/png",
      Bun.hash(bytesOf(content)),
    ]);
  });

  test("what the client says it is becomes its type only where types are named", async () => {
    await using s3 = new FakeS3();
    await send(uploading(s3), formOf("<script>", "text/html"));
    expect(s3.objects.get("uploads/7")?.type).toBe("application/octet-stream");
  });

  test.each([
    ["of another type", "<script>", "text/html", { types: ["image/png"] }, 415, "unsupported_media_type"],
    [
      "that is not what it says",
      "<script>".repeat(10),
      "image/png",
      { types: ["image/*"] },
      415,
      "unsupported_media_type",
    ],
    [
      "that is too short to be what it says",
      "\u0089PN",
      "image/png",
      { types: ["image/png"] },
      415,
      "unsupported_media_type",
    ],
    ["that is too long", "x".repeat(5000), "image/png", { limitBytes: 4000 }, 413, "field_too_large"],
  ] as const)("nothing is sent of a file %s", async (_name, content, type, options, status, code) => {
    await using s3 = new FakeS3();
    const response = await send(uploading(s3, options), formOf(content, type));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
    expect([s3.asked, s3.objects.size]).toEqual([[], 0]);
  });

  test("nothing is left of a file that turns out to be too long", async () => {
    await using s3 = new FakeS3();
    const content = "x".repeat(12 * mebibyte);
    const response = await send(uploading(s3, { limitBytes: 11 * mebibyte }), formOf(content));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      413,
      "field_too_large",
    ]);
    await s3.until(() => s3.asked.includes("DELETE upload"));
    expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0]);
  });

  test("nothing is left where S3 refuses a part: a fault, told in the log alone", async () => {
    await using s3 = new FakeS3();
    const log: LogEntry[] = [];
    s3.refusedParts.add(2);
    const response = await send(uploading(s3, {}, log), formOf("x".repeat(12 * mebibyte)));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      500,
      "internal_error",
    ]);
    await s3.until(() => s3.uploads.size === 0);
    expect([s3.objects.size, log.length]).toEqual([0, 1]);
  });
});

test("an upload that is broken off leaves no object, and no parts", async () => {
  await using s3 = new FakeS3();
  const ended = Promise.withResolvers<unknown>();
  const subject = app({ log: () => {} }).post(
    "/",
    { bodyType: "stream", bodyLimitBytes: 100_000_000 },
    async (c) => {
      for await (const part of readParts(c)) {
        await uploadPart(part, s3.client.file("uploads/7")).then(
          () => ended.resolve("uploaded"),
          (error: unknown) => ended.resolve(error),
        );
      }
      return "never";
    },
  );
  await using server = await subject.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  const form = formOf("x".repeat(12 * mebibyte));
  let sent = 0;
  const end = form.byteLength - 1000;
  const write = (socket: Bun.Socket): void => {
    while (sent < end) {
      const count = socket.write(form.subarray(sent, end));
      if (count <= 0) return;
      sent += count;
    }
  };
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: server.port,
    socket: { data() {}, drain: write },
  });
  socket.write(
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: ${multipartType}\r\nContent-Length: ${form.byteLength}\r\n\r\n`,
  );
  write(socket);
  await s3.until(() => s3.asked.includes("PUT part 2"));
  socket.terminate();
  expect(await ended.promise).toMatchObject({ code: "incomplete_body" });
  await s3.until(() => s3.asked.includes("DELETE upload"));
  expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0]);
}, 20_000);

test("a file is read no faster than S3 takes it", async () => {
  await using s3 = new FakeS3();
  const go = Promise.withResolvers<void>();
  s3.held = go.promise;
  let taken = 0;
  const part = {
    name: "file",
    fileName: "a",
    type: "text/plain",
    text: async () => "",
    stream: new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          taken += 1;
          if (taken <= 60) controller.enqueue(new Uint8Array(mebibyte));
          else controller.close();
        },
      },
      { highWaterMark: 0 },
    ),
  };
  const uploaded = uploadPart(part, s3.client.file("uploads/7"));
  await s3.until(() => s3.asked.length > 0);
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(taken).toBeLessThan(20);
  go.resolve();
  expect(await uploaded).toMatchObject({ bytes: 60 * mebibyte });
});

test.each([0, 5 * mebibyte - 1, Number.NaN, 1.5])("partBytes %p is refused", async (partBytes) => {
  await using s3 = new FakeS3();
  const part = { name: "f", fileName: "f", type: "a/b", text: async () => "", stream: new ReadableStream() };
  await expect(uploadPart(part, s3.client.file("a"), { partBytes })).rejects.toThrow(RangeError);
});
