import { describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, app } from "../../src/bunsen.ts";
import { type SavePartOptions, readParts, savePart } from "../../src/multipart.ts";
import { multipartText, multipartType } from "../support/multipart.ts";

/** A directory of its own, which is gone at the end. */
async function createDirectory() {
  const path = await mkdtemp(join(tmpdir(), "bunsen-uploads-"));
  return {
    path,
    files: () => readdir(path),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

const saving = (directory: string, options: SavePartOptions): App =>
  app({ log: () => {} }).post("/", { bodyType: "stream", bodyLimitBytes: 1_000_000 }, async (c) => {
    for await (const part of readParts(c))
      if (part.name === "file") {
        const { bytes, type } = await savePart(part, join(directory, "saved"), options);
        return { bytes, type };
      }
    return c.reply(400);
  });

const png = "\u0089PNG\r\n\u001a\n";
const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** A form with one file. */
const formOf = (content: string, type: string): Uint8Array<ArrayBuffer> =>
  bytesOf(multipartText([{ name: "file", fileName: "../../evil.png", type, content }]));

/** Sends a form in pieces, in-process and over a socket. */
const ways: Readonly<Record<string, (subject: App, body: Bun.BodyInit) => Promise<Response>>> = {
  "in-process": (subject, body) =>
    subject.request("/", { method: "POST", headers: { "content-type": multipartType }, body }),
  "over a socket": async (subject, body) => {
    await using server = await subject.listen({ port: 0, hostname: "127.0.0.1", signals: false });
    const response = await fetch(server.url, {
      method: "POST",
      headers: { "content-type": multipartType },
      body,
    });
    return new Response(await response.text(), response);
  },
};

describe.each(Object.entries(ways))("%s", (_, send) => {
  test("a file is there when all of it is, by the name that the server gives", async () => {
    await using directory = await createDirectory();
    const subject = saving(directory.path, { types: ["image/*"], limitBytes: 100_000 });
    const response = await send(subject, formOf(png + "x".repeat(50_000), "image/png"));
    expect(await response.json()).toEqual({ bytes: 50_008, type: "image/png" });
    expect(await directory.files()).toEqual(["saved"]);
    expect((await Bun.file(join(directory.path, "saved")).bytes()).subarray(0, 8)).toEqual(bytesOf(png));
  });

  test.each([
    ["of another type", "text/html", "<script>", { types: ["image/png"] }, 415],
    ["that is not what it says", "image/png", "<script>".repeat(10), { types: ["image/*"] }, 415],
    ["that is too short to be what it says", "image/png", "\u0089PN", { types: ["image/png"] }, 415],
    ["that is too long", "image/png", png + "x".repeat(5000), { limitBytes: 4000 }, 413],
  ] as const)("nothing is left of a file %s", async (_name, type, content, options, status) => {
    await using directory = await createDirectory();
    const response = await send(saving(directory.path, options), formOf(content, type));
    expect([response.status, await directory.files()]).toEqual([status, []]);
  });

  test("a file that is there is not replaced, unless that is asked for", async () => {
    await using directory = await createDirectory();
    const file = join(directory.path, "saved");
    await Bun.write(file, "first");
    expect((await send(saving(directory.path, {}), formOf("second", "text/plain"))).status).toBe(500);
    expect([await Bun.file(file).text(), await directory.files()]).toEqual(["first", ["saved"]]);
    expect(
      (await send(saving(directory.path, { replace: true }), formOf("second", "text/plain"))).status,
    ).toBe(200);
    expect([await Bun.file(file).text(), await directory.files()]).toEqual(["second", ["saved"]]);
  });
});

test("what begins in the smallest pieces is still looked at", async () => {
  await using directory = await createDirectory();
  const whole = formOf("<html>".repeat(20), "image/png");
  const pieces = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of whole) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const subject = saving(directory.path, { types: ["image/png"] });
  const headers = { "content-type": multipartType };
  expect((await subject.request("/", { method: "POST", headers, body: pieces })).status).toBe(415);
  expect(await directory.files()).toEqual([]);
});

test("GHSA-27c6-mcxv-x3fh / CVE-2025-24033, GHSA-62qx-hpj5-j6hc / CVE-2026-19474: an upload that is broken off leaves no file", async () => {
  await using directory = await createDirectory();
  const writing = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<unknown>();
  const subject = app({ log: () => {} }).post(
    "/",
    { bodyType: "stream", bodyLimitBytes: 1_000_000 },
    async (c) => {
      for await (const part of readParts(c)) {
        const saved = savePart(part, join(directory.path, "saved"));
        while ((await directory.files()).length === 0) await new Promise((resolve) => setImmediate(resolve));
        writing.resolve();
        await saved.catch((error: unknown) => ended.resolve(error));
      }
      return "never";
    },
  );
  await using server = await subject.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  const form = formOf(png + "x".repeat(50_000), "image/png");
  const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: ${multipartType}\r\nContent-Length: ${form.byteLength}\r\n\r\n`;
  const socket = await Bun.connect({ hostname: "127.0.0.1", port: server.port, socket: { data() {} } });
  socket.write(head);
  socket.write(form.subarray(0, 10_000));
  socket.flush();
  await writing.promise;
  expect(await directory.files()).toEqual([expect.stringMatching(/^saved\.[\w-]+\.part$/)]);
  socket.terminate();
  await ended.promise;
  expect(await directory.files()).toEqual([]);
});
