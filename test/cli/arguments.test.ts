import { expect, test } from "bun:test";
import { version } from "../../package.json";
import { runBunsen } from "./support/processes.ts";
import { appModule, createWorkspace } from "./support/workspace.ts";

const usage = "bunsen <command> <app module> [options]";

test.each([[[]], [["--help"]], [["-h"]]])("%j prints the usage", async (args) => {
  const { exitCode, stdout, stderr } = await runBunsen(args);
  expect({ exitCode, stderr, firstLine: stdout.split("\n")[0] }).toEqual({
    exitCode: 0,
    stderr: "",
    firstLine: usage,
  });
});

test("the usage names every command and option", async () => {
  const { stdout } = await runBunsen(["--help"]);
  for (const word of [
    "new",
    "dev",
    "build",
    "openapi",
    "client",
    "docs",
    "routes",
    "explain",
    "bench",
    "--out",
    "--check",
    "--compile",
    "--json",
  ]) {
    expect(stdout).toContain(word);
  }
});

test.each([
  ["new", "bunsen new <directory> [options]"],
  ["dev", "bunsen dev <app module>"],
  ["build", "bunsen build <app module> [options]"],
  ["openapi", "bunsen openapi <app module> [options]"],
  ["client", "bunsen client <app module> [options]"],
  ["docs", "bunsen docs <app module> [options]"],
  ["routes", "bunsen routes <app module> [options]"],
  ["explain", 'bunsen explain <app module> "GET /path" [options]'],
  ["bench", "bunsen bench <app module> [options]"],
])("%s --help tells of that command", async (command, synopsis) => {
  const { exitCode, stdout, stderr } = await runBunsen([command, "--help"]);
  expect({ exitCode, stderr, firstLine: stdout.split("\n")[0] }).toEqual({
    exitCode: 0,
    stderr: "",
    firstLine: synopsis,
  });
});

test("the help of a command names its options", async () => {
  expect((await runBunsen(["routes", "-h"])).stdout).toBe(`bunsen routes <app module> [options]

Tells every route with its dispatch, middleware, schemas and place.

  --limits    what a request of each may cost
  --json      all of it, for programs
  -h, --help  this text
`);
});

test("an option of another command is told, with the help of this one", async () => {
  const { exitCode, stdout, stderr } = await runBunsen(["routes", "app.ts", "--compile"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toStartWith(
    "bunsen routes has no option --compile.\n\nbunsen routes <app module> [options]\n",
  );
});

test("an unknown command is told, with the usage", async () => {
  const { exitCode, stdout, stderr } = await runBunsen(["bild", "app.ts"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toStartWith(`There is no command "bild". Did you mean build?\n\n${usage}`);
});

test("a command that is like no other is told alone", async () => {
  const { exitCode, stderr } = await runBunsen(["serve", "app.ts"]);
  expect({ exitCode, line: stderr.split("\n")[0] }).toEqual({
    exitCode: 2,
    line: 'There is no command "serve".',
  });
});

test.each([["--version"], ["-v"]])("%s prints the version of the package", async (option) => {
  expect(await runBunsen([option])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
});

test("an unknown option is told, with the usage", async () => {
  const { exitCode, stderr } = await runBunsen(["routes", "app.ts", "--jsn"]);
  expect(exitCode).toBe(2);
  expect(stderr).toStartWith(`Unknown option '--jsn'. Did you mean --json?\n\n${usage}`);
});

test("an option without its value is told", async () => {
  const { exitCode, stderr } = await runBunsen(["build", "app.ts", "--out"]);
  expect(exitCode).toBe(2);
  expect(stderr).toStartWith("Option '--out <value>' argument missing");
});

test("a value for an option that has none is told", async () => {
  const { exitCode, stderr } = await runBunsen(["routes", "app.ts", "--json=yes"]);
  expect(exitCode).toBe(2);
  expect(stderr).toStartWith("Option '--json' does not take an argument");
});

test.each(["dev", "build", "openapi", "client", "docs", "routes", "explain", "bench"])(
  "%s without a module asks for one",
  async (command) => {
    expect(await runBunsen([command])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `Name the app's module: bunsen ${command} app.ts\n`,
    });
  },
);

test.each(["dev", "build", "openapi", "client", "docs", "routes", "bench"])(
  "%s with a second module refuses it",
  async (command) => {
    expect(await runBunsen([command, "app.ts", "other.ts"])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `bunsen ${command} takes one module, not also "other.ts".\n`,
    });
  },
);

test.each<[command: string, rest: string[]]>([
  ["dev", []],
  ["build", []],
  ["openapi", []],
  ["client", []],
  ["docs", []],
  ["routes", []],
  ["explain", ["GET /"]],
  ["bench", []],
])("%s of a module that does not exist says so", async (command, rest) => {
  expect(await runBunsen([command, "nowhere/app.ts", ...rest])).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "There is no file nowhere/app.ts.\n",
  });
});

test("a directory is no module", async () => {
  expect(await runBunsen(["routes", "examples"])).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "There is no file examples.\n",
  });
});

test("a module that exports no app is told, with a fix", async () => {
  await using workspace = await createWorkspace({
    "app.ts": 'import { app } from "bunsen";\nexport const shop = app();\n',
  });
  const { exitCode, stdout, stderr } = await runBunsen(["routes", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toStartWith("app.ts exports no app.\n  Fix: `export default` the value that app() gave");
});

test.each([
  ["5", "a number"],
  ["{}", "another object"],
  ["() => {}", "a function"],
])("a default export %s is told for what it is", async (value, description) => {
  await using workspace = await createWorkspace({ "app.ts": `export default ${value};\n` });
  const { exitCode, stderr } = await runBunsen(["routes", "app.ts"], { cwd: workspace.path });
  expect(exitCode).toBe(1);
  expect(stderr).toStartWith(`app.ts exports no app, but ${description}.\n`);
});

test("a module that throws is told with its error and its place", async () => {
  await using workspace = await createWorkspace({ "app.ts": '\nthrow new Error("no database");\n' });
  const { exitCode, stdout, stderr } = await runBunsen(["routes", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toStartWith("app.ts cannot be imported: ");
  expect(stderr).toContain("error: no database");
  expect(stderr).toContain("app.ts:2:");
});

test("a module that cannot be parsed is told with the place", async () => {
  await using workspace = await createWorkspace({ "app.ts": "export default app(.get(\n" });
  const { exitCode, stderr } = await runBunsen(["routes", "app.ts"], { cwd: workspace.path });
  expect(exitCode).toBe(1);
  expect(stderr).toStartWith("app.ts cannot be imported: ");
  expect(stderr).toContain("app.ts:1:20");
});

test("a module that leaves a timer running does not keep the command running", async () => {
  await using workspace = await createWorkspace({
    "app.ts": `setInterval(() => {}, 1000);\n${appModule('.get("/", "hello")')}`,
  });
  const { exitCode } = await runBunsen(["routes", "app.ts"], { cwd: workspace.path });
  expect(exitCode).toBe(0);
});

test("a module that listens by itself is read without listening", async () => {
  const text = `
    import { app as createApp } from "bunsen";
    export const app = createApp().get("/", () => "hello");
    const server = await app.listen({ port: 1 });
    await Bun.write(import.meta.dir + "/port", String(server.port));`;
  await using workspace = await createWorkspace({ "app.ts": text });
  const { exitCode, stdout } = await runBunsen(["routes", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, port: await workspace.read("port") }).toEqual({ exitCode: 0, port: "0" });
  expect(stdout).toContain("GET     /     direct");
});

const broken = `import { app, t } from "bunsen";

export default app({ bodyLimit: 5 } as never)
  .get("/a/:id", { params: t.Object({ nr: t.String() }) }, () => "a")
  .get("/b//c", () => "b")
  .get("/c/:x", () => "c")
  .get("/c/:y", () => "c")
  .post("/d", { bodyLimitBytes: -1 }, () => "d")
  .post("/e", { timeout: 5 } as never, () => "e")
  .get("/f/:a/g", () => "f")
  .get("/f/h/:b", () => "f");
`;

test.each<[command: string, rest: string[]]>([
  ["routes", []],
  ["build", []],
  ["explain", ["GET /c/:x"]],
  ["bench", []],
])("%s tells every problem of an app", async (command, rest) => {
  await using workspace = await createWorkspace({ "app.ts": broken });
  const { exitCode, stdout, stderr } = await runBunsen([command, "app.ts", ...rest], {
    cwd: workspace.path,
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toStartWith("The app has 8 problems:\n\n");
  expect([...stderr.matchAll(/^(?:(\S+) )?\[(\w+)\]$/gm)].map(([, place, code]) => [place, code])).toEqual([
    [undefined, "invalid_option"],
    ["app.ts:5:4", "invalid_path"],
    ["app.ts:7:4", "duplicate_route"],
    ["app.ts:11:4", "ambiguous_routes"],
    ["app.ts:4:4", "parameter_without_schema"],
    ["app.ts:4:4", "parameter_without_schema"],
    ["app.ts:8:4", "invalid_option"],
    ["app.ts:9:4", "invalid_option"],
  ]);
});

test("each problem is told with its place, what is wrong and a fix", async () => {
  await using workspace = await createWorkspace({
    "app.ts": appModule('\n  .get("/ok", "ok")\n  .get("/b//c", () => "b")'),
  });
  expect(await runBunsen(["routes", "app.ts"], { cwd: workspace.path })).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: `The app has a problem:

app.ts:5:4 [invalid_path]
  The path pattern "/b//c" has an empty segment (//).
  Fix: Remove one of the slashes: a request with // is refused.
  4 |   .get("/ok", "ok")
  5 |   .get("/b//c", () => "b");
         ^
`,
  });
});

test("two routes alike are told with the place of both", async () => {
  await using workspace = await createWorkspace({
    "app.ts": appModule('\n  .get("/c/:x", () => "c")\n  .get("/c/:y", () => "c")'),
  });
  const { stderr } = await runBunsen(["routes", "app.ts"], { cwd: workspace.path });
  expect(stderr).toContain(
    "app.ts:5:4 [duplicate_route]\n  GET /c/:y answers the same requests as GET /c/:x, defined at ",
  );
  expect(stderr).toContain("app.ts:4.\n  Fix: Remove one of them, or give it a path of its own.\n");
});

test("an option that does not exist is told with those that do", async () => {
  await using workspace = await createWorkspace({
    "app.ts": appModule('.post("/d", { timeout: 5 } as never, () => "d")'),
  });
  const { stderr } = await runBunsen(["routes", "app.ts"], { cwd: workspace.path });
  expect(stderr).toContain('has the unknown key "timeout".\n  Fix: Use one of params, query, headers');
});
