import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../support/app-forms.ts";

/** A directory of files, removed at the end of the block. It lies inside this package, where `bunsen` resolves. */
export interface Workspace extends AsyncDisposable {
  readonly path: string;
  write(file: string, text: string): Promise<void>;
  read(file: string): Promise<string>;
  /** Names in a directory of it, sorted; empty where there is none. */
  list(directory?: string): Promise<string[]>;
}

/** Creates a directory with files in it, by name. */
export async function createWorkspace(files: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const parent = join(root, ".bunsen");
  await mkdir(parent, { recursive: true });
  const path = await mkdtemp(join(parent, "cli-"));
  const write = async (file: string, text: string): Promise<void> => {
    await Bun.write(join(path, file), text);
  };
  for (const [file, text] of Object.entries(files)) await write(file, text);
  return {
    path,
    write,
    read: (file) => Bun.file(join(path, file)).text(),
    list: (directory = ".") =>
      readdir(join(path, directory)).then(
        (names) => names.toSorted(),
        () => [],
      ),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** An app module: what stands between `app()` and the end of its chain. */
export const appModule = (chain: string): string =>
  `import { app, middleware, t } from "bunsen";\n\nexport default app()${chain};\n`;
