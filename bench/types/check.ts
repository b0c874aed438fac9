import executablePath from "../../node_modules/typescript/lib/getExePath.js";

/** The checker itself: the command `tsc` is a program that starts it, and would be killed without it. */
const tsc = executablePath();

/** What a check took, and what was wrong with it. */
export interface Check {
  /** CPU time of the checker, all threads. */
  readonly seconds: number;
  readonly fault: string | undefined;
}

/** Longer than anybody waits. */
const longestSeconds = 60;

/** Checks a project with tsc, without any kept state. */
export async function checkTypes(
  project: string,
  signal: AbortSignal,
  limitSeconds: number = longestSeconds,
): Promise<Check> {
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
  const [firstError = `exit code ${exitCode}`] = /error TS\d+: .*/.exec(output) ?? [];
  return {
    seconds,
    fault: isKilled ? `not done in ${limitSeconds} s, of which this is the CPU time` : firstError,
  };
}
