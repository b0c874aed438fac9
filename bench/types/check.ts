import { join } from "node:path";

const tsc = join(import.meta.dir, "../../node_modules/.bin/tsc");

/** What a check took, and what was wrong with it. */
export interface Check {
  /** CPU time of the checker, all threads. */
  readonly seconds: number;
  readonly fault: string | undefined;
}

/** Longer than anybody waits. */
const limitSeconds = 60;

/** Checks a project with tsc, without any kept state. */
export async function checkTypes(project: string, signal: AbortSignal): Promise<Check> {
  await using child = Bun.spawn([tsc, "--noEmit", "-p", project], {
    stdout: "pipe",
    stderr: "inherit",
    signal,
    timeout: limitSeconds * 1000,
    killSignal: "SIGKILL",
  });
  const output = await child.stdout.text();
  const exitCode = await child.exited;
  const seconds = Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6;
  if (exitCode === 0) return { seconds, fault: undefined };
  signal.throwIfAborted();
  const isKilled = child.signalCode === "SIGKILL";
  return isKilled
    ? { seconds: limitSeconds, fault: `not done in ${limitSeconds} s` }
    : { seconds, fault: /error TS\d+: .*/.exec(output)?.[0] ?? `exit code ${exitCode}` };
}
