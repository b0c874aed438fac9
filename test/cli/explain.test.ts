import { expect, test } from "bun:test";
import { runBunsen } from "./support/processes.ts";
import { appModule, createWorkspace } from "./support/workspace.ts";

const chain = `
  .get("/health", "ok")
  .put(
    "/items/:id",
    {
      params: t.Object({ id: t.Integer() }),
      body: t.Object({ name: t.String() }, { $id: "NewItem" }),
      response: { 200: t.Object({ id: t.Integer() }, { $id: "Item" }) },
      bodyLimitBytes: 2048,
    },
    ({ params }) => params,
  )
  .group("/staff", (group) =>
    group
      .use(middleware({ name: "guard", before() {} }), middleware({ name: "trace", before() {}, after() {} }))
      .get("/report", () => "report"),
  )`;

/** What is told before the emitted code. */
async function explain(key: string): Promise<string> {
  await using workspace = await createWorkspace({ "app.ts": appModule(chain) });
  const { stdout } = await runBunsen(["explain", "app.ts", key], { cwd: workspace.path });
  return stdout.slice(0, stdout.indexOf("\n\n"));
}

test("a route with schemas: what it reads, writes and accepts", async () => {
  expect(await explain("PUT /items/:id")).toBe(`PUT /items/:id
  defined     app.ts:5:4
  dispatch    direct: no middleware is active
  answers     PUT
  host        checked in the header field
  reads       params by PUT_items_id_params: id
  reads       body as application/json by NewItem_input; what it does not declare is stripped
  writes      200 by Item, what it declares only
              projection: what it declares is copied, then stringified
  body        at most 2048 bytes`);
});

test("a route with a worker: which pool, and what goes over", async () => {
  await using workspace = await createWorkspace({
    "app.ts": appModule(
      `.post("/sum/:id", { body: t.Array(t.Integer()), worker: { timeoutMs: 500 } }, ({ body }) => body.length)
       .get("/plain", { worker: true }, () => "plain")`,
    ),
  });
  const told = async (key: string): Promise<string> =>
    (await runBunsen(["explain", "app.ts", key], { cwd: workspace.path })).stdout;
  expect(await told("POST /sum/:id")).toContain(
    "\n  worker      pool default, normal priority: params, body go over, a body from 4096 bytes on as it came; 500 ms, waiting included\n",
  );
  expect(await told("GET /plain")).toContain(
    "\n  worker      pool default, normal priority: nothing goes over\n",
  );
});

test("a cached route: that forms of its answers are kept with them", async () => {
  await using workspace = await createWorkspace({
    "app.ts": appModule(
      `.get("/plain", { cache: { ttlSeconds: 60 } }, () => "plain")
       .get(
         "/formed",
         { cache: { ttlSeconds: 60 }, use: [middleware({ name: "forms", keepsVariants: true, after() {} })] },
         () => "formed",
       )`,
    ),
  });
  const told = async (key: string): Promise<readonly string[]> => {
    const { stdout } = await runBunsen(["explain", "app.ts", key], { cwd: workspace.path });
    return stdout.split("\n").filter((line) => line.startsWith("  variants"));
  };
  expect(await told("GET /formed")).toEqual(["  variants    kept with the answer, each made once"]);
  expect(await told("GET /plain")).toEqual([]);
});

test("a WebSocket: its messages, who may connect, its limits", async () => {
  await using workspace = await createWorkspace({
    "app.ts": appModule(`.ws("/chat", {
      message: t.Object({ text: t.Any() }, { $id: "Said" }), send: t.String(), origins: ["https://a.example"] }, {})`),
  });
  const { stdout } = await runBunsen(["explain", "app.ts", "GET /chat"], { cwd: workspace.path });
  expect(stdout.slice(0, stdout.indexOf("\n\n"))).toBe(`GET /chat
  defined     app.ts:3:22
  dispatch    socket: a WebSocket
  answers     GET, HEAD (from GET)
  host        checked in the header field
  messages    JSON by Said_input, at most 128 levels
  unfit       close the connection (1007)
  sends       text by GET_chat_send
  origins     the host's own, https://a.example
  limits      messageBytes 65536, bufferedBytes 1048576, messagesPerSecond 100, waitingMessages 64, topics 100, idleTimeoutSeconds 120, openSockets 10000`);
  expect(stdout).toContain('const socket_GET_chat = createSocketRoute(app, "GET /chat", {');
  const routes = await runBunsen(["routes", "app.ts"], { cwd: workspace.path });
  expect(routes.stdout).toContain("message:Said_input send:GET_chat_send");
});

test("a body of any depth: how much of it is read", async () => {
  await using workspace = await createWorkspace({
    "app.ts": appModule(`.post("/any", { body: t.Any() }, ({ body }) => body)`),
  });
  const { stdout } = await runBunsen(["explain", "app.ts", "POST /any"], { cwd: workspace.path });
  expect(stdout).toContain("\n  depth       at most 128 levels of JSON\n");
});

test("an answer that is checked for kinds only", async () => {
  await using workspace = await createWorkspace({
    "app.ts": `import { app, t } from "bunsen";
      export default app({ validateResponses: "never" })
        .get("/", { response: t.Array(t.Object({ id: t.Integer({ minimum: 1 }) })) }, () => []);`,
  });
  const { stdout } = await runBunsen(["explain", "app.ts", "GET /"], { cwd: workspace.path });
  expect(stdout.split("\n").filter((line) => /^ {2}writes|^ {14}/.test(line))).toEqual([
    "  writes      200 by GET_root_200_kinds, what it declares only",
    "              chunked: the whole in slices of about 473 from 631 items on",
    "              checked for the kinds of values only",
  ]);
});

const listModule = `import { app, t } from "bunsen";
  export default app().get("/", { response: t.Array(t.Object({ id: t.Integer() })) }, () => []);`;

test("a calibration beside the app is planned by, and told", async () => {
  await using workspace = await createWorkspace({
    "app.ts": listModule,
    "bunsen.calibration.json": '{ "listLength": 16000, "textLength": null }',
  });
  const { stdout } = await runBunsen(["explain", "app.ts", "GET /"], { cwd: workspace.path });
  expect(stdout).toContain("chunked: the whole in slices of about 473 from 1231 items on, calibrated\n");
});

test("a calibration that cannot be read is refused", async () => {
  await using workspace = await createWorkspace({
    "app.ts": listModule,
    "bunsen.calibration.json": '{ "listLength": "much" }',
  });
  expect(await runBunsen(["explain", "app.ts", "GET /"], { cwd: workspace.path })).toEqual({
    exitCode: 1,
    stdout: "",
    stderr:
      "bunsen.calibration.json cannot be read: listLength must be a whole number of characters, or null where it never pays.\n" +
      "  Fix: write it by `bun run bench:calibrate`, or remove it.\n",
  });
});

test("a constant: why it is one, and that HEAD is answered", async () => {
  expect(await explain("GET /health")).toBe(`GET /health
  defined     app.ts:4:4
  dispatch    constant: its bytes are known now, and no middleware is active
  answers     GET, HEAD (from GET)`);
});

test("a chained route: its middleware in order, with hooks", async () => {
  const lines = (await explain("GET /staff/report")).split("\n");
  expect(lines.toSpliced(1, 1)).toEqual([
    "GET /staff/report",
    "  dispatch    chained: middleware guard, trace",
    "  answers     GET, HEAD (from GET)",
    "  host        checked in the header field",
    "  middleware  guard: transform, before",
    "  middleware  trace: transform, before and after",
    "  writes      what the handler returns, undeclared",
  ]);
});

test("the emitted code of the route follows", async () => {
  const { stdout } = await runBunsen(["explain", "examples/shop/app.ts", "GET /products/:id"]);
  expect(stdout).toContain("\nfunction GET_products_id(request, server) {\n");
});

test("the code is what a build writes", async () => {
  await using workspace = await createWorkspace({ "app.ts": appModule(chain) });
  const { stdout } = await runBunsen(["explain", "app.ts", "PUT /items/:id"], { cwd: workspace.path });
  await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  const code = stdout.slice(stdout.indexOf("\n\n") + 2).trim();
  const unindented = (await workspace.read("dist/routes.gen.js")).replaceAll(/^ {2}/gm, "");
  expect(unindented).toContain(code.slice(code.indexOf("function PUT_items_id(")));
});

test("space around the key is let pass", async () => {
  expect(await explain(" GET /health ")).toStartWith("GET /health\n");
});

test("--json prints the route's plan", async () => {
  await using workspace = await createWorkspace({ "app.ts": appModule(chain) });
  const { exitCode, stdout } = await runBunsen(["explain", "app.ts", "PUT /items/:id", "--json"], {
    cwd: workspace.path,
  });
  expect({ exitCode, plan: JSON.parse(stdout) as unknown }).toEqual({
    exitCode: 0,
    plan: expect.objectContaining({
      key: "PUT /items/:id",
      methods: ["PUT"],
      path: "/items/:id",
      parameters: ["id"],
      source: { file: "app.ts", line: 5, column: 4 },
      dispatch: "direct",
      inputs: {
        params: { schema: "PUT_items_id_params", keys: ["id"], unknown: "stripped" },
        body: {
          schema: "NewItem_input",
          keys: [],
          unknown: "stripped",
          body: { kind: "json", forms: [], coerces: false },
        },
      },
      responses: { 200: "Item" },
      encoders: {
        200: {
          strategy: "projection",
          reason: "what it declares is copied, then stringified",
          checks: "rules",
          long: [],
        },
      },
      bodyLimitBytes: 2048,
    }) as unknown,
  });
});

test("an unknown route is told with those that there are", async () => {
  await using workspace = await createWorkspace({ "app.ts": appModule(chain) });
  expect(await runBunsen(["explain", "app.ts", "GET /items/7"], { cwd: workspace.path })).toEqual({
    exitCode: 1,
    stdout: "",
    stderr:
      'app.ts has no route "GET /items/7". Its routes are:\n  GET /health\n  PUT /items/:id\n  GET /staff/report\n',
  });
});

test("without a route it asks for one", async () => {
  expect(await runBunsen(["explain", "examples/shop/app.ts"])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: 'Name a route: bunsen explain examples/shop/app.ts "GET /path"\n',
  });
});

test("a third word is refused", async () => {
  const { exitCode, stderr } = await runBunsen(["explain", "examples/shop/app.ts", "GET", "/health"]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: 'bunsen explain takes one module, not also "/health".\n',
  });
});
