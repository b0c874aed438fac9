import type { Coding } from "../http/accept-encoding.ts";
import { compressStream } from "../http/compressed-stream.ts";
import { compressBytes } from "../http/content-coding.ts";
import { weakTag } from "../http/entity-tag.ts";
import { settledBytes } from "../http/settled-body.ts";
import { constantOf } from "../runtime/constant.ts";
import type { CompressOptions } from "./compress-options.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Longer content is compressed as a stream, so that it is not in memory a second time. */
const wholeLimitBytes: number = 1024 * 1024;

const defaultLevels: Readonly<Record<Coding, number>> = { zstd: 3, br: 4, gzip: 6 };

/** Compresses the content of answers, that of constants once. */
export class Compression {
  readonly #levels: Readonly<Record<Coding, number>>;
  readonly #thresholdBytes: number;
  /** By constant, and what of it is wanted: no more entries than an app has constants, times codings. */
  readonly #ofConstants = new WeakMap<Response, Map<string, Promise<Bytes | undefined>>>();

  constructor({ levels, thresholdBytes = 1024 }: CompressOptions) {
    this.#levels = { ...defaultLevels, ...levels };
    this.#thresholdBytes = thresholdBytes;
  }

  /**
   * An answer with its content compressed; undefined where it is better sent as it is.
   *
   * @param isNeeded whether the client takes nothing else, however short it is
   */
  async answer(response: Response, coding: Coding, isNeeded: boolean): Promise<Response | undefined> {
    const constant = constantOf(response);
    if (constant !== undefined) {
      const kept = await this.#compressConstant(constant, coding, isNeeded);
      return kept && answerWith(kept, response, coding);
    }
    const bytes = await settledBytes(response, wholeLimitBytes);
    if (bytes === undefined) {
      const stream = response.body && compressStream(response.body, coding, this.#levels[coding]);
      return answerWith(stream, response, coding);
    }
    const compressed = await this.#compress(bytes, coding, isNeeded);
    return compressed && answerWith(compressed, response, coding);
  }

  /** The content of a constant, compressed once however many ask. */
  #compressConstant(constant: Response, coding: Coding, isNeeded: boolean): Promise<Bytes | undefined> {
    const known = this.#ofConstants.get(constant) ?? new Map<string, Promise<Bytes | undefined>>();
    this.#ofConstants.set(constant, known);
    const key = `${coding} ${isNeeded}`;
    const kept = known.get(key) ?? this.#readConstant(constant, coding, isNeeded);
    known.set(key, kept);
    return kept;
  }

  async #readConstant(constant: Response, coding: Coding, isNeeded: boolean): Promise<Bytes | undefined> {
    const bytes = (await (constant.clone() as Response).bytes()) as Bytes;
    return this.#compress(bytes, coding, isNeeded);
  }

  /** Undefined where content is too short, or would not get shorter. */
  async #compress(bytes: Bytes, coding: Coding, isNeeded: boolean): Promise<Bytes | undefined> {
    const leastBytes = isNeeded ? 1 : Math.max(1, this.#thresholdBytes);
    if (bytes.byteLength < leastBytes) return undefined;
    const compressed = await compressBytes(bytes, coding, this.#levels[coding]);
    return isNeeded || compressed.byteLength < bytes.byteLength ? compressed : undefined;
  }
}

/** An answer with other content. Bun tells its length, where it is known. */
function answerWith(
  body: Bytes | ReadableStream<Uint8Array> | null,
  answer: Response,
  coding: Coding,
): Response {
  const { status, statusText, headers } = answer;
  headers.set("content-encoding", coding);
  headers.delete("content-length");
  headers.delete("accept-ranges");
  const tag = headers.get("etag");
  if (tag !== null) headers.set("etag", weakTag(tag));
  return new Response(body, { status, statusText, headers });
}
