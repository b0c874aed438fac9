import { expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import packageManifest from "../../package.json" with { type: "json" };
import { starterFiles } from "../../src/cli/new.ts";
import { root } from "../support/app-forms.ts";
import { run, runBunsen, startServer } from "./support/processes.ts";
import { type Workspace, createWorkspace } from "./support/workspace.ts";

async function createMine(workspace: Workspace, ...options: string[]): Promise<string> {
  const { exitCode, stderr } = await runBunsen(["new", "mine", ...options], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return join(workspace.path, "mine");
}

test("writes every file of the starter, and tells what to do next", async () => {
  await using workspace = await createWorkspace();
  const { stdout } = await runBunsen(["new", "apps/my-api"], { cwd: workspace.path });
  expect(stdout).toBe(`Wrote my-api: 10 files.

  cd apps/my-api
  bun install
  bun test          # its tests
  bun run dev       # serves it on http://localhost:3000, and anew when a file changes
  bun run build     # a server of one file, in dist
`);
  const files = [...new Bun.Glob("**/*").scanSync({ cwd: join(workspace.path, "apps/my-api"), dot: true })];
  expect(files.toSorted()).toEqual(Object.keys(starterFiles).toSorted());
});

test("every file of the starter is one of a project", () => {
  const files = [...new Bun.Glob("**/*").scanSync({ cwd: join(root, "examples/starter"), dot: true })];
  expect(files.toSorted()).toEqual(Object.values(starterFiles).toSorted());
});

test("the project has the name of its directory, and the version of this Bunsen", async () => {
  await using workspace = await createWorkspace();
  const project = await createMine(workspace);
  expect(await Bun.file(join(project, "package.json")).json()).toMatchObject({
    name: "mine",
    dependencies: { bunsen: `^${packageManifest.version}` },
  });
  expect(await Bun.file(join(project, "README.md")).text()).toStartWith("# mine\n");
});

test("Bunsen may come from elsewhere", async () => {
  await using workspace = await createWorkspace();
  const project = await createMine(workspace, "--bunsen", "file:../bunsen.tgz");
  expect(await Bun.file(join(project, "package.json")).json()).toMatchObject({
    dependencies: { bunsen: "file:../bunsen.tgz" },
  });
});

test("an empty directory is taken, and be it the one it is run in", async () => {
  await using workspace = await createWorkspace();
  const mine = join(workspace.path, "mine");
  await mkdir(mine);
  const { exitCode, stdout } = await runBunsen(["new", "."], { cwd: mine });
  expect({ exitCode, stdout: stdout.split("\n").slice(0, 3) }).toEqual({
    exitCode: 0,
    stdout: ["Wrote mine: 10 files.", "", "  bun install"],
  });
});

test("a directory that is not empty is refused, and left as it is", async () => {
  await using workspace = await createWorkspace({ "mine/a.txt": "a", "mine/.b": "b" });
  expect(await runBunsen(["new", "mine"], { cwd: workspace.path })).toEqual({
    exitCode: 1,
    stdout: "",
    stderr:
      "mine is not empty: it has .b and 1 more. Nothing was written.\n  Fix: name a directory that is not there.\n",
  });
  expect(await workspace.list("mine")).toEqual([".b", "a.txt"]);
});

test("a file is refused", async () => {
  await using workspace = await createWorkspace({ mine: "a" });
  const { exitCode, stderr } = await runBunsen(["new", "mine"], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "mine is a file.\n" });
});

test.each(["My-Api", "-x", "a b", "ä"])("%j cannot name a package", async (name) => {
  await using workspace = await createWorkspace();
  const { exitCode, stderr } = await runBunsen(["new", `./${name}`], { cwd: workspace.path });
  expect({ exitCode, files: await workspace.list() }).toEqual({ exitCode: 1, files: [] });
  expect(stderr).toStartWith(`${JSON.stringify(name)} cannot be the name of a package.\n`);
});

test("without a directory it asks for one", async () => {
  expect(await runBunsen(["new"])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "Name a directory: bunsen new my-api\n",
  });
});

test("two directories are refused", async () => {
  const { exitCode, stderr } = await runBunsen(["new", "a", "b"]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: 'bunsen new takes one directory, not also "b".\n',
  });
});

test("the starter passes its own tests, and runs its bench", async () => {
  const cwd = join(root, "examples/starter");
  const tested = await run([process.execPath, "test", "./test/app.test.ts"], { cwd });
  expect(tested.exitCode, tested.stderr).toBe(0);
  expect(tested.stderr).toContain(" 5 pass\n 0 fail\n");
  const { exitCode, stdout } = await run([process.execPath, "bench/notes.ts"], { cwd });
  const names = stdout.split("\n").map((line) => line.split("  ")[0]);
  expect({ exitCode, names }).toEqual({
    exitCode: 0,
    names: ["NAME", "GET /health", "POST /notes", "GET /notes/1", ""],
  });
});

test("it is built, and runs by the command of its Dockerfile", async () => {
  await using workspace = await createWorkspace();
  const starter = join(root, "examples/starter");
  const out = join(workspace.path, "dist");
  const built = await runBunsen(["build", join(starter, "src/app.ts"), "--out", out]);
  expect(built.exitCode, built.stderr).toBe(0);
  const dockerfile = await Bun.file(join(starter, "Dockerfile")).text();
  const [, ...command] = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? "[]") as string[];
  await using server = await startServer([process.execPath, ...command], { cwd: workspace.path });
  expect((await fetch(new URL("/ready", server.url))).status).toBe(200);
});
