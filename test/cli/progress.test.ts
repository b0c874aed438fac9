import { expect, test } from "bun:test";
import { createProgress } from "../../src/cli/progress.ts";
import { bunsen } from "./support/processes.ts";
import { appModule, createWorkspace } from "./support/workspace.ts";

const empty = "\r\u001B[2K";

function written(isTTY: boolean): string {
  let text = "";
  {
    using progress = createProgress({ isTTY, write: (more: string) => (text += more) });
    progress.step("Planning");
    progress.step("Bundling");
    progress.clear();
  }
  return text;
}

test("a person is told each step on one line, which is gone at the end", () => {
  expect(written(true)).toBe(`Planning …${empty}Bundling …${empty}`);
});

test("a file gets nothing of it", () => {
  expect(written(false)).toBe("");
});

/** What a terminal shows of a command. */
async function shown(command: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  const decoder = new TextDecoder();
  let text = "";
  const child = Bun.spawn([...command], {
    cwd,
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
    terminal: {
      cols: 200,
      rows: 50,
      data: (_, bytes) => void (text += decoder.decode(bytes, { stream: true })),
    },
  });
  await child.exited;
  return text.replaceAll("\r\n", "\n");
}

test("bunsen build tells its steps in a terminal, before what it prints", async () => {
  await using workspace = await createWorkspace({ "app.ts": appModule('.get("/", "hello")') });
  const text = await shown(bunsen("build", "app.ts"), workspace.path);
  const steps = text.split(` …${empty}`).slice(0, -1);
  expect(steps).toEqual(["Planning app.ts", "Bundling server.js", "Making bytecode", "Describing"]);
  expect(text).toContain(`Describing …${empty}METHOD`);
});

test("a problem is told in colours in a terminal, and without them where NO_COLOR is set", async () => {
  await using workspace = await createWorkspace({ "app.ts": appModule('.get("/", { bdy: 1 }, () => "")') });
  const command = bunsen("routes", "app.ts");
  const [coloured, plain] = [
    await shown(command, workspace.path),
    await shown(command, workspace.path, { NO_COLOR: "1" }),
  ];
  expect(coloured).toContain("\u001B[");
  expect(plain).not.toContain("\u001B[");
  expect(Bun.stripANSI(coloured)).toBe(plain);
});
