import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { root } from "../support/app-forms.ts";
import { runBunsen } from "./support/processes.ts";
import { appModule, createWorkspace } from "./support/workspace.ts";

const hello = appModule('.get("/hello", "hello")');
const changed = appModule('.get("/bye", "bye")');

/** What each command is committed as, for the shop. */
const committed = [
  ["openapi", "openapi.json"],
  ["client", "client.gen.ts"],
  ["docs", "API.md"],
] as const;

describe.each(committed)("bunsen %s", (command, name) => {
  test(`gives examples/shop/${name}`, async () => {
    const { exitCode, stdout, stderr } = await runBunsen([command, "examples/shop/app.ts"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toBe(await Bun.file(join(root, "examples/shop", name)).text());
  });

  test("writes the same to a file, and makes its directory", async () => {
    await using workspace = await createWorkspace({ "app.ts": hello });
    const at = { cwd: workspace.path };
    const { stdout: printed } = await runBunsen([command, "app.ts"], at);
    expect(await runBunsen([command, "app.ts", "--out", `deep/er/${name}`], at)).toEqual({
      exitCode: 0,
      stdout: `Wrote deep/er/${name}.\n`,
      stderr: "",
    });
    expect(await workspace.read(`deep/er/${name}`)).toBe(printed);
  });

  test("--check passes where the file is what the app gives, and fails after the app has changed", async () => {
    await using workspace = await createWorkspace({ "app.ts": hello });
    const at = { cwd: workspace.path };
    const check = () => runBunsen([command, "app.ts", "--out", name, "--check"], at);
    expect(await check()).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `There is no ${name}. Run \`bunsen ${command} app.ts --out ${name}\`.\n`,
    });
    await runBunsen([command, "app.ts", "--out", name], at);
    expect(await check()).toEqual({ exitCode: 0, stdout: `${name} is what app.ts gives.\n`, stderr: "" });
    await workspace.write("app.ts", changed);
    const before = await workspace.read(name);
    expect(await check()).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `${name} is stale: app.ts gives another text. Run \`bunsen ${command} app.ts --out ${name}\`.\n`,
    });
    expect(await workspace.read(name)).toBe(before);
  });

  test("--check without a file to compare asks for one", async () => {
    await using workspace = await createWorkspace({ "app.ts": hello });
    expect(await runBunsen([command, "app.ts", "--check"], { cwd: workspace.path })).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `Name the file to compare: bunsen ${command} app.ts --check --out file\n`,
    });
  });

  test("an app with problems has none", async () => {
    await using workspace = await createWorkspace({ "app.ts": appModule('.get("hello", () => 1)') });
    const { exitCode, stdout, stderr } = await runBunsen([command, "app.ts"], { cwd: workspace.path });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("[invalid_path]");
  });
});

test("a build writes what the commands print", async () => {
  await using workspace = await createWorkspace({ "app.ts": hello });
  const at = { cwd: workspace.path };
  await runBunsen(["build", "app.ts"], at);
  const [document, client] = await Promise.all(
    ["openapi", "client"].map((command) => runBunsen([command, "app.ts"], at)),
  );
  expect(await workspace.read("dist/openapi.json")).toBe(document?.stdout ?? "");
  expect(await workspace.read("dist/client.gen.ts")).toBe(client?.stdout ?? "");
});
