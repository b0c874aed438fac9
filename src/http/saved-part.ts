import { link, open, rename, rm } from "node:fs/promises";
import type { FormPart } from "./part-reader.ts";
import { type PartRules, checkedBytes } from "./part-rules.ts";

/** What a file that is saved may be. */
export interface SavePartOptions extends PartRules {
  /** Whether a file that is there is replaced. Default false: it is an error of the server. */
  readonly replace?: boolean;
}

/** A file that was saved. */
export interface SavedPart {
  readonly path: string;
  readonly bytes: number;
  readonly type: string;
}

/**
 * Writes a part to a file while it arrives. The file is there when all of it is: until then it has another name beside it,
 * which is gone whatever goes wrong: a type or size that is not taken, a client that goes away, a full disk.
 *
 * @param path of the file; never of what the client calls it
 * @throws {HttpError} 415 `unsupported_media_type`, 413 `field_too_large`, and what reading the form throws
 */
export async function savePart(
  part: FormPart,
  path: string,
  options: SavePartOptions = {},
): Promise<SavedPart> {
  const { replace = false } = options;
  const content = checkedBytes(part, options);
  const partial = `${path}.${crypto.randomUUID()}.part`;
  try {
    const bytes = await write(content, partial);
    if (replace) await rename(partial, path);
    // Unlike a renaming, this fails where something is there.
    else await link(partial, path);
    return { path, bytes, type: part.type };
  } finally {
    await rm(partial, { force: true });
  }
}

async function write(content: AsyncIterable<Uint8Array>, path: string): Promise<number> {
  const file = await open(path, "wx");
  let bytes = 0;
  try {
    for await (const chunk of content) {
      bytes += chunk.byteLength;
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return bytes;
}
