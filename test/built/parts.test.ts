/** A build holds what its app uses, and nothing else of what only some apps use. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { run, runBunsen, startServer } from "../cli/support/processes.ts";
import { root } from "../support/app-forms.ts";
import { SocketClient } from "../support/socket-client.ts";
import { type Workspace, appModule, createWorkspace } from "../cli/support/workspace.ts";

async function build(files: Readonly<Record<string, string>>, ...options: string[]): Promise<Workspace> {
  const workspace = await createWorkspace(files);
  const { exitCode, stderr } = await runBunsen(["build", "app.ts", ...options], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return workspace;
}

const serve = (workspace: Workspace, env: Readonly<Record<string, string>> = {}) =>
  startServer([process.execPath, "--disallow-code-generation-from-strings=strict", "dist/server.js"], {
    cwd: workspace.path,
    env,
  });

/** What a bundle has of a part: a name that only that part has. */
const marks = {
  answers: "class ResponseCache",
  events: "class EventStream",
  files: "function createStaticHandler",
  formats: "function isEmail",
  health: "function createReadiness",
  lazy: "class HandlerCache",
  memo: "class Memo {",
  paths: "rememberPaths",
  resources: "class Resources",
  sockets: "class Connection",
  workers: "class WorkerPool",
} as const;

async function partsIn(workspace: Workspace): Promise<string[]> {
  const text = await workspace.read("dist/server.js");

  return Object.entries(marks).flatMap(([part, mark]) => (text.includes(mark) ? [part] : []));
}

test.each<[part: string, module: string]>([
  [
    "",
    appModule(
      '.get("/", "Hello").get("/sum/:n", { params: t.Object({ n: t.Integer() }) }, ({ params }) => params)',
    ),
  ],
  ["answers", appModule('.get("/", { cache: { ttlSeconds: 60 } }, () => "kept")')],
  [
    "events",
    'import { app, sse } from "bunsen";\nexport default app().get("/", sse(async function* () {}));',
  ],
  ["files", appModule('.static("/files/*", import.meta.dir)')],
  ["formats", appModule('.get("/", { query: t.Object({ to: t.String({ format: "email" }) }) }, () => "ok")')],
  ["health", appModule(".health()")],
  [
    "lazy",
    'import { app, lazy } from "bunsen";\nexport default app().get("/", lazy(async () => ({ default: () => "late" })));',
  ],
  [
    "memo",
    appModule(
      '.use(middleware({ name: "m", before: () => ({ a: 1 }), memo: { key: () => "k" } })).get("/", () => "ok")',
    ),
  ],
  [
    "paths",
    appModule("").replace("app()", "app({ performance: { optimizations: { useRouteCache: true } } })"),
  ],
  ["resources", appModule('.provide("db", () => 1).get("/", { inject: ["db"] }, ({ db }) => db)')],
  ["resources", appModule('.group("/a", (group) => group.provide("db", () => 1))')],
  ["sockets", appModule('.mount("/a", app().ws("/", {}))')],
  ["workers", appModule('.get("/", { worker: true }, () => "there")')],
  [
    "workers",
    'import { app, task } from "bunsen";\nconst double = task("double", (n: number) => 2 * n);\n' +
      'const doubles = app().get("/", () => doubles.pool().run(double, 2));\nexport default doubles;',
  ],
])("what has %s, and no other part", async (part, module) => {
  await using workspace = await build({ "app.ts": module });
  expect(await partsIn(workspace)).toEqual(part === "" ? [] : [part]);
});

test("an app that uses all of them is served by all of them", async () => {
  await using workspace = await build({
    "public/a.txt": "a file",
    "app.ts": `
import { app, lazy, task } from "bunsen";

const double = task("double", (n: number) => 2 * n);
const all = app()
  .health()
  .provide("motto", () => "less")
  .static("/files/*", "public")
  .get("/motto", { inject: ["motto"] }, ({ motto }) => motto)
  .get("/kept", { cache: { ttlSeconds: 60 } }, () => "kept")
  .get("/late", lazy(async () => ({ default: () => "late" })))
  .get("/there", { worker: true }, () => "there")
  .get("/double", async () => String(await all.pool().run(double, 2)))
  .ws("/socket", { message: (socket, message) => void socket.send(message) });

export default all;
`,
  });
  await using server = await serve(workspace);
  const answers: string[] = [];
  for (const path of ["motto", "kept", "late", "there", "double", "files/a.txt", "ready"])
    answers.push(await (await fetch(new URL(path, server.url))).text());
  const ready = '{"status":"ready","checks":{}}';
  expect(answers).toEqual(["less", "kept", "late", "there", "4", "a file", ready]);
  await using client = await SocketClient.connect(server.url, "/socket");
  client.send("hello");
  expect(await client.next()).toBe("hello");
});

test.each([
  ["a directory", '.static("/files/*", import.meta.dir)', "calls static()"],
  ["health", ".health()", "calls health()"],
  ["a resource", '.provide("db", () => 1)', "calls provide()"],
  ["a WebSocket", '.ws("/socket", {})', "has WebSockets"],
])("what uses %s only where it runs, and did not where it was built, is told so", async (_, call, uses) => {
  const module = `import { app } from "bunsen";\nconst made = app().get("/", "ok");\nif (process.env.MORE) made${call};\nexport default made;`;
  await using workspace = await build({ "app.ts": module });
  const { exitCode, stderr } = await run([process.execPath, "dist/server.js"], {
    cwd: workspace.path,
    env: { MORE: "1", PORT: "0" },
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    `TypeError: The app ${uses}, and did not when it was built: this build leaves out what serves that. Run \`bunsen build\` again.`,
  );
});

test("a pool is refused where the build knows of nothing that it could run", async () => {
  const module =
    'import { app } from "bunsen";\nconst made = app().get("/", () => String(made.pool()));\nexport default made;';
  await using workspace = await build({ "app.ts": module });
  await using server = await serve(workspace);
  expect((await fetch(server.url)).status).toBe(500);
  await server.process.waitFor(
    /This build has no workers: no route has one, and the app's module imported no task/,
  );
});

test("workers of an app whose options have some only where it runs are told so", async () => {
  const module =
    'import { app } from "bunsen";\nexport default app(process.env.MORE ? { workers: {} } : {}).get("/", () => "ok");';
  await using workspace = await build({ "app.ts": module });
  const { exitCode, stderr } = await run([process.execPath, "dist/server.js"], {
    cwd: workspace.path,
    env: { MORE: "1", PORT: "0" },
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("TypeError: The app has workers, and did not when it was built");
});

/** What a server weighs, minified. More should be noticed; less should be written here. */
test.each([
  ["a constant", 'import { app } from "bunsen";\n\nexport default app().get("/", "Hello");\n', 37_000],
  ["examples/hello", await Bun.file(join(root, "examples/hello/app.ts")).text(), 47_000],
])("a hello world is small: %s", async (_, module, largestBytes) => {
  await using workspace = await build({ "app.ts": module }, "--minify");
  expect(Bun.file(join(workspace.path, "dist/server.js")).size).toBeLessThan(largestBytes);
  await using server = await serve(workspace);
  expect((await fetch(new URL("/nothing", server.url))).status).toBe(404);
});
