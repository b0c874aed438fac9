import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type LogEntry, app } from "../../src/bunsen.ts";
import { root } from "../support/app-forms.ts";
import { createWorkspace } from "../cli/support/workspace.ts";

const local = { port: 0, hostname: "127.0.0.1", signals: false } as const;

describe("work after an answer", () => {
  test("begins when the answer is on its way, and a server that stops waits for it", async () => {
    const told: string[] = [];
    const gate = Promise.withResolvers<void>();
    const subject = app().get("/", (c) => {
      c.after(async () => {
        told.push("begins");
        await gate.promise;
        told.push("ends");
      });
      told.push("answers");
      return "ok";
    });
    const server = await subject.listen(local);
    expect(await (await fetch(server.url)).text()).toBe("ok");
    const stopping = server.stop().then(() => told.push("stopped"));
    gate.resolve();
    await stopping;
    expect(told).toEqual(["answers", "begins", "ends", "stopped"]);
  });

  test("is waited for by close, in-process", async () => {
    const told: string[] = [];
    const subject = app().get("/", (c) => (c.after(() => void told.push("done")), "ok"));
    await subject.request("/");
    await subject.close();
    expect(told).toEqual(["done"]);
  });

  test("that fails is logged, with the request it was of", async () => {
    const logged: LogEntry[] = [];
    const subject = app({ log: (entry) => logged.push(entry) }).get("/mail", (c) => {
      c.after(() => Promise.reject(new Error("no mail server")));
      return "ok";
    });
    const server = await subject.listen(local);
    expect((await fetch(new URL("/mail?to=x", server.url))).status).toBe(200);
    await server.stop();
    expect(logged).toMatchObject([{ code: "background_failed", method: "GET", message: "no mail server" }]);
  });
});

const readiness = async (subject: ReturnType<typeof app>) => {
  const response = await subject.request("/ready");
  return [response.status, response.headers.get("cache-control"), await response.json()];
};

describe("health", () => {
  test("says that the process lives, and that it is ready", async () => {
    const subject = app().health({ checks: { db: () => true, queue: async () => undefined } });
    expect(await (await subject.request("/health")).json()).toEqual({ status: "live" });
    expect(await readiness(subject)).toEqual([
      200,
      "no-store",
      { status: "ready", checks: { db: "ok", queue: "ok" } },
    ]);
  });

  test.each([
    ["throws", () => Promise.reject(new Error("secret address"))],
    ["gives false", () => false],
    ["takes too long", () => new Promise(() => {})],
  ])("is 503 where a check %s, without its reason", async (_, check) => {
    const subject = app().health({ checks: { db: check, queue: () => true }, timeoutMs: 20 });
    expect(await readiness(subject)).toEqual([
      503,
      "no-store",
      {
        title: "Service Unavailable",
        status: 503,
        detail: "The server is not ready: a check failed.",
        code: "not_ready",
        checks: { db: "failed", queue: "ok" },
      },
    ]);
  });

  test("at other paths, behind middleware", async () => {
    const subject = app().health({ live: "/livez", ready: "/readyz" });
    expect((await subject.request("/livez")).status).toBe(200);
    expect((await subject.request("/readyz")).status).toBe(200);
    expect((await subject.request("/health")).status).toBe(404);
  });

  test("is not ready while it stops, and still answers until the delay is over", async () => {
    const gate = Promise.withResolvers<void>();
    const subject = app()
      .health({ checks: { gate: () => gate.promise } })
      .get("/", "ok");
    const server = await subject.listen({ ...local, readinessDelayMs: 300 });
    const stopping = server.stop();
    gate.resolve();
    expect((await fetch(new URL("/ready", server.url))).status).toBe(503);
    expect(await (await fetch(server.url)).text()).toBe("ok");
    await stopping;
  });

  test.each([
    [{ timeoutMs: 0 }, "health.timeoutMs: expected whole milliseconds from 1, received 0."],
    [{ checks: { db: 1 as never } }, "health.checks.db: expected a function, received 1."],
  ])("%j is refused", (options, message) => {
    expect(() => app().health(options)).toThrow(message);
  });
});

const program = (shutdownTimeoutMs: number): string => `
import { app, sse } from "bunsen";

const say = (text: string) => console.log(text);
const go = Promise.withResolvers<void>();
// Its worker reads this module, too.
if (Bun.isMainThread) process.stdin.once("data", () => go.resolve());

const subject = app()
  .provide("db", () => ({ async [Symbol.asyncDispose]() { say("db closed"); } }))
  .onStop(() => say("stop hook"))
  .get("/events", sse(async function* () {
    yield { data: "first" };
    await new Promise(() => {});
  }))
  .get("/work", { worker: true }, async () => {
    await Bun.sleep(400);
    return "worked";
  })
  .ws("/socket", { open: (socket) => void socket.send("hello") })
  .get("/slow", { inject: ["db"] }, async (c) => {
    say("entered");
    await go.promise;
    c.after(async () => { await Bun.sleep(5); say("work done"); });
    return "answered";
  });
const server = await subject.listen({ port: 0, hostname: "127.0.0.1", shutdownTimeoutMs: ${shutdownTimeoutMs} });
if (Bun.isMainThread) say(String(server.url));
export { subject as app };
`;

/** Runs the program, with a request and a stream of events in flight, and sends it SIGTERM. */
async function stopWhileBusy(shutdownTimeoutMs: number, letGo: boolean) {
  await using workspace = await createWorkspace({ "app.ts": program(shutdownTimeoutMs) });
  const child = Bun.spawn([process.execPath, join(workspace.path, "app.ts")], {
    cwd: root,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let told = "";
  const until = async (text: string) => {
    while (!told.includes(text)) {
      const { done, value } = await lines.read();
      if (done)
        throw new Error(`It ended before it wrote ${text}: ${await new Response(child.stderr).text()}`);
      told += value;
    }
  };
  await until("/\n");
  const url = told.trim();
  const events = await fetch(new URL("/events", url));
  const answer = fetch(new URL("/slow", url)).then(
    (response) => response.text(),
    () => "cut",
  );
  const work = fetch(new URL("/work", url)).then(
    (response) => response.text(),
    () => "cut",
  );
  const closed = Promise.withResolvers<number>();
  const opened = Promise.withResolvers<void>();
  const socket = new WebSocket(new URL("/socket", url.replace("http", "ws")));
  socket.addEventListener("message", () => opened.resolve());
  socket.addEventListener("close", ({ code }) => closed.resolve(code));
  await opened.promise;
  await until("entered");
  child.kill("SIGTERM");
  const eventText = events.text().catch(() => "cut");
  if (letGo) {
    child.stdin.write("go");
    child.stdin.flush();
  }
  const exitCode = await child.exited;
  for (let part = await lines.read(); !part.done; part = await lines.read()) told += part.value;
  return {
    exitCode,
    answer: await answer,
    work: await work,
    closeCode: await closed.promise,
    hasEvent: (await eventText).includes("first"),
    told: told.trim().split("\n").slice(2),
    logged: await new Response(child.stderr).text(),
  };
}

test("SIGTERM: what was accepted is answered, its work done, streams ended, resources closed, in this order, and 0", async () => {
  const { logged, ...stopped } = await stopWhileBusy(5000, true);
  expect(stopped).toEqual({
    exitCode: 0,
    answer: "answered",
    work: "worked",
    closeCode: 1001,
    hasEvent: true,
    told: ["work done", "stop hook", "db closed"],
  });
  expect(logged).toBe("");
});

test("SIGTERM: what is not finished at the deadline is cut, told, and 1", async () => {
  const { logged, ...stopped } = await stopWhileBusy(300, false);
  expect(stopped).toMatchObject({ exitCode: 1, answer: "cut", work: "cut", told: [] });
  expect(JSON.parse(logged)).toEqual({
    level: "error",
    code: "shutdown_timed_out",
    message: "The server did not finish within 300 ms; 2 requests are cut.",
  });
});
