import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";

/** Where and on what a result was measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Processes that wanted to run in the minute before: above 0 there was other work. */
  readonly loadAverage: number;
  readonly bun: string;
  /** Undefined where there is no git, or no checkout. */
  readonly commit: string | undefined;
  /** Whether the checkout has changes that are not in the commit. */
  readonly isDirty: boolean | undefined;
}

export function describeMachine(): Machine {
  const cores = cpus();
  const changes = git("status", "--porcelain");
  return {
    cpu: cores[0]?.model ?? "unknown",
    cores: cores.length,
    loadAverage: loadavg()[0] ?? 0,
    bun: `${Bun.version} (${Bun.revision.slice(0, 9)})`,
    commit: git("rev-parse", "--short", "HEAD"),
    isDirty: changes === undefined ? undefined : changes !== "",
  };
}

export function machineLine({ cpu, cores, loadAverage, bun, commit, isDirty }: Machine): string {
  const state = commit === undefined ? "unknown" : `${commit} (${isDirty === true ? "dirty" : "clean"})`;
  return `${cpu}, ${cores} cores, load ${loadAverage.toFixed(2)} · Bun ${bun} · commit ${state}`;
}

/** The versions of what Bunsen is compared with, and of what they are used with. */
export function describeVersions(): Record<string, string> {
  const packages = {
    elysia: "../node_modules/elysia",
    "elysia-2": "elysia-2/node_modules/elysia",
    "typebox of elysia-2": "elysia-2/node_modules/typebox",
    hono: "../node_modules/hono",
    h3: "../node_modules/h3",
    fastify: "../node_modules/fastify",
    "@elysiajs/eden": "../node_modules/@elysiajs/eden",
    zod: "../node_modules/zod",
    ajv: "../node_modules/ajv",
    typescript: "../node_modules/typescript",
  };
  const installed = Object.entries(packages).map(([name, path]) => [name, installedVersion(path)] as const);
  const node = Bun.which("node") === null ? [] : [["node", nodeVersion()] as const];
  return Object.fromEntries([...installed, ...node]);
}

function installedVersion(path: string): string {
  const file = join(import.meta.dir, path, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

const nodeVersion = (): string =>
  Bun.spawnSync(["node", "--version"]).stdout.toString().trim().replace(/^v/, "");

/** What git says; undefined where there is no git, or no checkout. */
function git(...args: readonly string[]): string | undefined {
  if (Bun.which("git") === null) return undefined;
  const { success, stdout } = Bun.spawnSync(["git", ...args], { cwd: import.meta.dir, stderr: "ignore" });
  return success ? stdout.toString().trim() : undefined;
}
