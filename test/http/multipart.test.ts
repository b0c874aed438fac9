import { describe, expect, test } from "bun:test";
import { type App, app, t } from "../../src/bunsen.ts";
import type { FormReader } from "../../src/http/form-reader.ts";
import type { HttpError } from "../../src/http/http-error.ts";
import { readMultipart } from "../../src/http/multipart.ts";
import { behaviour, failuresOf, postAs, quiet } from "../support/behaviour.ts";
import { type Part, multipartText, multipartType, partText } from "../support/multipart.ts";

const reader: FormReader = {
  types: ["multipart/form-data"],
  accepted: "a form",
  names: undefined,
  limitBytes: 10_000_000,
  limitFields: 100,
  limitFieldBytes: 1000,
};

/** A request whose body comes in chunks of so many bytes. */
function request(body: string | Uint8Array, chunkBytes: number, type = multipartType): Request {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, (at += chunkBytes)));
    },
  });
  return new Request("http://localhost/", {
    method: "POST",
    headers: { "content-type": type },
    body: stream,
  });
}

/** What is read: entries, files as their name, type and text; or the code of the refusal. */
async function read(body: string | Uint8Array, changes: Partial<FormReader> = {}, chunkBytes = 65_536) {
  try {
    const values = await readMultipart(request(body, chunkBytes), { ...reader, ...changes });
    const entries = Object.entries(values).map(async ([name, value]) => {
      const all = await Promise.all([value].flat().map((item) => (item instanceof File ? told(item) : item)));
      return [name, all.length === 1 ? all[0] : all];
    });
    return await Promise.all(entries);
  } catch (error) {
    return (error as HttpError).code;
  }
}

const told = async (file: File): Promise<string> => `${file.name} ${file.type} ${await file.text()}`;

const parts: readonly Part[] = [
  { name: "title", content: "Été" },
  { name: "photo", content: "\u0000\r\n-- b\r\n-b\r\n", fileName: "a.png", type: "image/png" },
  { name: "tag", content: "1" },
  { name: "tag", content: "" },
  { name: "data", content: "{}", type: "application/octet-stream" },
];
const readParts = [
  ["title", "Été"],
  ["photo", "a.png image/png \u0000\r\n-- b\r\n-b\r\n"],
  ["tag", ["1", ""]],
  ["data", " application/octet-stream {}"],
];

describe("a multipart form", () => {
  test.each([[1], [2], [3], [7], [64], [65_536]])(
    "is read whole, in chunks of %p bytes",
    async (chunkBytes) => {
      expect(await read(multipartText(parts), {}, chunkBytes)).toEqual(readParts);
    },
  );

  test("keeps the order of one name's values, whatever their sizes", async () => {
    const long = "x".repeat(200_000);
    const mixed: readonly Part[] = [
      { name: "a", content: long, fileName: "1", type: "image/png" },
      { name: "a", content: "2" },
      { name: "a", content: "", fileName: "3", type: "image/png" },
      { name: "a", content: long, fileName: "4", type: "image/png" },
      { name: "a", content: "5", fileName: "5", type: "image/png" },
    ];
    for (const chunkBytes of [1000, 65_536, 1_000_000]) {
      const [entry] = (await read(multipartText(mixed), {}, chunkBytes)) as [string, string[]][];
      expect(entry?.[1].map((value) => value[0])).toEqual(["1", "2", "3", "4", "5"]);
    }
  });

  test("has no file where none was chosen", async () => {
    const none: Part = { name: "photo", content: "", fileName: "", type: "application/octet-stream" };
    expect(await read(multipartText([none, { name: "a", content: "1" }]))).toEqual([["a", "1"]]);
  });

  test("tells a file's own name, without the folders before it", async () => {
    const names = ["../../etc/passwd", "C:\\\\Windows\\\\a.txt", "..", "a/b"];
    const files = names.map((fileName) => ({ name: "f", content: "x", fileName, type: "image/png" }));
    const [entry] = (await read(multipartText(files))) as [string, string[]][];
    expect(entry?.[1].map((text) => text.split(" ")[0])).toEqual(["passwd", "a.txt", "", "b"]);
  });

  test("skips what is not asked for, and parts without a name", async () => {
    expect(await read(multipartText(parts), { names: new Set(["tag"]) })).toEqual([["tag", ["1", ""]]]);
    const nameless = "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n";
    const file = '--b\r\nContent-Disposition: form-data; filename="x"\r\n\r\nx\r\n';
    const other = '--b\r\nContent-Disposition: attachment; name="x"\r\n\r\nx\r\n';
    const bare = "--b\r\n\r\nx\r\n";
    expect(await read(nameless + file + other + bare + multipartText([{ name: "a", content: "1" }]))).toEqual(
      [["a", "1"]],
    );
  });

  test("may have text before its first boundary and after its last", async () => {
    expect(await read(`preamble\r\n${multipartText([{ name: "a", content: "1" }])}epilogue`)).toEqual([
      ["a", "1"],
    ]);
  });

  test.each([
    ["nothing", ""],
    ["no boundary", "a=1"],
    ["no end of a field", partText({ name: "a", content: "1" })],
    ["no end of a file", partText({ name: "a", content: "1", fileName: "f" })],
    ["an end within the header", "--b\r\nContent-Disposition: form-da"],
    ["another boundary", multipartText(parts).replaceAll("--b", "--c")],
  ])("that has %s is malformed", async (_, body) => {
    expect(await read(body)).toBe("malformed_form");
  });

  test.each([["multipart/form-data"], ["multipart/form-data; boundary"], ["multipart/form-data; boundary="]])(
    "of the type %p is malformed",
    async (type) => {
      const refused = readMultipart(request(multipartText(parts), 1000, type), reader);
      await expect(refused).rejects.toMatchObject({ code: "malformed_form", status: 400 });
    },
  );

  test("has as many parts as the limit, fields and files together", async () => {
    expect(await read(multipartText(parts), { limitFields: 5 })).toEqual(readParts);
    expect(await read(multipartText(parts), { limitFields: 4 })).toBe("too_many_fields");
  });

  test("ends at the limit of its bytes, whichever part they are in", async () => {
    const file: Part = { name: "f", content: "x".repeat(5000), fileName: "f", type: "image/png" };
    expect(await read(multipartText([file]), { limitBytes: 4000 }, 100)).toBe("body_too_large");
    expect(
      await read(multipartText([{ ...file, name: "unread" }]), { limitBytes: 4000, names: new Set() }, 100),
    ).toBe("body_too_large");
  });
});

const photos = (): App =>
  app(quiet).post(
    "/",
    {
      body: t.Object({
        title: t.String({ maxLength: 10 }),
        photo: t.File({ type: ["image/*", "text/plain"], minSizeBytes: 2, maxSizeBytes: 5 }),
        more: t.Optional(t.Files({ type: "text/plain", maxItems: 2 })),
      }),
    },
    async ({ body }) => [body.title, await told(body.photo), await Promise.all((body.more ?? []).map(told))],
  );

const photo: Part = { name: "photo", content: "abc", fileName: "a.png", type: "image/png" };
const title: Part = { name: "title", content: "T" };

describe("a schema with files", () => {
  behaviour("is that of a multipart form", photos, async (ask) => {
    const more: Part = { name: "more", content: "m", fileName: "m.txt", type: "text/plain" };
    expect(await ask(postAs(multipartType, multipartText([title, photo])))).toEqual({
      status: 200,
      body: ["T", "a.png image/png abc", []],
    });
    const two = await ask(postAs(multipartType, multipartText([more, photo, more, title])));
    expect(two.body).toEqual([
      "T",
      "a.png image/png abc",
      ["m.txt text/plain;charset=utf-8 m", "m.txt text/plain;charset=utf-8 m"],
    ]);
    expect((await ask(postAs("application/json", "{}"))).status).toBe(415);
    expect((await ask(postAs("application/x-www-form-urlencoded", "title=T"))).status).toBe(415);
  });

  behaviour("asks for media types and sizes", photos, async (ask) => {
    const failures = async (...given: Part[]) =>
      failuresOf(await ask(postAs(multipartType, multipartText(given))));
    expect(await failures(title)).toEqual({ status: 422, errors: ["/photo: a file"] });
    expect(await failures(title, { name: "photo", content: "abc" })).toEqual({
      status: 422,
      errors: ["/photo: a file"],
    });
    expect(await failures(title, photo, photo)).toEqual({ status: 422, errors: ["/photo: a file"] });
    expect(await failures({ ...title, fileName: "t" }, photo)).toEqual({
      status: 422,
      errors: ["/title: a string"],
    });
    expect(await failures(title, { ...photo, content: "a" })).toEqual({
      status: 422,
      errors: ["/photo: a file of at least 2 bytes"],
    });
    expect(await failures(title, { ...photo, content: "abcdef" })).toEqual({
      status: 422,
      errors: ["/photo: a file of at most 5 bytes"],
    });
    expect(await failures(title, { ...photo, type: "application/pdf" })).toEqual({
      status: 422,
      errors: ["/photo: a file of the type image/* or text/plain"],
    });
  });
});
