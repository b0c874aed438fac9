import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Finished, run } from "../cli/support/processes.ts";

import { startRegistry } from "./registry.ts";

/** A place outside this repository where the packed package can be installed, as a user does. */
export interface UserPlace extends AsyncDisposable {
  readonly path: string;
  readonly tarball: string;
  /** Of every process: this Bun as `bun`, the registry on this machine, a cache of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs Bun in a directory of it. */
  bun(directory: string, ...args: readonly string[]): Promise<Finished>;
}

/** Packs this repository, and makes a place for users of it. */
export async function createUserPlace(): Promise<UserPlace> {
  const path = await mkdtemp(join(tmpdir(), "bunsen-user-"));
  // `bun` is the one that runs this, whatever its file is called.
  const programs = join(path, "bin");
  await mkdir(programs);
  await symlink(process.execPath, join(programs, "bun"));
  const PATH = `${programs}:${process.env.PATH}`;
  const pack = [process.execPath, "pm", "pack", "--destination", path];
  const { exitCode, stderr } = await run(pack, { env: { PATH }, patienceMs: 40_000 });
  const tarball = (await readdir(path)).find((name) => name.endsWith(".tgz"));
  if (exitCode !== 0 || tarball === undefined) throw new Error(`The package cannot be packed.\n${stderr}`);
  const registry = startRegistry(join(path, tarball));
  const cache = join(path, "cache");
  await mkdir(cache);
  const env = {
    PATH,
    BUN_CONFIG_REGISTRY: registry.url.href,
    BUN_INSTALL_CACHE_DIR: cache,
    BUN_TMPDIR: cache,
  };
  return {
    path,
    tarball: join(path, tarball),
    env,
    bun: (directory, ...args) =>
      run([process.execPath, ...args], { cwd: join(path, directory), env, patienceMs: 40_000 }),
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** An app with nothing in it but what `bun init` writes. */
export const emptyApp: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ name: "user", type: "module", private: true }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      lib: ["ESNext"],
      target: "ESNext",
      module: "Preserve",
      moduleDetection: "force",
      jsx: "react-jsx",
      allowJs: true,
      types: ["bun"],
      moduleResolution: "bundler",
      allowImportingTsExtensions: true,
      verbatimModuleSyntax: true,
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      noFallthroughCasesInSwitch: true,
      noUncheckedIndexedAccess: true,
      noImplicitOverride: true,
    },
  }),
};
