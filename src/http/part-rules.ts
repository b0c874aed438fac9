import { signatureBytes, signatureOf } from "./file-signature.ts";
import { declaredError, quote } from "./http-error.ts";
import type { FormPart } from "./part-reader.ts";

/** What a file of a form may be. */
export interface PartRules {
  /** Longest file. Default: what the form may have. */
  readonly limitBytes?: number;
  /**
   * Media types that are taken: `image/png`, or `image/*`. What the client says has to be one of them, and the first bytes
   * have to be of what it says, for types that have such. Default: any.
   */
  readonly types?: readonly string[];
}

/**
 * The bytes of a part while they arrive, as far as they follow its rules.
 *
 * @throws {HttpError} 415 `unsupported_media_type`, 413 `field_too_large`, and what reading the form throws
 * @throws {RangeError} for a limit that is no whole number
 */
export function checkedBytes(part: FormPart, { limitBytes, types }: PartRules): AsyncGenerator<Uint8Array> {
  const limit = limitBytes ?? Number.MAX_SAFE_INTEGER;
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new RangeError(`limitBytes must be a whole number, not ${String(limit)}.`);
  if (types !== undefined && !isTaken(part.type, types)) throw refused(part.type, types);
  return readChecked(part, limit, types);
}

async function* readChecked(
  { stream, type }: FormPart,
  limitBytes: number,
  types: readonly string[] | undefined,
): AsyncGenerator<Uint8Array> {
  const check = types === undefined ? undefined : new StartCheck(type, types);
  let bytes = 0;
  for await (const chunk of stream) {
    check?.read(chunk);
    bytes += chunk.byteLength;
    if (bytes > limitBytes) throw declaredError("field_too_large", String(limitBytes));
    yield chunk;
  }
  check?.end();
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
