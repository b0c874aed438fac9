import { mkdir, readdir } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import packageManifest from "../../package.json" with { type: "json" };
import { CommandError } from "./command-error.ts";

/** The project that is copied; it is one of the examples, and tested as such. */
const starter = join(import.meta.dir, "../../examples/starter");

/** Files of a new project. What tools would take for settings of this package, or leave out of it, has another name here. */
export const starterFiles: Readonly<Record<string, string>> = {
  ".dockerignore": "dockerignore",
  ".gitignore": "gitignore",
  Dockerfile: "Dockerfile",
  "README.md": "README.md",
  "bench/notes.ts": "bench/notes.ts",
  "package.json": "manifest.json",
  "src/app.ts": "src/app.ts",
  "src/notes.ts": "src/notes.ts",
  "test/app.test.ts": "test/app.test.ts",
  "tsconfig.json": "tsconfig.json",
};

export interface NewOptions {
  /** What its `package.json` takes Bunsen from: a range of versions, a path. Default: the version of this one. */
  readonly bunsen?: string;
}

/**
 * `bunsen new`: writes a project into a directory that is not there, or empty.
 *
 * @throws {CommandError} where the directory holds something, or its name is none for a package
 */
export async function createProject(path: string, options: NewOptions): Promise<void> {
  const directory = resolve(path);
  const name = basename(directory);
  checkName(name);
  await checkEmpty(directory, path);
  for (const [file, from] of Object.entries(starterFiles)) {
    const text = await Bun.file(join(starter, from)).text();
    await Bun.write(join(directory, file), filled(file, text, name, options));
  }
  console.log(nextSteps(name, relative(process.cwd(), directory)));
}

function filled(file: string, text: string, name: string, { bunsen }: NewOptions): string {
  if (file === "README.md") return text.replace("# starter", () => `# ${name}`);
  if (file !== "package.json") return text;
  const manifest = JSON.parse(text) as { dependencies: Record<string, string> };
  const dependencies = { ...manifest.dependencies, bunsen: bunsen ?? `^${packageManifest.version}` };
  return `${JSON.stringify({ ...manifest, name, dependencies }, undefined, 2)}\n`;
}

/** The rules of package names, as far as a directory can break them. */
function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/.test(name)) return;
  throw new CommandError(
    `${JSON.stringify(name)} cannot be the name of a package.\n` +
      "  Fix: use lower-case letters, digits, - and _, beginning with a letter or digit.",
  );
}

async function checkEmpty(directory: string, path: string): Promise<void> {
  if (await Bun.file(directory).exists()) throw new CommandError(`${path} is a file.`);
  await mkdir(directory, { recursive: true });
  const [found, ...others] = (await readdir(directory)).toSorted();
  if (found === undefined) return;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  throw new CommandError(
    `${path} is not empty: it has ${found}${more}. Nothing was written.\n  Fix: name a directory that is not there.`,
  );
}

function nextSteps(name: string, place: string): string {
  const count = Object.keys(starterFiles).length;
  return [
    `Wrote ${name}: ${count} files.`,
    "",
    ...(place === "" ? [] : [`  cd ${place}`]),
    "  bun install",
    "  bun test          # its tests",
    "  bun run dev       # serves it on http://localhost:3000, and anew when a file changes",
    "  bun run build     # a server of one file, in dist",
  ].join("\n");
}
