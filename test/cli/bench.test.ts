import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { ExerciseReport } from "../../src/exercise/report.ts";
import { root } from "../support/app-forms.ts";
import { type Finished, isRunning, runBunsen } from "./support/processes.ts";
import { type Workspace, appModule, createWorkspace } from "./support/workspace.ts";

setDefaultTimeout(60_000);

const shop = join(root, "examples/shop/app.ts");

/** As short as can be. */
const quick = ["--seconds", "0.02", "--connections", "2"];

/** Runs `bunsen bench` on a module that has this chain. */
async function benchChain(chain: string, ...args: string[]): Promise<Finished> {
  await using workspace = await createWorkspace({ "app.ts": appModule(chain) });
  return await benchIn(workspace, ...args);
}

const benchIn = ({ path: cwd }: Workspace, ...args: string[]): Promise<Finished> =>
  runBunsen(["bench", "app.ts", ...quick, ...args], { cwd, patienceMs: 40_000 });

/** Figures differ from run to run, and with them the width of their columns. */
const withoutFigures = (text: string): string =>
  text
    .trimEnd()
    .replace(/^Bunsen .*$/m, "Bunsen on a machine")
    .replaceAll(/\b\d[\d.,]*(?: (?:ns|µs|ms|s|B|KB|MB)\b)?/g, "#")
    .replaceAll(/(?<=\S) +/g, " ");

test("tells what every route took, and which are left out, as nobody may write or has credentials", async () => {
  const { exitCode, stdout, stderr } = await runBunsen(["bench", shop, ...quick], { patienceMs: 40_000 });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(withoutFigures(stdout)).toBe(
    withoutFigures(`Bunsen 0.1.0 · Bun 1.4.5 · A CPU, 2 cores, load 0.50

In process, one request after the other, 0.02 s each

ROUTE                    P50      P95      P99   REQ/S  HEAP/REQ
constant: by bytes that are known at build
  GET /health        5.50 µs  10.7 µs  37.5 µs  12,346   1.25 KB
direct: by the handler alone
  GET /products      5.50 µs  10.7 µs  37.5 µs  12,346   1.25 KB
  GET /products/:id  5.50 µs  10.7 µs  37.5 µs  12,346   1.25 KB

Over loopback, 2 connections, one request at a time on each, 0.02 s each

ROUTE                   P50     P95     P99   REQ/S  CPU/REQ
constant: by bytes that are known at build
  GET /health        266 µs  366 µs  465 µs  12,346  7.45 µs
direct: by the handler alone
  GET /products      266 µs  366 µs  465 µs  12,346  7.45 µs
  GET /products/:id  266 µs  366 µs  465 µs  12,346  7.45 µs

Left out
  POST /orders               it may write: add --writes
  GET /orders/:id            404 not_found: There is no order 1. (give its parameters examples of what is there)
  POST /staff/products       it may write: add --writes
  PATCH /staff/products/:id  it may write: add --writes
  GET /staff/report          401 unauthorized: Send the staff token as a bearer token. (send credentials: --header "authorization: …")`),
  );
});

test("with --writes and credentials, guarded routes are measured, and those that read what was made", async () => {
  const args = ["--writes", "--header", "authorization: Bearer demo", "--in-process", "--json"];
  const { exitCode, stdout } = await runBunsen(["bench", shop, ...quick, ...args], { patienceMs: 40_000 });
  const { routes } = JSON.parse(stdout) as ExerciseReport;
  expect(exitCode).toBe(0);
  expect(routes.map(({ key, status, target }) => [key, status, target])).toContainValues([
    ["GET /orders/:id", 200, "/orders/1"],
    ["POST /staff/products", 201, "/staff/products"],
    ["PATCH /staff/products/:id", 200, "/staff/products/1"],
    ["GET /staff/report", 200, "/staff/report"],
  ]);
});

const chain = `
  .get("/a", () => "a")
  .get("/b", { query: t.Object({ q: t.String({ examples: ["x"] }) }) }, ({ query }) => query)
  .post("/c", () => "c")`;

test("--json prints all of it, and nothing else", async () => {
  const { exitCode, stdout, stderr } = await benchChain(
    chain,
    "--json",
    "--route",
    "GET /b",
    "--route",
    "POST /c",
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const number = expect.any(Number) as never;
  const figures = {
    requests: number,
    seconds: number,
    requestsPerSecond: number,
    p50Ns: number,
    p95Ns: number,
    p99Ns: number,
    maxNs: number,
  };
  expect(JSON.parse(stdout)).toEqual({
    app: "app.ts",
    measuredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as never,
    versions: { bunsen: "0.1.0", bun: Bun.version },
    machine: { cpu: expect.any(String) as never, cores: number, loadAverage: number },
    seconds: 0.02,
    connections: 2,
    ways: ["inProcess", "loopback"],
    routes: [
      {
        key: "GET /b",
        dispatch: "direct",
        reason: "no middleware is active",
        method: "GET",
        target: "/b?q=x",
        status: 200,
        inProcess: { ...figures, heapBytes: number },
        loopback: { ...figures, cpuMicroseconds: number },
      },
    ],
    leftOut: [{ key: "POST /c", dispatch: "direct", reason: "it may write: add --writes" }],
  });
});

test("--json and --html write files, beside the table", async () => {
  await using workspace = await createWorkspace({ "app.ts": appModule(chain) });
  const { exitCode, stdout } = await benchIn(workspace, "--json", "out.json", "--html", "out.html");
  expect({ exitCode, last: stdout.trim().split("\n\n").slice(-2) }).toEqual({
    exitCode: 0,
    last: ["Wrote out.json.", "Wrote out.html."],
  });
  const { routes } = JSON.parse(await workspace.read("out.json")) as ExerciseReport;
  expect(routes.map(({ key }) => key)).toEqual(["GET /a", "GET /b"]);
  const page = await workspace.read("out.html");
  expect([page.includes("<svg "), page.includes("GET /b")]).toEqual([true, true]);
});

test("the module may stand behind --json", async () => {
  await using workspace = await createWorkspace({ "app.ts": appModule(chain) });
  const args = ["bench", ...quick, "--in-process", "--json", "app.ts"];
  const { exitCode, stdout } = await runBunsen(args, { cwd: workspace.path });
  expect({ exitCode, app: (JSON.parse(stdout) as ExerciseReport).app }).toEqual({
    exitCode: 0,
    app: "app.ts",
  });
});

test.each([
  ["--in-process", ["inProcess"]],
  ["--loopback", ["loopback"]],
])("%s measures that way only", async (option, ways) => {
  const { stdout } = await benchChain(chain, option, "--json", "--route", "GET /a");
  const report = JSON.parse(stdout) as ExerciseReport;
  expect([report.ways, report.routes.map((route) => [route.inProcess, route.loopback].map(Boolean))]).toEqual(
    [ways as never, [[option === "--in-process", option === "--loopback"]]],
  );
});

test("a route that is not there is told with the nearest", async () => {
  expect(await benchChain(chain, "--route", "GET /bb")).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: 'app.ts has no route "GET /bb". The nearest are:\n  GET /b\n  GET /a\n  POST /c\n',
  });
});

test("where nothing can be measured, it fails, and says why", async () => {
  const { exitCode, stdout, stderr } = await benchChain(chain, "--route", "POST /c");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: "No route of app.ts could be measured: see what was left out.\n",
  });
  expect(stdout).toEndWith("\n\nLeft out\n  POST /c  it may write: add --writes\n");
});

test("an app that cannot be planned is told with its places", async () => {
  const { exitCode, stderr } = await benchChain('\n  .get("/b//c", () => "b")');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('  4 |   .get("/b//c", () => "b");\n         ^\n');
});

test("an app that cannot start is told with what it said", async () => {
  const { exitCode, stderr } = await benchChain(
    '.get("/a", () => "a").onStart(() => { throw new Error("no database"); })',
  );
  expect(exitCode).toBe(1);
  expect(stderr).toStartWith("The app's process ended (exit code 1).\n");
  expect(stderr).toContain("no database");
});

test("an app that ends its process is told, and nothing hangs", async () => {
  const { exitCode, stderr } = await benchChain('.get("/a", () => process.exit(7))');
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "The app's process ended (exit code 7).\n" });
});

test("resources are made before, and ended after; what the app logs is not printed", async () => {
  await using workspace = await createWorkspace({
    "app.ts": appModule(`
      .onStart(() => Bun.write(import.meta.dir + "/started", String(process.pid)))
      .onStop(() => Bun.write(import.meta.dir + "/stopped", "yes"))
      .get("/a", () => { console.log("logged"); return "a"; })`),
  });
  const { exitCode, stdout } = await benchIn(workspace);
  expect({ exitCode, logged: stdout.includes("logged") }).toEqual({ exitCode: 0, logged: false });
  expect(await workspace.read("stopped")).toBe("yes");
  expect(isRunning(Number(await workspace.read("started")))).toBe(false);
});

test.each<[args: string[], stderr: string]>([
  [["--seconds", "0"], '--seconds: expected a number from 0.01 to 60, received "0".'],
  [["--seconds", "x"], '--seconds: expected a number from 0.01 to 60, received "x".'],
  [["--connections", "2.5"], '--connections: expected a whole number, received "2.5".'],
  [["--connections", "257"], '--connections: expected a number from 1 to 256, received "257".'],
  [["--header", "no colon"], '--header: expected "name: value", received "no colon".'],
  [["--in-process", "--loopback"], "Give --in-process or --loopback: without either, both are measured."],
  [["other.ts"], 'bunsen bench takes one module, not also "other.ts".'],
  [["--json", "other.ts"], 'bunsen bench takes one module, not also "other.ts".'],
  [["--json", "out.json", "other.ts"], 'bunsen bench takes one module, not also "other.ts".'],
])("what cannot be read is a matter of the command line: %j", async (args, stderr) => {
  expect(await runBunsen(["bench", "app.ts", ...args])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: `${stderr}\n`,
  });
});
