import { cpus, loadavg } from "node:os";

/** Where and on what a result was measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Processes that wanted to run in the minute before: above 0 there was other work. */
  readonly loadAverage: number;
  readonly bun: string;
  readonly commit: string;
  /** Whether the checkout has changes that are not in the commit. */
  readonly isDirty: boolean;
}

export function describeMachine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model ?? "unknown",
    cores: cores.length,
    loadAverage: loadavg()[0] ?? 0,
    bun: `${Bun.version} (${Bun.revision.slice(0, 9)})`,
    commit: git("rev-parse", "--short", "HEAD") || "unknown",
    isDirty: git("status", "--porcelain") !== "",
  };
}

export function machineLine({ cpu, cores, loadAverage, bun, commit, isDirty }: Machine): string {
  const state = isDirty ? "dirty" : "clean";
  return `${cpu}, ${cores} cores, load ${loadAverage.toFixed(2)} · Bun ${bun} · commit ${commit} (${state})`;
}

/** What git says; nothing where there is no git, or no checkout. */
function git(...args: readonly string[]): string {
  if (Bun.which("git") === null) return "";
  const { stdout } = Bun.spawnSync(["git", ...args], { cwd: import.meta.dir, stderr: "ignore" });
  return stdout.toString().trim();
}
