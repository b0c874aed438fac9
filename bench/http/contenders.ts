import { join } from "node:path";
import { pin } from "./pinning.ts";

/** A server to measure: a process that prints its port, on a line of its own, once it listens on 127.0.0.1. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

/** A contender that listens. Disposing of it kills its process. */
export interface RunningContender extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
}

const directory = join(import.meta.dir, "contenders");
const bunsenCommand = join(import.meta.dir, "../../src/cli.ts");

/** What every ratio is a ratio to. */
export const baseline = "hand-written";

/**
 * All contenders.
 *
 * @param buildDirectory where `bunsen build` writes
 */
export function createContenders(buildDirectory: string): Contender[] {
  buildApp(join(directory, "bunsen.ts"), buildDirectory);
  return [
    { name: baseline, command: [process.execPath, join(directory, "hand-written.ts")] },
    { name: "bunsen compiled", command: [process.execPath, join(directory, "bunsen-compiled.ts")] },
    { name: "bunsen built", command: [process.execPath, join(buildDirectory, "server.js")] },
  ];
}

/** Builds an app. @throws {Error} where it cannot be built */
export function buildApp(appFile: string, out: string): void {
  const command = [process.execPath, bunsenCommand, "build", appFile, "--out", out];
  const { success, stderr } = Bun.spawnSync(command, { stdout: "ignore", stderr: "pipe" });
  if (!success) throw new Error(`${appFile} cannot be built:\n${stderr.toString()}`);
}

/**
 * Starts a contender on the servers' core.
 *
 * @param signal kills it
 * @throws {Error} where it ends, or prints something else, before its port
 */
export async function startContender(
  { name, command }: Contender,
  signal: AbortSignal,
): Promise<RunningContender> {
  const child = Bun.spawn(pin("server", command), {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
    env: { ...process.env, NODE_ENV: "production" },
    signal,
    killSignal: "SIGKILL",
  });
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await child.exited;
  };
  try {
    return { name, port: await readPort(child.stdout, name), pid: child.pid, [Symbol.asyncDispose]: kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function readPort(stdout: ReadableStream<Uint8Array>, name: string): Promise<number> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stdout) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes("\n")) break;
  }
  const port = Number(text.trim());
  if (Number.isInteger(port) && port > 0) return port;
  throw new Error(`${name} should print its port, and printed ${JSON.stringify(text)}.`);
}
