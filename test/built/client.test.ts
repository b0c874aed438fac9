import { expect, test } from "bun:test";
import { join } from "node:path";
import { runBunsen, startServer } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { answers, serveRaw } from "../client/support/raw-server.ts";

const program = `import { app, t } from "bunsen";
import { createClient } from "bunsen/client";
import { gatherWithLimit } from "bunsen/gather";
import { BufferPool } from "bunsen/pool";

const client = createClient({ baseUrl: process.env.USERS ?? "http://127.0.0.1" });
const buffers = new BufferPool();
const User = t.Object({ id: t.Integer(), email: t.String({ format: "email" }), tags: t.Optional(t.Array(t.String())) });

export default app().get("/", async (c) => {
  using lease = buffers.acquire(7);
  const ids = [...lease.value.keys()];
  const users = await gatherWithLimit(ids, (id) => client.with(c).get("/:id", { params: { id }, response: User }));
  return users.map(({ value }) => value.id);
});
`;

test("clients, pools and gatherWithLimit work in a built app, under strict as well", async () => {
  await using users = serveRaw(
    answers(200, '{"id":7,"email":"a@b.example"}', ["Content-Type: application/json"]),
  );
  await using workspace = await createWorkspace({ "app.ts": program });
  const { exitCode, stderr } = await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const strict = "--disallow-code-generation-from-strings=strict";
  const command = [process.execPath, strict, join(workspace.path, "dist/server.js")];
  await using server = await startServer(command, { env: { ...process.env, USERS: users.url } });
  const answer = await fetch(server.url);
  expect([answer.status, await answer.json()]).toEqual([200, [7, 7, 7, 7, 7, 7, 7]]);
});
