import { expect, test } from "bun:test";
import { join } from "node:path";
import { bundleServer } from "../../src/cli/bundle.ts";
import { type Finished, run, runBunsen, startServer } from "../cli/support/processes.ts";
import { createWorkspace, type Workspace } from "../cli/support/workspace.ts";

/** An app with something of everything that a table is made from. */
const original = `
import { app, middleware, t } from "bunsen";

const first = middleware({ name: "first", before() {} });
const second = middleware({ name: "second", after() {} });

export default app({ limits: { bodyBytes: 4096 } })
  .get("/health", "ok")
  .get("/items/:id", { params: t.Object({ id: t.Integer() }), response: t.Object({ id: t.Integer() }) }, ({ params }) => params)
  .post("/items", { body: t.Object({ name: t.String() }) }, ({ body }) => body)
  .group("/staff", (group) => group.use(first, second).get("/report", () => "report"));
`;

const refusal =
  "TableMismatchError: The route table was built from another app than the one that is running:\n";

/** Bundles an app with the table of the original. */
async function bundle(workspace: Workspace, app: string): Promise<string[]> {
  await workspace.write("app.ts", original);
  await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  await workspace.write("app.ts", app);
  const output = join(workspace.path, "mixed.js");
  await bundleServer({
    table: await workspace.read("dist/routes.gen.js"),
    appFile: join(workspace.path, "app.ts"),
    output,
  });
  return [process.execPath, output];
}

async function runMixed(app: string): Promise<Finished> {
  await using workspace = await createWorkspace();
  return await run(await bundle(workspace, app), { env: { PORT: "0" } });
}

/** The app with one piece of its text exchanged. */
function exchange(from: string, to: string): string {
  expect(original).toContain(from);
  return original.replace(from, to);
}

const hash = "[0-9a-z]{1,8}";

test.each([
  [
    "another route",
    ".post(",
    '.get("/extra", () => "extra").post(',
    "GET /extra is in the app, not in the table\\.",
  ],
  ["a route less", '.get("/health", "ok")', "", "GET /health is in the table, not in the app\\."],
  [
    "another params schema",
    "params: t.Object({ id: t.Integer() })",
    "params: t.Object({ id: t.Integer({ minimum: 1 }) })",
    `GET /items/:id was built with params ${hash}, and now has params ${hash}\\.`,
  ],
  [
    "another response schema",
    "response: t.Object({ id: t.Integer() })",
    "response: t.Object({ id: t.Integer(), secret: t.Optional(t.String()) })",
    `GET /items/:id was built with response ${hash}, and now has response ${hash}\\.`,
  ],
  [
    "no response schema",
    ", response: t.Object({ id: t.Integer() })",
    "",
    `GET /items/:id was built with response ${hash}, and now has less\\.`,
  ],
  [
    "another body schema",
    "body: t.Object({ name: t.String() })",
    "body: t.Object({ name: t.Optional(t.String()) })",
    `POST /items was built with body ${hash}, and now has body ${hash}\\.`,
  ],
  [
    "another body limit of the app",
    "4096",
    "8192",
    "POST /items was built with bodyLimitBytes 4096, and now has bodyLimitBytes 8192\\.",
  ],
  [
    "a body limit of the route",
    "{ body: ",
    "{ bodyLimitBytes: 16, body: ",
    "POST /items was built with bodyLimitBytes 4096, and now has bodyLimitBytes 16\\.",
  ],
  [
    "another constant",
    '"ok"',
    '"fine"',
    `GET /health was built with constant ${hash}, and now has constant ${hash}\\.`,
  ],
  [
    "a handler in place of a constant",
    '"ok"',
    '() => "ok"',
    `GET /health was built with constant ${hash}, and now has less\\.`,
  ],
  [
    "a guard that is gone",
    "use(first, second)",
    "use(second)",
    "GET /staff/report was built with middleware first before, and now has less\\.",
  ],
  [
    "middleware with another hook",
    "after() {}",
    "before() {}",
    "GET /staff/report was built with middleware second after, and now has middleware second before\\.",
  ],
])("%s: refused at start, and told", async (_, from, to, difference) => {
  const { exitCode, stdout, stderr } = await runMixed(exchange(from, to));
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain(refusal);
  expect(stderr).toMatch(new RegExp(`^  - ${difference}\n`, "m"));
});

test("middleware in another order is refused", async () => {
  const { exitCode, stdout, stderr } = await runMixed(exchange("use(first, second)", "use(second, first)"));
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain(`${refusal}  - GET /staff/report was built with `);
});

test("every difference is told, and what to do", async () => {
  const { stderr } = await runMixed(exchange('.get("/health", "ok")', '.get("/alive", "ok")'));
  expect(stderr).toContain(
    `${refusal}  - GET /alive is in the app, not in the table.\n  - GET /health is in the table, not in the app.\n` +
      "Run `bunsen build` again.",
  );
});

test("the same definitions with another handler fit, and the handler runs", async () => {
  await using workspace = await createWorkspace();
  const command = await bundle(workspace, exchange("=> params", "=> ({ id: params.id + 1 })"));
  await using server = await startServer(command);
  expect(await (await fetch(new URL("/items/1", server.url))).json()).toEqual({ id: 2 });
});

/** Has one route more, another schema and another limit where a variable is set. */
const dependent = `
import { app, t } from "bunsen";

const isBeta = process.env.BETA === "1";
const shop = app({ limits: { bodyBytes: isBeta ? 10 : 20 } })
  .get("/items", { response: isBeta ? t.Array(t.String()) : t.Array(t.Integer()) }, () => [])
  .post("/items", () => "posted");
if (isBeta) shop.get("/beta", () => "beta");
export default shop;
`;

test("definitions that depend on the environment are refused where it differs", async () => {
  await using workspace = await createWorkspace({ "app.ts": dependent });
  await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  const { exitCode, stdout, stderr } = await run([process.execPath, "dist/server.js"], {
    cwd: workspace.path,
    env: { PORT: "0", BETA: "1" },
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr.match(/^ {2}- \S+ \S+/gm)).toEqual(["  - GET /items", "  - POST /items", "  - GET /beta"]);
  expect(stderr).toContain("If the difference comes from the environment (a variable, a file, the time)");
});

test("definitions that depend on the environment are served where it is the same", async () => {
  await using workspace = await createWorkspace({ "app.ts": dependent });
  await runBunsen(["build", "app.ts"], { cwd: workspace.path, env: { BETA: "1" } });
  await using server = await startServer([process.execPath, "dist/server.js"], {
    cwd: workspace.path,
    env: { BETA: "1" },
  });
  expect(await (await fetch(new URL("/beta", server.url))).text()).toBe("beta");
});

test("an app that is asked in-process is refused as well", async () => {
  const { exitCode, stdout, stderr } = await runMixed(
    `${exchange('"ok"', '"fine"').replace("export default", "const shop =")}
     export default shop;
     console.log(await (await shop.request("/health")).text());`,
  );
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain(refusal);
});

const partsOfTheCompiler = [
  "planApp",
  "SchemaPlanner",
  "emitTable",
  "emitModule",
  "emitRoute",
  "interpretApp",
  "DiagnosticsError",
  "parseArgs",
  "new Function",
  "eval(",
  "prepareStackTrace",
];

test("a built server has nothing of the compiler, no code from strings, and asks for no stack", async () => {
  await using workspace = await createWorkspace();
  await runBunsen(["build", "examples/shop/app.ts", "--out", workspace.path]);
  const text = await workspace.read("server.js");
  expect(text).toContain("create_table");
  expect(partsOfTheCompiler.filter((part) => text.includes(part))).toEqual([]);
});
