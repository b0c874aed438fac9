import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { version } from "../../package.json";
import { emitModule } from "../../src/compile/emit.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { App } from "../../src/bunsen.ts";
import * as helpers from "../../src/runtime.ts";
import { run } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { root } from "../support/app-forms.ts";
import { type Block, type Page, filesBeside, isProgram, moduleOf, readPages } from "../support/doc-page.ts";
import { runProgram } from "../support/page-program.ts";

setDefaultTimeout(60_000);

const pages = await readPages();
const blocks = pages.flatMap((page) => page.blocks.map((block) => ({ page, block })));
const ofKind = (kind: string) => blocks.filter(({ block }) => block.kind === kind);

/** What is done about the blocks of a kind, beside what the tests of single pages do. */
const kinds: Readonly<Record<string, string>> = {
  "": "text that no program of the page prints by itself: the page is one of `bare`",
  console: "commands with what they print: the page is one of `transcripts`",
  dockerfile:
    "needs Docker: the test of its page compares it with one that is known, or its command with one that was run",
  http: "asked of the program before it: programs.test.ts; of another framework's: migrating.test.ts",
  ini: "a unit of systemd: the test of its page compares its command with one that was run",
  js: "emitted: looked for in what its page's programs become",
  json: "read",
  nginx: "needs nginx: the test of its page looks at the fields that it sets",
  sh: "commands that `commands` knows",
  text: "what a program prints or says: mistakes in programs.test.ts, the rest in the test of its page",
  ts: "checked; and run, where it exports an app: programs.test.ts",
  yaml: "a file that a program imports, or that the test of its page reads",
};

/** Pages whose `console` blocks are carried out, and where. */
const transcripts: Readonly<Record<string, string>> = {
  "README.md": "readme.test.ts",
  "docs/benchmarking.md": "benchmarking.test.ts",
  "docs/deployment.md": "deployment.test.ts",
  "docs/fast-paths.md": "fast-paths.test.ts",
  "docs/getting-started.md": "getting-started.test.ts",
  "docs/inspector.md": "inspector.test.ts",
};

/** Pages with blocks of no kind, and what is done about them. */
const bare: Readonly<Record<string, string>> = {
  "docs/middleware.md": "a picture",
  "docs/middleware/load-shed.md": "lines.test.ts",
  "docs/middleware/metrics.md": "lines.test.ts",
  "docs/middleware/rate-limit.md": "lines.test.ts",
  "docs/stores.md": "lines.test.ts",
};

/** Commands of `sh` blocks, and why no test runs them, or which does. */
const commands: Readonly<Record<string, string>> = {
  "bun init -y": "getting-started.test.ts",
  "bun add ../bunsen-0.1.0.tgz": "getting-started.test.ts",
  "caddy reverse-proxy --from api.example.com --to 127.0.0.1:3000": "needs Caddy, and a domain",
  "docker build -t my-api .": "needs Docker",
  "docker run --rm -p 3000:3000 my-api": "needs Docker",
  "npx -y bun@1.4.5 run demo": "needs npm's registry; examples/shop has tests of its own",
  "npx -y bun@1.4.5 run check": "needs npm's registry; what CI does",
};

test("each block is of a kind that something is done about", () => {
  const unknown = blocks.filter(({ block }) => !(block.kind in kinds));
  expect(unknown.map(({ block }) => `${block.place}: ${block.kind}`)).toEqual([]);
});

test("each fence is one of a block: at the beginning of its line, of three backticks", () => {
  const fences = pages.map(({ path, text, blocks: { length } }) => {
    const lines = text.split("\n").filter((line) => /^\s*(?:`{3,}|~{3,})/.test(line));
    return { path, lines: lines.length, expected: 2 * length };
  });
  expect(fences.filter(({ lines, expected }) => lines !== expected)).toEqual([]);
});

test("each ts block is without an error of types", async () => {
  const checked = ofKind("ts").filter(({ block }) => !block.text.includes(generatedTypes));
  const files = Object.assign({}, ...checked.map(filesOf)) as Record<string, string>;
  await using workspace = await createWorkspace({ ...files, "tsconfig.json": tsconfig });
  const check = [process.execPath, "check", "--no-script", "--project", workspace.path];
  const { stdout, stderr, exitCode } = await run(check, { patienceMs: 50_000 });
  expect({ exitCode, told: exitCode === 0 ? "" : stdout + stderr }).toEqual({ exitCode: 0, told: "" });
});

/** typed-client.test.ts generates these types first, and checks what imports them. */
const generatedTypes = '"./client.gen.ts"';

// That of a user, but that a fragment need not use all that it declares.
const tsconfig = JSON.stringify({
  extends: join(root, "examples/tsconfig.json"),
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
  include: ["."],
  exclude: [],
});

/** A block in a directory that is called after its place, so that an error tells where it is. */
function filesOf({ page, block }: { page: Page; block: Block }): Record<string, string> {
  const directory = block.place.replaceAll("/", "-");
  const beside = block.text.includes('"./') ? filesBeside(page, block) : {};
  const files = { ...beside, [block.file ?? "block.ts"]: moduleOf(block) };
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${directory}/${name}`, text]));
}

test("each js block is what was emitted for a program before it, or for examples/shop", async () => {
  const { default: app } = (await import(join(root, "examples/shop/app.ts"))) as { default: App };
  const shop = emittedFor(app, join(root, "examples/shop"));
  for (const { page, block } of ofKind("js")) {
    const before = page.blocks.slice(0, page.blocks.indexOf(block));
    const program = before.findLast(isProgram);
    expect(program, block.place).toBeDefined();
    if (program === undefined) continue;
    await using running = await runProgram(page, program);
    const emitted = emittedFor(running.app, running.directory);
    const isEmitted = [emitted, shop].some((text) => text.includes(inOneLine(block.text)));
    expect({ place: block.place, isEmitted }).toEqual({ place: block.place, isEmitted: true });
  }
});

function emittedFor(app: App, directory: string): string {
  const { plan } = planApp(app.definition(), directory);
  return inOneLine(
    emitModule(plan, Object.keys(helpers), { version, file: join(directory, "app.ts"), directory }),
  );
}

/** The formatter breaks long lines of a code block. */
const inOneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

test("each json block can be read", () => {
  for (const { block } of ofKind("json")) expect(() => JSON.parse(block.text), block.place).not.toThrow();
});

test("each command of a sh block is known", () => {
  const lines = ofKind("sh").flatMap(({ block }) =>
    block.text
      .trim()
      .replaceAll(/\\\n\s*/g, "")
      .split("\n"),
  );
  const used = lines.map((line) => line.replace(/\s*#.*$/, "")).filter((line) => line !== "");
  expect([...new Set(used)].toSorted()).toEqual(Object.keys(commands).toSorted());
});

test.each([
  ["console", transcripts],
  ["", bare],
])("each page with blocks of the kind %p is looked after", (kind, pagesOf) => {
  const paths = new Set(ofKind(kind).map(({ page }) => page.path));
  expect([...paths].toSorted()).toEqual(Object.keys(pagesOf).toSorted());
});
