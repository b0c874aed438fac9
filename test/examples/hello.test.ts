import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { type ServerProcess, startServer } from "../cli/support/processes.ts";
import { root } from "../support/app-forms.ts";
import { comparable, readCommands, readTranscript, replay } from "./transcript.ts";

const readme = await Bun.file(join(root, "examples/hello/README.md")).text();

let server: ServerProcess;

beforeAll(async () => {
  const [[bun, ...args] = []] = readCommands(readme);
  expect(bun).toBe("bun");
  server = await startServer([process.execPath, ...args]);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test.each(readTranscript(readme).map(({ command, answer }) => [command, answer]))(
  "the README's answer to %s",
  async (command, answer) => {
    expect(comparable(await replay(command, server.url))).toBe(comparable(answer));
  },
);

test("the README has a transcript", () => {
  expect(readTranscript(readme)).toBeArrayOfSize(4);
});

test("greets a name in any script", async () => {
  const response = await fetch(new URL(`/hello/${encodeURIComponent("Ἑλένη 🔥")}`, server.url));
  expect(await response.json()).toEqual({ hello: "Ἑλένη 🔥" });
});

test("refuses a name that is too long, with its place", async () => {
  const response = await fetch(new URL(`/hello/${"x".repeat(41)}`, server.url));
  expect({ status: response.status, problem: await response.json() }).toEqual({
    status: 422,
    problem: expect.objectContaining({
      code: "validation_failed",
      errors: [
        {
          in: "params",
          pointer: "/name",
          rule: "maxLength",
          code: "too_long",
          expected: "at most 40 characters",
          received: `"${"x".repeat(41)}"`,
        },
      ],
    }) as unknown,
  });
});

test("answers HEAD with the length of what GET sends", async () => {
  const response = await fetch(new URL("/hello/Ada", server.url), { method: "HEAD" });
  expect({ status: response.status, length: response.headers.get("content-length") }).toEqual({
    status: 200,
    length: String('{"hello":"Ada"}'.length),
  });
});
