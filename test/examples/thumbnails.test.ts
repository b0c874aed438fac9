import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { writeBmp } from "../../examples/thumbnails/bmp.ts";
import { paintPhoto } from "../../examples/thumbnails/photo.ts";
import { readPpm, writePpm } from "../../examples/thumbnails/ppm.ts";
import { scale } from "../../examples/thumbnails/scale.ts";
import { type ServerProcess, startServer } from "../cli/support/processes.ts";
import { root } from "../support/app-forms.ts";
import { comparable, readCommands, readTranscript, replay } from "./transcript.ts";

// Beside other tests, the script takes its time.
setDefaultTimeout(60_000);

const readme = await Bun.file(join(root, "examples/thumbnails/README.md")).text();
let server: ServerProcess;

beforeAll(async () => {
  const [[, ...args] = []] = readCommands(readme);
  server = await startServer([process.execPath, ...args]);
});

afterAll(() => server[Symbol.asyncDispose]());

test("the answers in the README are those of the app", async () => {
  const visits = readTranscript(readme);
  expect(visits).toBeArrayOfSize(2);
  for (const { command, answer } of visits)
    expect(comparable(await replay(command, server.url))).toBe(comparable(answer));
});

/** What a route answers to a body. */
async function shrink(kind: string, body: Uint8Array<ArrayBuffer>, query: string): Promise<unknown> {
  const response = await fetch(new URL(`/${kind}/thumbnails${query}`, server.url), {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body,
  });
  return [response.status, response.headers.get("content-type"), await response.bytes()];
}

test.each([
  ["a photo", paintPhoto(64, 48), "?width=20"],
  ["one of its own width", paintPhoto(30, 40), "?width=30"],
  ["one that becomes larger", paintPhoto(3, 5), ""],
  ["text", new TextEncoder().encode("no picture"), ""],
  ["a picture that is cut", paintPhoto(64, 48).slice(0, -1), ""],
  ["a width that is none", paintPhoto(3, 5), "?width=0"],
])("%s has the same answer inline and by workers", async (_, body, query) => {
  expect(await shrink("workers", body, query)).toEqual(await shrink("inline", body, query));
});

const pixels = (...colors: readonly (readonly [number, number, number])[]) => new Uint8Array(colors.flat());

describe("a picture", () => {
  test("is read as it was written, comments left out", () => {
    const picture = { width: 2, height: 1, rgb: pixels([1, 2, 3], [10, 32, 35]) };
    expect(readPpm(writePpm(picture))).toEqual(picture);
    const commented = Buffer.concat([Buffer.from("P6 # by hand\n2\n1 255\n"), picture.rgb]);
    expect(readPpm(commented)).toEqual(picture);
  });

  test.each([
    ["P5\n1 1\n255\n ", "Send a PPM picture (P6) with 255 as the largest value."],
    ["P6\n2 2\n255\nabc", "A picture of 2 × 2 has 12 bytes, not 3."],
    ["P6\n0 2\n255\n", "A picture of 0 × 2 has 0 bytes, not 0."],
  ])("%j is refused", (text, message) => {
    expect(() => readPpm(Buffer.from(text))).toThrow(message);
  });

  test("is scaled by the light of its pixels, not by their values", () => {
    const picture = { width: 2, height: 2, rgb: pixels([0, 0, 0], [255, 255, 255], [0, 9, 0], [255, 9, 0]) };
    expect(scale(picture, 1)).toEqual({ width: 1, height: 1, rgb: pixels([188, 137, 137]) });
    expect(scale(picture, 2)).toEqual(picture);
  });

  test("is written from the bottom, blue first, in rows of whole 4 bytes", () => {
    const bytes = writeBmp({ width: 1, height: 2, rgb: pixels([1, 2, 3], [4, 5, 6]) });
    expect([...bytes.subarray(54)]).toEqual([6, 5, 4, 0, 3, 2, 1, 0]);
    expect(bytes.length).toBe(62);
  });
});

test("the script prints how long a ping takes beside either", async () => {
  const script = Bun.spawn([process.execPath, "examples/thumbnails/load.ts", "0.5"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [text, errors, exitCode] = await Promise.all([
    script.stdout.text(),
    script.stderr.text(),
    script.exited,
  ]);
  const cells = text
    .trim()
    .split("\n")
    .map((line) => line.split(/ {2,}/).map((cell) => cell.replace(/[\d.]+/, "0")));
  expect({ cells, errors, exitCode }).toEqual({
    cells: [
      ["thumbnails", "/ping p0", "/ping p0", "per second"],
      ["inline", "0 ms", "0 ms", "0"],
      ["workers", "0 ms", "0 ms", "0"],
    ],
    errors: "",
    exitCode: 0,
  });
});
