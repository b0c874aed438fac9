import { expect, test } from "bun:test";
import { runBunsen } from "./support/processes.ts";
import { appModule, createWorkspace } from "./support/workspace.ts";

const chain = `
  .get("/health", "ok")
  .get("/items", { query: t.Object({ page: t.Optional(t.Integer()) }) }, () => [])
  .post(
    "/items/:id",
    {
      params: t.Object({ id: t.Integer() }),
      body: t.Object({ name: t.String() }, { $id: "NewItem" }),
      response: { 200: t.Object({ id: t.Integer() }, { $id: "Item" }) },
    },
    ({ params }) => params,
  )
  .group("/staff", (group) => group.use(middleware({ name: "guard", before() {} })).all("/*", () => "staff"))`;

test("every route has a line: method, path, dispatch, middleware, schemas, source", async () => {
  await using workspace = await createWorkspace({ "app.ts": appModule(chain) });
  expect(await runBunsen(["routes", "app.ts"], { cwd: workspace.path })).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: `METHOD  PATH        DISPATCH  MIDDLEWARE  SCHEMAS               SOURCE
GET     /health     constant  -           -                     app.ts:4
GET     /items      direct    -           query                 app.ts:5
POST    /items/:id  direct    -           params body 200:Item  app.ts:6
ALL     /staff/*    chained   guard       -                     app.ts:15
`,
  });
});

test("an app without routes has a table without lines", async () => {
  await using workspace = await createWorkspace({ "app.ts": appModule("") });
  const { exitCode, stdout } = await runBunsen(["routes", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: "METHOD  PATH  DISPATCH  MIDDLEWARE  SCHEMAS  SOURCE\n",
  });
});

test("sources are told from the app's directory, wherever the command runs", async () => {
  await using workspace = await createWorkspace({
    "app.ts":
      'import { app } from "bunsen";\nimport { x } from "./routes/x.ts";\nexport default app().mount("/x", x);\n',
    "routes/x.ts": 'import { app } from "bunsen";\nexport const x = app()\n  .get("/", () => "x");\n',
  });
  const { stdout } = await runBunsen(["routes", `${workspace.path}/app.ts`]);
  expect(stdout).toEndWith("  routes/x.ts:3\n");
});

test("--json prints the plans of the routes", async () => {
  await using workspace = await createWorkspace({ "app.ts": appModule(chain) });
  const { exitCode, stdout } = await runBunsen(["routes", "app.ts", "--json"], { cwd: workspace.path });
  const routes = JSON.parse(stdout) as Record<string, unknown>[];
  expect({
    exitCode,
    routes: routes.map(({ key, dispatch, reason, source }) => [key, dispatch, reason, source]),
  }).toEqual({
    exitCode: 0,
    routes: [
      [
        "GET /health",
        "constant",
        "its bytes are known now, and no middleware is active",
        { file: "app.ts", line: 4, column: 4 },
      ],
      ["GET /items", "direct", "no middleware is active", { file: "app.ts", line: 5, column: 4 }],
      ["POST /items/:id", "direct", "no middleware is active", { file: "app.ts", line: 6, column: 4 }],
      ["ALL /staff/*", "chained", "middleware guard", expect.objectContaining({ file: "app.ts", line: 15 })],
    ],
  });
});

test("--json of many routes is whole when its reader is slow", async () => {
  const text = `
    import { app } from "bunsen";
    const many = app();
    for (let n = 0; n < 2000; n++) many.get(\`/n\${n}\`, () => n);
    export default many;`;
  await using workspace = await createWorkspace({ "app.ts": text });
  const { stdout } = await runBunsen(["routes", "app.ts", "--json"], { cwd: workspace.path });
  expect(JSON.parse(stdout)).toBeArrayOfSize(2000);
});

test("the same app gives the same JSON", async () => {
  const first = await runBunsen(["routes", "examples/shop/app.ts", "--json"]);
  const second = await runBunsen(["routes", "examples/shop/app.ts", "--json"]);
  expect(second.stdout).toBe(first.stdout);
});

test("--limits tells what a request of each may cost", async () => {
  const limited = `
  .get("/health", "ok")
  .post("/items", { body: t.Any(), bodyLimitBytes: 100, idleTimeoutSeconds: 60 }, ({ body }) => body)
  .post("/forms", { body: t.Object({ a: t.String() }), bodyType: "urlencoded" }, ({ body }) => body)
  .get("/kept", { cache: { ttlSeconds: 1, timeoutMs: 500 } }, () => "kept")`;
  await using workspace = await createWorkspace({ "app.ts": appModule(limited) });
  const { stdout } = await runBunsen(["routes", "app.ts", "--limits"], { cwd: workspace.path });
  expect(stdout).toBe(`METHOD  PATH     BODY BYTES  JSON DEPTH  FORM FIELDS          IDLE S  WAIT MS
GET     /health  -           -           -                    -       -
POST    /items   100         128         -                    60      -
POST    /forms   1048576     -           1000 of 65536 bytes  -       -
GET     /kept    -           -           -                    -       500
`);
});
