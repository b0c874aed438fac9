import type { Coding } from "./accept-encoding.ts";
import { type FlushingTransform, createCompressor } from "./content-coding.ts";
import { type Chunks, bytesOf } from "./settled-body.ts";

/**
 * Compresses a stream as it is read. Where its next chunk is not there by the loop's next turn, what was written so far is
 * flushed: a reader gets all that was sent, and chunks that come together are compressed together. Where chunks come without
 * a pause, that is so ten times a second at least. When it is cancelled, its source is. Nothing is read before somebody
 * reads.
 */
export function compressStream(
  source: ReadableStream<Uint8Array | string>,
  coding: Coding,
  level: number,
): ReadableStream<Uint8Array> {
  const writer = new CompressingReader(source.getReader(), coding, level);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const pieces = await writer.read();
        for (const piece of pieces) controller.enqueue(piece);
        if (pieces.length === 0) controller.close();
      },
      cancel: (reason) => writer.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** How long what was written may stay in a compressor while chunks come one after the other. */
const longestWaitMs = 100;

class CompressingReader {
  readonly #chunks: Chunks;
  readonly #compressor: FlushingTransform;
  readonly #flushKind: number;
  #pieces: Uint8Array[] = [];
  #next: ReturnType<Chunks["read"]> | undefined;
  #fail: (error: Error) => void = () => {};
  /** When the first chunk was written that is not flushed yet, on the clock of `performance`. */
  #unflushedSinceMs: number | undefined;
  #isEnded = false;

  constructor(chunks: Chunks, coding: Coding, level: number) {
    this.#chunks = chunks;
    const { stream, flushKind } = createCompressor(coding, level);
    this.#compressor = stream;
    this.#flushKind = flushKind;
    stream.on("error", (error: Error) => this.#fail(error));
    stream.on("data", (piece: Uint8Array) => this.#pieces.push(piece));
  }

  /** The next compressed pieces; none at the end. */
  async read(): Promise<readonly Uint8Array[]> {
    try {
      while (this.#pieces.length === 0 && !this.#isEnded) await this.#step();
    } catch (error) {
      this.#compressor.destroy();
      await this.#chunks.cancel(error).catch(() => {});
      throw error;
    }
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  async cancel(reason: unknown): Promise<void> {
    this.#compressor.destroy();
    await this.#chunks.cancel(reason);
  }

  /** Writes the next chunk, or flushes where there is none yet. */
  async #step(): Promise<void> {
    this.#next ??= this.#chunks.read();
    if (this.#unflushedSinceMs !== undefined && (await this.#mustFlush(this.#unflushedSinceMs, this.#next))) {
      this.#unflushedSinceMs = undefined;
      return this.#run((done) => this.#compressor.flush(this.#flushKind, done));
    }
    const { value } = await this.#next;
    this.#next = undefined;
    this.#isEnded = value === undefined;
    if (value === undefined) return this.#run((ended) => this.#compressor.once("end", ended).end());
    this.#unflushedSinceMs ??= performance.now();
    return this.#run((written) => this.#compressor.write(bytesOf(value), written));
  }

  /** Whether a reader would wait: for a chunk that is not there yet, or while many short ones come. */
  async #mustFlush(sinceMs: number, next: Promise<unknown>): Promise<boolean> {
    return performance.now() - sinceMs > longestWaitMs || !(await isSettledSoon(next));
  }

  /** @throws what the compressor fails with */
  #run(start: (done: () => void) => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#fail = reject;
    start(() => resolve());
    return promise;
  }
}

/** Whether a promise settles before the event loop's next turn. */
async function isSettledSoon(promise: Promise<unknown>): Promise<boolean> {
  const turned = Promise.withResolvers<boolean>();
  const turn = setImmediate(turned.resolve, false);
  const isSettled = await Promise.race([promise.then(yes, yes), turned.promise]);
  clearImmediate(turn);
  return isSettled;
}

const yes = (): boolean => true;
