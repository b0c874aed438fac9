import { expect, test } from "bun:test";
import { join } from "node:path";
import { createWorkspace } from "../cli/support/workspace.ts";
import { runBunsen, startServer } from "../cli/support/processes.ts";

const source = `import { app, t } from "bunsen";
import { readParts } from "bunsen/multipart";
import { z } from "zod";

const moment = t
  .Transform(t.String({ format: "date-time" }))
  .Decode((text) => Date.parse(text))
  .Encode((time) => new Date(time).toISOString());

export default app({ log: () => {} })
  .post("/moments", { body: t.Object({ at: moment }), response: t.Object({ at: moment }) }, ({ body }) => ({
    at: body.at + 1000,
  }))
  .post("/forms", { bodyType: ["urlencoded", "multipart"], body: t.Object({ n: t.Integer() }) }, ({ body }) => body)
  .post("/parts", { bodyType: "stream" }, async (c) => {
    const names = [];
    for await (const part of readParts(c, { parts: 1 })) names.push(part.name);
    return names;
  })
  .post("/zod", { body: z.object({ n: z.number().int() }) }, ({ body }) => body);
`;

test("a built server has transforms, forms and validators where strings may not become code", async () => {
  await using workspace = await createWorkspace({ "app.ts": source });
  const { exitCode, stderr } = await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  expect([exitCode, stderr]).toEqual([0, ""]);
  await using server = await startServer([
    process.execPath,
    "--disallow-code-generation-from-strings=strict",
    join(workspace.path, "dist/server.js"),
  ]);
  const ask = async (path: string, body: string | FormData | URLSearchParams): Promise<[number, unknown]> => {
    const headers = typeof body === "string" ? { "content-type": "application/json" } : {};
    const response = await fetch(new URL(path, server.url), { method: "POST", body, headers });
    return [response.status, await response.json()];
  };
  expect(await ask("/moments", '{"at":"2026-02-28T12:00:00Z"}')).toEqual([
    200,
    { at: "2026-02-28T12:00:01.000Z" },
  ]);
  expect((await ask("/moments", '{"at":"noon"}'))[0]).toBe(422);
  const form = new FormData();
  form.set("n", "7");
  expect(await ask("/forms", form)).toEqual([200, { n: 7 }]);
  expect(await ask("/parts", form)).toEqual([200, ["n"]]);
  form.set("m", "8");
  // The bundle has one HttpError: a limit is the client's error, not the server's.
  expect(await ask("/parts", form)).toMatchObject([413, { code: "too_many_fields" }]);
  expect(await ask("/forms", new URLSearchParams({ n: "8" }))).toEqual([200, { n: 8 }]);
  expect(await ask("/zod", '{"n":1}')).toEqual([200, { n: 1 }]);
  expect((await ask("/zod", '{"n":1.5}'))[0]).toBe(422);
});
