import { expect, test } from "bun:test";
import { join } from "node:path";
import { runBunsen, startServer } from "../cli/support/processes.ts";
import { appModule, createWorkspace } from "../cli/support/workspace.ts";
import { app } from "../../src/bunsen.ts";
import { startTestServer } from "../../src/testing.ts";

const hello = appModule('.get("/hello", () => "hello")');

/** What `/_bunsen` is where there is none: what any other path is. */
async function expectAbsent(url: URL): Promise<void> {
  const read = async (path: string): Promise<unknown> => {
    const response = await fetch(new URL(path, url));
    return [
      response.status,
      response.headers.get("content-type"),
      (await response.text()).replaceAll(path, "…"),
    ];
  };
  expect(await read("/_bunsen")).toEqual(await read("/nothing"));
  expect((await fetch(new URL("/_bunsen/state.json", url))).status).toBe(404);
  expect((await fetch(new URL("/hello", url))).status).toBe(200);
}

test("bun app.ts", async () => {
  await using workspace = await createWorkspace({ "app.ts": hello });
  await using server = await startServer([process.execPath, "app.ts"], { cwd: workspace.path });
  await expectAbsent(server.url);
});

test("a built app, and the executable that is made of it", async () => {
  await using workspace = await createWorkspace({ "app.ts": hello });
  const { exitCode } = await runBunsen(["build", "app.ts", "--compile"], {
    cwd: workspace.path,
    patienceMs: 60_000,
  });
  expect(exitCode).toBe(0);
  const built = await workspace.list("dist");
  const executable = built.find((name) => !name.includes(".")) ?? "";
  for (const name of built.filter((file) => file !== executable))
    expect((await workspace.read(join("dist", name))).includes("/_bunsen")).toBeFalse();
  for (const command of [[process.execPath, "dist/server.js"], [join(workspace.path, "dist", executable)]]) {
    await using server = await startServer(command, { cwd: workspace.path });
    await expectAbsent(server.url);
  }
}, 90_000);

test("a test", async () => {
  const subject = app().get("/hello", () => "hello");
  expect((await subject.request("/_bunsen")).status).toBe(404);
  await using server = await startTestServer(subject);
  await expectAbsent(server.url);
});
