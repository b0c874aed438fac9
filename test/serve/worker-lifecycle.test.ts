import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { RunningProcess, isRunning } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";

// Beside other tests, starting a worker takes its time.
setDefaultTimeout(30_000);

const program = (isolate: string, shutdownTimeoutMs: number): string => `
import { writeSync } from "node:fs";
import { app, task } from "bunsen";

const say = (text: string) => writeSync(1, text + "\\n");
const spin = (ms: number) => { const end = performance.now() + ms; while (performance.now() < end); };

const later = task("later", (ms: number) => { spin(ms); return "worked"; });

export const subject = app({ workers: { module: import.meta.url, pools: { default: { isolate: "${isolate}", maxThreads: 1 } } } })
  .get("/spin/:ms", { worker: true }, ({ params }) => {
    say("entered " + process.pid + " ");
    spin(Number(params.ms));
    return "spun";
  });
subject.get("/after", (c) => {
  c.after(async () => { say(await subject.pool().run(later, 100)); });
  return "answered";
});
const server = await subject.listen({ port: 0, hostname: "127.0.0.1", shutdownTimeoutMs: ${shutdownTimeoutMs} });
process.on("SIGHUP", async () => { await server.stop(); say("stopped"); setTimeout(() => {}, 30_000); });
if (Bun.isMainThread && process.send === undefined) say("at " + server.url + " ");
`;

/** Asks an app, and sends it SIGTERM when a worker is at it. */
async function stopWhileBusy(isolate: string, shutdownTimeoutMs: number, paths: readonly string[]) {
  await using workspace = await createWorkspace({ "app.ts": program(isolate, shutdownTimeoutMs) });
  await using server = new RunningProcess([process.execPath, join(workspace.path, "app.ts")]);
  const [, url = ""] = await server.waitFor(/^at (\S+) /m);
  const answers = paths.map((path) =>
    fetch(new URL(path, url)).then(
      (response) => response.text(),
      () => "cut",
    ),
  );
  const [, pid = ""] = await server.waitFor(/^entered (\d+) /m);
  server.kill("SIGTERM");
  const exitCode = await server.exited;
  return { exitCode, answers: await Promise.all(answers), output: server.output, pid: Number(pid) };
}

async function untilEnded(pid: number): Promise<void> {
  for (let tries = 0; tries < 500 && isRunning(pid); tries++) await Bun.sleep(10);
  expect(isRunning(pid)).toBe(false);
}

describe.each(["thread", "process"])("SIGTERM: of a %s", (isolate) => {
  test("the task that runs, one that waits, and one of work after an answer are finished", async () => {
    const stopped = await stopWhileBusy(isolate, 10_000, ["/spin/300", "/spin/1", "/after"]);
    expect(stopped).toMatchObject({ exitCode: 0, answers: ["spun", "spun", "answered"] });
    expect(stopped.output).toContain("worked\n");
  });

  test("what is not finished at the deadline is cut, and the worker ended", async () => {
    const { pid, output, ...stopped } = await stopWhileBusy(isolate, 300, ["/spin/20000"]);
    expect(stopped).toEqual({ exitCode: 1, answers: ["cut"] });
    expect(output).toContain("shutdown_timed_out");
    await untilEnded(pid);
  });
});

test.each([
  ["that somebody waits for", false],
  ["that nobody waits for any more", true],
])(
  "a server that stops within a program ends its workers at the deadline, at a task %s",
  async (_, leaves) => {
    await using workspace = await createWorkspace({ "app.ts": program("process", 300) });
    await using server = new RunningProcess([process.execPath, join(workspace.path, "app.ts")]);
    const [, url = ""] = await server.waitFor(/^at (\S+) /m);
    const client = new AbortController();
    const answer = fetch(new URL("/spin/20000", url), { signal: client.signal }).catch(() => "cut");
    const [, pid = ""] = await server.waitFor(/^entered (\d+) /m);
    if (leaves) client.abort();
    server.kill("SIGHUP");
    await server.waitFor(/^stopped$/m);
    await untilEnded(Number(pid));
    expect(await answer).toBe("cut");
    server.kill("SIGKILL");
  },
);
