import type { Coding } from "../http/accept-encoding.ts";
import { compressStream } from "../http/compressed-stream.ts";
import { compressBytes } from "../http/content-coding.ts";
import { weakTag } from "../http/entity-tag.ts";
import { settledBytes } from "../http/settled-body.ts";
import { type KeptContent, contentOf } from "../runtime/kept-content.ts";
import type { CompressOptions } from "./compress-options.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Longer content is compressed as a stream, so that it is not in memory a second time. */
const wholeLimitBytes: number = 1024 * 1024;

const defaultLevels: Readonly<Record<Coding, number>> = { zstd: 3, br: 4, gzip: 6 };

/** Compresses the content of answers, once where that is kept: of constants, and of entries of a cache. */
export class Compression {
  readonly #levels: Readonly<Record<Coding, number>>;
  readonly #thresholdBytes: number;
  /** By content, and what of it is wanted: two for each coding at most, which go with the content. */
  readonly #variants = new WeakMap<object, Map<string, Promise<Bytes | undefined>>>();

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
    const content = contentOf(response);
    if (content !== undefined) {
      const variant = await this.#variantOf(content, response, coding, isNeeded);
      return variant && answerWith(variant, response, coding);
    }
    const bytes = await settledBytes(response, wholeLimitBytes);
    if (bytes === undefined) {
      const stream = response.body && compressStream(response.body, coding, this.#levels[coding]);
      return answerWith(stream, response, coding);
    }
    const compressed = await this.#compress(bytes, coding, isNeeded);
    return compressed && answerWith(compressed, response, coding);
  }

  /** Kept content, compressed once however many ask. */
  #variantOf(
    content: KeptContent,
    answer: Response,
    coding: Coding,
    isNeeded: boolean,
  ): Promise<Bytes | undefined> {
    const known = this.#variants.get(content.identity) ?? new Map<string, Promise<Bytes | undefined>>();
    this.#variants.set(content.identity, known);
    const key = `${coding} ${isNeeded}`;
    const variant = known.get(key) ?? this.#makeVariant(content, answer, coding, isNeeded);
    known.set(key, variant);
    return variant;
  }

  async #makeVariant(
    { grow }: KeptContent,
    answer: Response,
    coding: Coding,
    isNeeded: boolean,
  ): Promise<Bytes | undefined> {
    const bytes = (await (answer.clone() as Response).bytes()) as Bytes;
    const variant = await this.#compress(bytes, coding, isNeeded);
    if (variant !== undefined) grow?.(variant.byteLength);
    return variant;
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
