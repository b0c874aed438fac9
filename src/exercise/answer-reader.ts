import { ChunkedBody } from "./chunked-body.ts";

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number;
  /** Whether the server closes the connection after it. */
  readonly closes: boolean;
}

/** How the end of a body is known (RFC 9112 §6.3). */
type Framing =
  | { readonly kind: "length"; left: number }
  | { readonly kind: "chunks"; readonly body: ChunkedBody }
  | { readonly kind: "close" };

/** Larger heads are nobody's. */
const limitHeadBytes = 256 * 1024;

/** Reads the answers that come on a connection, one after the other. */
export class AnswerReader {
  readonly #isHead: boolean;
  /** What has come of a head. */
  #head: Buffer = Buffer.alloc(0);
  #answer: Answer | undefined;
  #framing: Framing = { kind: "close" };

  /** @param method of the requests */
  constructor(method: string) {
    this.#isHead = method === "HEAD";
  }

  /**
   * @returns the answer that these bytes end
   * @throws {TypeError} where they are no HTTP/1.1
   */
  read(bytes: Buffer): Answer | undefined {
    let rest = bytes;
    while (this.#answer === undefined) {
      const all = this.#head.length === 0 ? rest : Buffer.concat([this.#head, rest]);
      const end = all.indexOf("\r\n\r\n");
      if (end === -1) return this.#keep(all);
      this.#head = Buffer.alloc(0);
      this.#begin(all.toString("latin1", 0, end + 2));
      rest = all.subarray(end + 4);
    }
    return this.#isOver(rest) ? this.#end() : undefined;
  }

  /** The answer that the end of the connection ends; undefined where it cuts one, or there is none. */
  close(): Answer | undefined {
    return this.#answer !== undefined && this.#framing.kind === "close" ? this.#end() : undefined;
  }

  #keep(head: Buffer): undefined {
    if (head.length > limitHeadBytes) throw new TypeError("The head of an answer has no end.");
    this.#head = head;
  }

  /** @param head its lines, each with its end */
  #begin(head: string): void {
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
    if (Number.isNaN(status))
      throw new TypeError(`An answer begins with ${JSON.stringify(head.slice(0, 20))}.`);
    // One before the answer itself, as 103.
    if (status < 200) return;
    const isEmpty = this.#isHead || status === 204 || status === 304;
    this.#framing = isEmpty ? { kind: "length", left: 0 } : framingOf(head);
    this.#answer = {
      status,
      closes: this.#framing.kind === "close" || /\r\nconnection: *close\r/i.test(head),
    };
  }

  #isOver(bytes: Buffer): boolean {
    if (this.#framing.kind === "chunks") return this.#framing.body.read(bytes);
    if (this.#framing.kind === "close") return false;
    this.#framing.left -= bytes.length;
    return this.#framing.left <= 0;
  }

  #end(): Answer | undefined {
    const answer = this.#answer;
    this.#answer = undefined;
    return answer;
  }
}

function framingOf(head: string): Framing {
  if (/\r\ntransfer-encoding: *chunked\r/i.test(head)) return { kind: "chunks", body: new ChunkedBody() };
  const length = /\r\ncontent-length: *(\d+)\r/i.exec(head)?.[1];
  return length === undefined ? { kind: "close" } : { kind: "length", left: Number(length) };
}
