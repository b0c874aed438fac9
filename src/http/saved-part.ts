import { link, open, rename, rm } from "node:fs/promises";
import { declaredError, quote } from "./http-error.ts";
import type { FormPart } from "./part-reader.ts";
import { signatureBytes, signatureOf } from "./file-signature.ts";

/** What a file that is saved may be. */
export interface SavePartOptions {
  /** Longest file. Default: what the form may have. */
  readonly limitBytes?: number;
  /**
   * Media types that are taken: `image/png`, or `image/*`. What the client says has to be one of them, and the first bytes
   * have to be of what it says, for types that have such. Default: any.
   */
  readonly types?: readonly string[];
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
  const { limitBytes = Number.MAX_SAFE_INTEGER, types, replace = false } = options;
  if (!Number.isSafeInteger(limitBytes) || limitBytes < 0)
    throw new RangeError(`limitBytes must be a whole number, not ${String(limitBytes)}.`);
  if (types !== undefined && !isTaken(part.type, types)) throw refused(part.type, types);
  const partial = `${path}.${crypto.randomUUID()}.part`;
  try {
    const bytes = await write(part, partial, limitBytes, types);
    if (replace) await rename(partial, path);
    // Unlike a renaming, this fails where something is there.
    else await link(partial, path);
    return { path, bytes, type: part.type };
  } finally {
    await rm(partial, { force: true });
  }
}

async function write(
  { stream, type }: FormPart,
  path: string,
  limitBytes: number,
  types: readonly string[] | undefined,
): Promise<number> {
  const file = await open(path, "wx");
  const check = types === undefined ? undefined : new StartCheck(type, types);
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      check?.read(chunk);
      bytes += chunk.byteLength;
      if (bytes > limitBytes) throw declaredError("field_too_large", String(limitBytes));
      await file.writeFile(chunk);
    }
    check?.end();
  } finally {
    await file.close();
  }
  return bytes;
}

/** Looks at the first bytes of a file, however small the pieces are in which they come. */
class StartCheck {
  readonly #type: string;
  readonly #types: readonly string[];
  #start: Uint8Array = new Uint8Array();
  #isDone = false;

  constructor(type: string, types: readonly string[]) {
    this.#type = type;
    this.#types = types;
  }

  read(chunk: Uint8Array): void {
    if (this.#isDone) return;
    this.#start = Buffer.concat([this.#start, chunk.subarray(0, signatureBytes)]);
    if (this.#start.byteLength >= signatureBytes) this.end();
  }

  end(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    if (signatureOf(this.#type)?.(this.#start) === false) throw refused(this.#type, this.#types);
  }
}

const isTaken = (type: string, types: readonly string[]): boolean =>
  types.some((taken) => taken === type || (taken.endsWith("/*") && type.startsWith(taken.slice(0, -1))));

const refused = (type: string, types: readonly string[]): Error =>
  declaredError("unsupported_media_type", `files of ${types.join(", ")}, not of ${quote(type)}`);
