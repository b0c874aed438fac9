import { mkdir, mkdtemp, rm, symlink, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A directory with files, which is removed when it is disposed. */
export interface TestDirectory extends AsyncDisposable {
  readonly path: string;
}

/** When every file of a test directory was modified. */
export const modifiedAt: Date = new Date("2026-01-02T03:04:05.000Z");

/** Makes a directory of files by their paths. `-> target` makes a link. */
export async function createDirectory(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<TestDirectory> {
  const path = await mkdtemp(join(tmpdir(), "bunsen-static-"));
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    const link = typeof content === "string" ? /^-> (.*)$/.exec(content)?.[1] : undefined;
    if (link !== undefined) await symlink(link, file);
    else {
      await Bun.write(file, content);
      await utimes(file, modifiedAt, modifiedAt);
    }
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
