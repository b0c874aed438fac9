import { expect, test } from "bun:test";
import { bunsen, isRunning, RunningProcess } from "./support/processes.ts";
import { appModule, createWorkspace, type Workspace } from "./support/workspace.ts";

const hello = appModule('.get("/hello", "hello").get("/pid", () => process.pid)');

/** A `bunsen dev` and its directory. */
class DevServer implements AsyncDisposable {
  readonly workspace: Workspace;
  readonly process: RunningProcess;
  /** How much of the output was there before the last change. */
  #seen = 0;

  private constructor(workspace: Workspace, env: Readonly<Record<string, string>>) {
    this.workspace = workspace;
    this.process = new RunningProcess(bunsen("dev", "app.ts"), {
      cwd: workspace.path,
      env: { PORT: "0", ...env },
    });
  }

  static async start(
    files: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<DevServer> {
    return new DevServer(await createWorkspace(files), env);
  }

  /** Waits for the latest server. */
  async url(): Promise<string> {
    const [, url = ""] = await this.waitFor(/^Listening on (\S+)\n/m);
    return url;
  }

  async get(path: string): Promise<string> {
    return (await fetch(new URL(path, await this.url()))).text();
  }

  async change(text: string, file = "app.ts"): Promise<void> {
    this.#seen = this.process.output.length;
    await this.workspace.write(file, text);
  }

  /** Waits for output since the last change. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    return this.process.waitFor(pattern, this.#seen);
  }

  /** What it tells of the last change, up to the new server's address. */
  async told(): Promise<string> {
    const { index } = await this.waitFor(/^Listening on /m);
    return this.process.output.slice(this.#seen, this.#seen + index);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
    await this.workspace[Symbol.asyncDispose]();
  }
}

test("tells how many routes there are, where it listens, and where its inspector is", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  await dev.url();
  expect(dev.process.output).toMatch(
    /^2 routes\nListening on (http:\/\/localhost:\d+\/)\nInspector at \1_bunsen\n$/,
  );
});

test("an app that answers where the inspector would be does so; the inspector has a port of its own", async () => {
  await using dev = await DevServer.start({ "app.ts": appModule('.get("/*", () => "mine")') });
  const [, inspector = ""] = await dev.waitFor(
    /^Inspector at (http:\/\/127\.0\.0\.1:\d+\/_bunsen), as GET \/\* answers \/_bunsen of the app\n/m,
  );
  expect(await dev.get("/_bunsen")).toBe("mine");
  expect(await (await fetch(inspector)).text()).toContain("<title>Bunsen inspector</title>");
  const state = await (await fetch(`${inspector}/state.json`)).json();
  expect(state).toMatchObject({ routes: { "GET /*": { requests: 1 } } });
});

test("serves the app", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  expect(await dev.get("/hello")).toBe("hello");
});

test("a changed route is told with ~", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  await dev.url();
  await dev.change(hello.replace('"hello")', '"good day")'));
  expect(await dev.told()).toBe("~ GET /hello\n");
});

test("a changed route is served", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  await dev.url();
  await dev.change(hello.replace('"hello")', '"good day")'));
  expect(await dev.get("/hello")).toBe("good day");
});

const withSchema = (type: string): string =>
  appModule(`.get("/item", { response: t.Object({ id: t.${type}() }) }, () => ({ id: 7 }))`);

test("a changed schema is a changed route", async () => {
  await using dev = await DevServer.start({ "app.ts": withSchema("Integer") });
  await dev.url();
  await dev.change(withSchema("Number"));
  expect(await dev.told()).toBe("~ GET /item\n");
});

const withText = (text: string): string => appModule(`.get("/text", () => "${text}")`);

test("a changed handler changes no plan, and is served", async () => {
  await using dev = await DevServer.start({ "app.ts": withText("one") });
  await dev.url();
  await dev.change(withText("two"));
  expect(await dev.told()).toBe("No route's plan changed; handlers run as they are now.\n");
  expect(await dev.get("/text")).toBe("two");
});

test("routes that come and go are told with + and -", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  await dev.url();
  await dev.change(hello.replace("/hello", "/hi"));
  expect(await dev.told()).toBe("+ GET /hi\n- GET /hello\n");
  expect(await dev.get("/hi")).toBe("hello");
});

test("a route that only moves in its file has not changed", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  await dev.url();
  await dev.change(`// A line more.\n${hello}`);
  expect(await dev.told()).toBe("No route's plan changed; handlers run as they are now.\n");
});

test("a change of a module that the app imports is served", async () => {
  const importing = `import { text } from "./parts/text.ts";\n${appModule('.get("/text", text)')}`;
  await using dev = await DevServer.start({
    "app.ts": importing,
    "parts/text.ts": 'export const text = "one";\n',
  });
  await dev.url();
  await dev.change('export const text = "two";\n', "parts/text.ts");
  expect(await dev.get("/text")).toBe("two");
});

test("an app that breaks is told, and the one before keeps running", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  const url = await dev.url();
  await dev.change(appModule('.get("hello", "hello")'));
  await dev.waitFor(/^The app as it was before keeps running\.\n/m);
  await dev.waitFor(/^app\.ts:3:22 \[invalid_path\]\n {2}.+\n {2}Fix: /m);
  expect(await (await fetch(new URL("/hello", url))).text()).toBe("hello");
});

test("a module that throws is told, and the app before keeps running", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  const url = await dev.url();
  await dev.change('throw new Error("no database");\n');
  await dev.waitFor(/^The app as it was before keeps running\.\n/m);
  await dev.waitFor(/error: no database/);
  expect(await (await fetch(new URL("/hello", url))).text()).toBe("hello");
});

test("a broken app that is mended is compared with the one that ran", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  await dev.url();
  await dev.change("export default 5;\n");
  await dev.waitFor(/^The app as it was before keeps running\.\n/m);
  await dev.change(hello.replace("/hello", "/hi"));
  expect(await dev.told()).toBe("+ GET /hi\n- GET /hello\n");
});

test("an app that is broken from the start is served once it is mended", async () => {
  await using dev = await DevServer.start({ "app.ts": "export default 5;\n" });
  await dev.waitFor(/^Nothing is served until it is mended\.\n/m);
  await dev.change(hello);
  expect(await dev.told()).toBe("2 routes\n");
  expect(await dev.get("/hello")).toBe("hello");
});

test("a port that is taken is told", async () => {
  using taken = Bun.serve({ port: 0, fetch: () => new Response("taken") });
  await using dev = await DevServer.start({ "app.ts": hello }, { PORT: String(taken.port) });
  const [message] = await dev.waitFor(/Is port \d+ in use\?/);
  expect(message).toBe(`Is port ${taken.port} in use?`);
});

test("an app that moves between changes keeps its port", async () => {
  const probe = Bun.serve({ port: 0, fetch: () => new Response() });
  const { port } = probe;
  await probe.stop();
  await using dev = await DevServer.start({ "app.ts": hello }, { PORT: String(port) });
  const url = await dev.url();
  await dev.change(hello.replace('"hello")', '"good day")'));
  expect(await dev.url()).toBe(url);
});

test.each(["SIGTERM", "SIGINT"] as const)("%s ends it and its server", async (signal) => {
  await using dev = await DevServer.start({ "app.ts": hello });
  const serverPid = Number(await dev.get("/pid"));
  dev.process.kill(signal);
  expect(await dev.process.exited).toBe(0);
  expect(isRunning(serverPid)).toBe(false);
});

test("its server ends with it when it is killed", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  const url = await dev.url();
  dev.process.kill("SIGKILL");
  // The server has inherited the output streams: they end when it has ended.
  await dev.process.closed;
  await expect(fetch(new URL("/hello", url))).rejects.toThrow("Unable to connect");
});

test("an app that ends while the one before is drained leaves dev running", async () => {
  const draining = appModule(
    '.get("/slow", async () => { console.log("asked"); await Bun.sleep(2500); return "slow"; })',
  );
  await using dev = await DevServer.start({ "app.ts": draining });
  const answer = dev.get("/slow");
  await dev.waitFor(/^asked\n/m);
  await dev.change(`setTimeout(() => process.exit(1), 1000);\n${hello}`);
  await dev.waitFor(/^Nothing is served until it is mended\.\n/m);
  expect(await answer).toBe("slow");
  await dev.change(hello);
  expect(await dev.get("/hello")).toBe("hello");
});

test("resources are made before the app is served, and ended when a change takes its place", async () => {
  const providing = `import { app } from "bunsen";
export default app()
  .provide("db", () => ({ name: "db", [Symbol.dispose]: () => console.log("db ended") }))
  .onStart(() => console.log("started"))
  .get("/db", { inject: ["db"] }, ({ db }) => db.name);
`;
  await using dev = await DevServer.start({ "app.ts": providing });
  await dev.waitFor(/^started\n/m);
  expect(await dev.get("/db")).toBe("db");
  await dev.change(hello);
  await dev.waitFor(/^db ended\n/m);
  expect(await dev.get("/hello")).toBe("hello");
});

test("an app that ended by itself is started anew by a change", async () => {
  const ending = hello.replace(
    "() => process.pid",
    "() => { setTimeout(() => process.exit(1), 1); return 0; }",
  );
  await using dev = await DevServer.start({ "app.ts": ending });
  await dev.get("/pid");
  await dev.change(hello);
  expect(await dev.get("/hello")).toBe("hello");
});

/** An app that tells when it is being read, and is not done soon. */
const slow = (seconds: number): string =>
  `console.log("reading");\nawait Bun.sleep(${seconds * 1000});\n${hello.replace('"hello")', '"slow")')}`;

test("a change takes the place of one that is still being read", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  await dev.url();
  await dev.change(slow(60));
  await dev.waitFor(/^reading\n/m);
  await dev.change(hello.replace('"hello")', '"good day")'));
  expect(await dev.told()).toBe("~ GET /hello\n");
  expect(await dev.get("/hello")).toBe("good day");
});

test("the app before answers while a change is being read", async () => {
  await using dev = await DevServer.start({ "app.ts": hello });
  const url = await dev.url();
  await dev.change(slow(60));
  await dev.waitFor(/^reading\n/m);
  expect(await (await fetch(new URL("/hello", url))).text()).toBe("hello");
});

test.each([
  ["the app before", hello],
  ["no app before", "export default 5;\n"],
])("SIGTERM ends all while a change is being read, with %s", async (_, before) => {
  await using dev = await DevServer.start({ "app.ts": before });
  await dev.waitFor(/^(?:Listening on|Nothing is served) /m);
  await dev.change(slow(60));
  await dev.waitFor(/^reading\n/m);
  dev.process.kill("SIGTERM");
  expect(await dev.process.exited).toBe(0);
  await dev.process.closed;
});
