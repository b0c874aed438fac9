import type { BusboyFileStream } from "@fastify/busboy";

/** A part as the parser gives it: a field's text, or a file's stream. */
export interface ParsedPart {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly type: string;
  readonly content: string | BusboyFileStream;
}

/** The parts that were parsed and not taken yet. Whoever parses waits until they are. */
export class PartQueue {
  readonly #parts: ParsedPart[] = [];
  #isAtEnd = false;
  #arrived = Promise.withResolvers<void>();
  #emptied = Promise.withResolvers<void>();
  readonly #failure = Promise.withResolvers<never>();

  constructor() {
    // Whoever waits hears of it; there may be nobody.
    this.#failure.promise.catch(() => {});
  }

  push(part: ParsedPart): void {
    this.#parts.push(part);
    this.#arrived.resolve();
  }

  end(): void {
    this.#isAtEnd = true;
    this.#arrived.resolve();
  }

  fail(error: unknown): void {
    this.#failure.reject(error);
  }

  /** The next part, when it is there; undefined at the end. @throws what the parser failed with */
  async take(): Promise<ParsedPart | undefined> {
    while (this.#parts.length === 0 && !this.#isAtEnd) {
      this.#arrived = Promise.withResolvers();
      await this.orFailure(this.#arrived.promise);
    }
    const part = this.#parts.shift();
    if (this.#parts.length === 0) this.#emptied.resolve();
    return part;
  }

  /** Resolves when every part is taken: more is needed for the last one, or for the next. */
  async whenWanted(): Promise<void> {
    if (this.#parts.length === 0) return;
    this.#emptied = Promise.withResolvers();
    await this.#emptied.promise;
  }

  /** What is waited for, unless the parser fails before. */
  orFailure<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#failure.promise]);
  }
}
