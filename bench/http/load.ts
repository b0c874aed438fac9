import { join } from "node:path";
import { pin } from "./pinning.ts";
import type { Exchange } from "./workload.ts";

/** One request, sent over and over for some time. */
export interface Load {
  readonly port: number;
  readonly exchange: Exchange;
  readonly seconds: number;
  /** With one request in flight on each. Default 64. */
  readonly open?: number;
}

/** What a load generator got answered. */
export interface Delivered {
  readonly requests: number;
  readonly seconds: number;
}

/** A process on the core of load generators. @throws {Error} where answers fail or have another status */
export type LoadGenerator = (load: Load, signal: AbortSignal) => Promise<Delivered>;

export const connections = 64;

/** Runs `load-generator.ts`, which needs nothing but Bun. */
export const ownGenerator: LoadGenerator = async (load, signal) => {
  const command = [process.execPath, join(import.meta.dir, "load-generator.ts"), JSON.stringify(load)];
  return JSON.parse(await outputOf(command, signal)) as Delivered;
};

export const hasWrk: boolean = Bun.which("wrk") !== null;

/** wrk, where it is installed. @param directory where scripts for wrk are written */
export const createGenerator = (directory: string): LoadGenerator =>
  hasWrk ? createWrk(directory) : ownGenerator;

/**
 * Runs wrk.
 *
 * @param directory where scripts for wrk are written
 */
function createWrk(directory: string): LoadGenerator {
  return async ({ port, exchange: { request, answer }, seconds, open = connections }, signal) => {
    const script = join(directory, "request.lua");
    await Bun.write(script, luaScript(request.method, request.headers, request.body ?? ""));
    const url = `http://127.0.0.1:${port}${request.target}`;
    // wrk knows whole seconds only: it is interrupted, and measures by itself how long it ran.
    const limit = `${Math.ceil(seconds) + 2}s`;
    const command = ["wrk", "--threads=1", "--timeout=10s", `--connections=${open}`, `--duration=${limit}`];
    return readReport(
      await outputOf([...command, `--script=${script}`, url], signal, seconds),
      answer.status,
    );
  };
}

function luaScript(method: string, headers: Readonly<Record<string, string>>, body: string): string {
  // Lua reads the escapes of a JSON string of ASCII text as JSON does.
  const fields = Object.entries(headers).map(
    ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
  );
  const lines = [`wrk.method = ${JSON.stringify(method)}`, ...fields];
  return [...lines, ...(body === "" ? [] : [`wrk.body = ${JSON.stringify(body)}`])].join("\n");
}

function readReport(report: string, status: number): Delivered {
  const [, count, duration, unit = ""] = /(\d+) requests in ([\d.]+)(us|ms|s|m),/.exec(report) ?? [];
  const requests = Number(count);
  const failed = Number(/Non-2xx or 3xx responses: (\d+)/.exec(report)?.[1] ?? 0);
  const seconds = Number(duration) * (secondsIn[unit] ?? Number.NaN);
  const isExpected = failed === (status < 400 ? 0 : requests);
  if (requests >= 0 && seconds > 0 && isExpected && !report.includes("Socket errors")) {
    return { requests, seconds };
  }
  throw new Error(`wrk did not get ${status} for every request:\n${report}`);
}

const secondsIn: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60 };

/** What a load generator prints. @param interruptAfterSeconds when it is told to stop and report */
export async function outputOf(
  command: readonly string[],
  signal: AbortSignal,
  interruptAfterSeconds?: number,
): Promise<string> {
  const child = Bun.spawn(pin("load", command), {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    signal,
    killSignal: "SIGKILL",
  });
  const interrupt = (): void => child.kill("SIGINT");
  const timer =
    interruptAfterSeconds === undefined ? undefined : setTimeout(interrupt, interruptAfterSeconds * 1000);
  try {
    const [output, fault] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    if ((await child.exited) === 0) return output;
    throw new Error(`The load generator failed (${command.join(" ")}).\n${output}${fault}`);
  } finally {
    clearTimeout(timer);
    child.kill("SIGKILL");
  }
}
