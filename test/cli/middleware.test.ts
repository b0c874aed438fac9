import { expect, test } from "bun:test";
import { join } from "node:path";
import { runBunsen, startServer } from "./support/processes.ts";
import { createWorkspace } from "./support/workspace.ts";

const text = `import { app, middleware } from "bunsen";

const logger = middleware({ name: "logger", phase: "observe", before() {}, after() {} });
const frame = middleware({ name: "frame", phase: "protect", headers: { "x-frame-options": "DENY" } });
const session = middleware({
  name: "session",
  phase: "identify",
  guards: true,
  memo: { key: () => "one", ttlSeconds: 30, capacityEntries: 50 },
  before: () => ({ user: "ann" }),
});
const admin = middleware({ name: "admin", phase: "admit", before() {} });

export default app({
  performance: {
    fastPaths: [{ path: "/health", allowUnguarded: true }, "/assets/*"],
    middleware: {
      skipConditions: {
        logger: [{ path: "/quiet/*" }, { when: ({ request }) => request.headers.has("x-quiet") }, { path: "/typo" }],
      },
    },
  },
})
  .use(session, logger, frame)
  .get("/health", "ok")
  .get("/quiet/:id", ({ params, user }) => params.id + user)
  .get("/open", { skip: ["session"], allowUnguarded: true }, () => "open")
  .get("/admin", { use: [admin] }, () => "admin");
`;

const warnings = [
  'The fast path "/assets/*" matches no route, so it does nothing.',
  "The skip condition /typo of logger matches no route that has it, so it does nothing. " +
    "Paths without a route are asked of by a `when` alone.",
];
const stderr = warnings.map((warning) => `Warning: ${warning}\n`).join("");

const run = async (...args: readonly string[]) => {
  await using workspace = await createWorkspace({ "app.ts": text });
  return await runBunsen(args, { cwd: workspace.path });
};

test("routes: fast paths, conditions of the request, and what is skipped", async () => {
  expect(await run("routes", "app.ts")).toEqual({
    exitCode: 0,
    stderr,
    stdout: `METHOD  PATH        DISPATCH  MIDDLEWARE              SCHEMAS  SOURCE
GET     /health     constant  (fast path /health)     -        app.ts:25
GET     /quiet/:id  chained   session, skips logger   -        app.ts:26
GET     /open       chained   logger?, skips session  -        app.ts:27
GET     /admin      chained   logger? session admin   -        app.ts:28
`,
  });
});

/** What is told of a route before its code. */
async function explain(key: string): Promise<string[]> {
  const { stdout } = await run("explain", "app.ts", key);
  return stdout.slice(0, stdout.indexOf("\n\n")).split("\n").toSpliced(1, 1);
}

test("explain: a fast path", async () => {
  expect(await explain("GET /health")).toEqual([
    "GET /health",
    "  dispatch    constant: its bytes are known now, and it is on the fast path /health",
    "  answers     GET, HEAD (from GET)",
    "  fast path   /health",
    "  skipped     logger: on the fast path /health",
    "  skipped     session: on the fast path /health",
    "  header      x-frame-options: DENY",
  ]);
});

test("explain: phases, guards, hooks, memo, conditions, constant header fields", async () => {
  expect(await explain("GET /admin")).toEqual([
    "GET /admin",
    "  dispatch    chained: middleware logger, session, admin",
    "  answers     GET, HEAD (from GET)",
    "  host        checked in the header field",
    "  middleware  logger: observe, before and after, unless a condition of the request holds (1)",
    "  middleware  session: identify, guards, before, memo 30 s, 50 entries",
    "  middleware  admin: admit, guards, before",
    "  header      x-frame-options: DENY",
    "  writes      what the handler returns, undeclared",
  ]);
});

test("explain: why middleware is skipped", async () => {
  const skipped = [await explain("GET /quiet/:id"), await explain("GET /open")].map((lines) =>
    lines.filter((line) => line.startsWith("  skipped")),
  );
  expect(skipped).toEqual([
    ["  skipped     logger: skipped by the condition /quiet/*"],
    ["  skipped     session: skipped by the route"],
  ]);
});

test("explain: the code has all that it names, as a build writes it", async () => {
  await using workspace = await createWorkspace({ "app.ts": text });
  const { stdout } = await runBunsen(["explain", "app.ts", "GET /admin"], { cwd: workspace.path });
  await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  const built = (await workspace.read("dist/routes.gen.js")).replaceAll(/^ {2}/gm, "");
  const code = stdout.slice(stdout.indexOf("\n\n") + 2).trim();
  expect(code).toStartWith('const headers_1 = foldHeaders({ "x-frame-options": "DENY" });\n');
  for (const part of code.split("\n\n")) expect(built).toContain(part);
});

test("--json has each middleware in whole", async () => {
  const { stdout } = await run("explain", "app.ts", "GET /admin", "--json");
  const routes = await run("routes", "app.ts", "--json");
  const { around } = JSON.parse(stdout) as { around: unknown };
  expect(around).toMatchObject({
    headers: { "x-frame-options": "DENY" },
    skipped: [],
    middleware: [
      { name: "logger", phase: "observe", guards: false, hooks: ["before", "after"], skips: [1] },
      { name: "session", phase: "identify", guards: true, memo: { ttlSeconds: 30, capacityEntries: 50 } },
      { name: "admin", phase: "admit", guards: true, hooks: ["before"], skips: [] },
    ],
  });
  expect((JSON.parse(routes.stdout) as { around: unknown }[])[3]?.around).toEqual(around);
});

test("the report of a build has fast paths and what is skipped", async () => {
  await using workspace = await createWorkspace({ "app.ts": text });
  const built = await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  expect(built).toMatchObject({ exitCode: 0, stderr });
  const report = JSON.parse(await workspace.read("dist/build-report.json")) as Record<string, unknown>;
  const onFastPath = ["logger", "session"].map((name) => ({ name, reason: "on the fast path /health" }));
  expect([report["fastPaths"], report["skipped"]]).toEqual([
    { "GET /health": "/health" },
    {
      "GET /health": onFastPath,
      "GET /quiet/:id": [{ name: "logger", reason: "skipped by the condition /quiet/*" }],
      "GET /open": [{ name: "session", reason: "skipped by the route" }],
    },
  ]);
});

test("an app that runs unbuilt warns once, a built one does not", async () => {
  const served = `${text}console.error("end of module");`;
  await using workspace = await createWorkspace({ "app.ts": served });
  const told = async (command: readonly string[]): Promise<string> => {
    const child = Bun.spawn([...command], { cwd: workspace.path, stdout: "ignore", stderr: "pipe" });
    return new Response(child.stderr).text();
  };
  const ask = `const { default: shop } = await import("./app.ts"); await shop.request("/open"); await shop.request("/open");`;
  expect(await told([process.execPath, "-e", ask])).toBe(
    ["end of module", ...warnings.map((warning) => `bunsen: ${warning}`), ""].join("\n"),
  );
  await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  await using server = await startServer([process.execPath, join(workspace.path, "dist/server.js")]);
  expect((await fetch(new URL("/open", server.url))).status).toBe(200);
});
