import { join } from "node:path";
import manifest from "../../package.json";

const root = join(import.meta.dir, "../..");

/** Writes the declarations that the package ships, as its script does: what a program is checked against. */
export function emitDeclarations(directory: string): void {
  const script = manifest.scripts["types:emit"].replace("--outDir types", `--outDir ${directory}`);
  const env = { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"] ?? ""}` };
  const { success, stdout } = Bun.spawnSync(["sh", "-c", script], { cwd: root, env });
  if (!success) throw new Error(`The declarations cannot be written:\n${stdout.toString()}`);
}
