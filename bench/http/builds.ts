import { basename, join } from "node:path";

const bunsenCommand = join(import.meta.dir, "../../src/cli.ts");

/** A package in which `elysia` is the second one. */
export const elysia2Directory: string = join(import.meta.dir, "../elysia-2");

/** Builds an app with `bunsen build`. @returns its server. @throws {Error} where it cannot be built */
export function buildApp(appFile: string, out: string): string {
  build(appFile, [process.execPath, bunsenCommand, "build", appFile, "--out", out]);
  return join(out, "server.js");
}

/** Builds an app of Elysia 2 with its plugin, which looks for Elysia where it is run. @returns its server */
export function buildAheadOfTime(appFile: string, out: string): string {
  build(appFile, [process.execPath, join(elysia2Directory, "build.ts"), appFile, out], elysia2Directory);
  return join(out, basename(appFile).replace(/ts$/, "js"));
}

/** Bundles a program, minified: Node, too, reads it. */
export function bundle(source: string, out: string, target: "bun" | "node"): string {
  build(source, [process.execPath, "build", source, "--minify", `--target=${target}`, `--outfile=${out}`]);
  return out;
}

function build(source: string, command: string[], cwd?: string): void {
  const options = { stdout: "ignore", stderr: "pipe", ...(cwd === undefined ? {} : { cwd }) } as const;
  const { success, stderr } = Bun.spawnSync(command, options);
  if (!success) throw new Error(`${source} cannot be built:\n${stderr.toString()}`);
}
