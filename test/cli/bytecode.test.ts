import { expect, test } from "bun:test";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { type ServerProcess, run, runBunsen, startServer } from "./support/processes.ts";
import { appModule, createWorkspace, type Workspace } from "./support/workspace.ts";

const hello = appModule('.get("/", () => "good morning")');

async function buildIn(workspace: Workspace, text: string, ...options: readonly string[]): Promise<void> {
  await workspace.write("app.ts", text);
  const { exitCode, stderr } = await runBunsen(["build", "app.ts", ...options], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
}

/** Lets Bun tell whether it takes bytecode. */
const start = (workspace: Workspace, ...command: readonly string[]): Promise<ServerProcess> =>
  startServer(command, { cwd: workspace.path, env: { BUN_JSC_verboseDiskCache: "1" } });

const startBuilt = (workspace: Workspace, file = "dist/server.js"): Promise<ServerProcess> =>
  start(workspace, process.execPath, file);

const answerOf = async (server: ServerProcess): Promise<string> => await (await fetch(server.url)).text();

const hasBytecode = ({ process: { output } }: ServerProcess): boolean => output.includes("Cache hit");

test("a built server starts from bytecode", async () => {
  await using workspace = await createWorkspace();
  await buildIn(workspace, hello);
  await using server = await startBuilt(workspace);
  expect([hasBytecode(server), await answerOf(server)]).toEqual([true, "good morning"]);
});

test("an executable starts from bytecode", async () => {
  await using workspace = await createWorkspace();
  await buildIn(workspace, hello, "--compile");
  await using server = await start(workspace, join(workspace.path, "dist/server"));
  expect([hasBytecode(server), await answerOf(server)]).toEqual([true, "good morning"]);
});

test("bytecode holds wherever the server lies", async () => {
  await using workspace = await createWorkspace();
  await buildIn(workspace, hello);
  await cp(join(workspace.path, "dist"), join(workspace.path, "moved"), { recursive: true });
  await using server = await startBuilt(workspace, "moved/server.js");
  expect([hasBytecode(server), await answerOf(server)]).toEqual([true, "good morning"]);
});

test("a server runs without its bytecode", async () => {
  await using workspace = await createWorkspace();
  await buildIn(workspace, hello);
  await workspace.write("alone/server.js", await workspace.read("dist/server.js"));
  await using server = await startBuilt(workspace, "alone/server.js");
  expect([hasBytecode(server), await answerOf(server)]).toEqual([false, "good morning"]);
});

test("bytecode of another text is not taken", async () => {
  await using workspace = await createWorkspace();
  await buildIn(workspace, hello);
  const text = await workspace.read("dist/server.js");
  await workspace.write("dist/server.js", text.replace("good morning", "good people!"));
  await using server = await startBuilt(workspace);
  expect([hasBytecode(server), await answerOf(server)]).toEqual([false, "good people!"]);
});

test("an app that waits at the top of its module is built without", async () => {
  await using workspace = await createWorkspace();
  await buildIn(
    workspace,
    `const word = await Promise.resolve("waited");\n${appModule('.get("/", () => word)')}`,
  );
  expect(await workspace.list("dist")).not.toContain("server.js.jsc");
  await using server = await startBuilt(workspace);
  expect(await answerOf(server)).toBe("waited");
});

test("an app that asks where it lies is built without, and lies where it runs", async () => {
  await using workspace = await createWorkspace();
  await buildIn(workspace, appModule('.get("/", () => import.meta.dir)'));
  expect(await workspace.list("dist")).not.toContain("server.js.jsc");
  await cp(join(workspace.path, "dist"), join(workspace.path, "moved"), { recursive: true });
  await using server = await startBuilt(workspace, "moved/server.js");
  expect(await answerOf(server)).toBe(join(workspace.path, "moved"));
});

test("a build without takes the bytecode of the earlier build away", async () => {
  await using workspace = await createWorkspace();
  await buildIn(workspace, hello);
  await buildIn(workspace, appModule('.get("/", () => import.meta.dir)'));
  expect(await workspace.list("dist")).toEqual([
    "build-report.json",
    "client.gen.ts",
    "openapi.json",
    "routes.gen.js",
    "server.js",
  ]);
});

test("a built app is in strict mode", async () => {
  await using workspace = await createWorkspace();
  const handler = `() => {
    const frozen = Object.freeze({ word: "kept" });
    try { frozen.word = "written"; } catch (error) { return error.name; }
    return frozen.word;
  }`;
  await buildIn(workspace, appModule(`.get("/", ${handler})`));
  await using server = await startBuilt(workspace);
  expect([hasBytecode(server), await answerOf(server)]).toEqual([true, "TypeError"]);
});

test("a built app may use the names that CommonJS has", async () => {
  await using workspace = await createWorkspace();
  const names = 'const module = "m", exports = "e", __filename = "f";\nfunction require() { return "r"; }';
  await buildIn(
    workspace,
    `${names}\n${appModule('.get("/", () => [module, exports, __filename, require()].join(""))')}`,
  );
  await using server = await startBuilt(workspace);
  expect([hasBytecode(server), await answerOf(server)]).toEqual([true, "mefr"]);
});

test("a built app may hold CommonJS that requires what Bun has", async () => {
  await using workspace = await createWorkspace({
    "separator.cjs": 'const path = require("node:path");\nexports.separator = path.posix.sep;',
  });
  await buildIn(
    workspace,
    `import { separator } from "./separator.cjs";\n${appModule('.get("/", () => separator)')}`,
  );
  await using server = await startBuilt(workspace);
  expect([hasBytecode(server), await answerOf(server)]).toEqual([true, "/"]);
});

test("a server that cannot start says why, and ends", async () => {
  await using workspace = await createWorkspace();
  await buildIn(
    workspace,
    appModule(
      '.get("/", { response: { 200: t.String({ minLength: Number(process.env.LEAST ?? 1) }) } }, () => "a")',
    ),
  );
  const { stdout, stderr, exitCode } = await run([process.execPath, "dist/server.js"], {
    cwd: workspace.path,
    env: { PORT: "0", LEAST: "2" },
  });
  expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 1 });
  expect(stderr).toContain("TableMismatchError: The route table was built from another app");
});
