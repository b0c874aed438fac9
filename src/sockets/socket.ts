import { declaredError } from "../http/http-error.ts";
import type { Frame } from "./message.ts";

/** What became of a message: it is on its way, it waits for the client to read, or nobody gets it. */
export type Sent = "sent" | "waiting" | "dropped";

/** Longest name of a topic, in UTF-16 code units. */
const longestTopic = 256;

/** What a socket is the app's side of. */
export interface SocketLine {
  readonly limitTopics: number;
  readonly isOpen: boolean;
  readonly ip: string;
  readonly protocol: string;
  readonly bufferedBytes: number;
  write(value: unknown): Frame;
  send(frame: Frame): Sent;
  publish(topic: string, frame: Frame): void;
  /** False where it is not open any more. */
  subscribe(topic: string): boolean;
  unsubscribe(topic: string): void;
  close(code: number, reason: string): void;
}

/**
 * A WebSocket of a route. `Data` is what its handshake brought, `Sends` what the route's `send` schema takes.
 */
export class Socket<Data = unknown, Sends = unknown> {
  /** What the context of the handshake had: decoded inputs, and what middleware added. */
  readonly data: Data;
  readonly #line: SocketLine;
  readonly #topics = new Set<string>();

  /** Sockets are made when connections open. */
  constructor(line: SocketLine, data: Data) {
    this.#line = line;
    this.data = data;
  }

  /**
   * Sends a message, written by the `send` schema.
   *
   * @throws {HttpError} 500 `response_schema_mismatch` for a value that does not fit
   */
  send(value: Sends): Sent {
    return this.#line.send(this.#line.write(value));
  }

  /**
   * Sends a message to all other sockets of this route that are subscribed to a topic, in all processes. The order of one
   * publisher is kept.
   *
   * @throws {HttpError} 500 `response_schema_mismatch` for a value that does not fit
   */
  publish(topic: string, value: Sends): void {
    this.#line.publish(topic, this.#line.write(value));
  }

  /**
   * Topics belong to a route: another route's topic of the same name is another one.
   *
   * @throws {HttpError} 400 `invalid_topic` beyond `limits.sockets.topics`, and for a name that is not 1 to 256 characters
   */
  subscribe(topic: string): void {
    if (typeof topic !== "string" || topic === "" || topic.length > longestTopic || !topic.isWellFormed())
      throw declaredError("invalid_topic", `a name has 1 to ${longestTopic} characters`);
    const { limitTopics: limit } = this.#line;
    if (!this.#topics.has(topic) && this.#topics.size >= limit)
      throw declaredError("invalid_topic", `a socket has at most ${limit}`);
    if (!this.#line.subscribe(topic)) return;
    this.#topics.add(topic);
  }

  unsubscribe(topic: string): void {
    if (this.#topics.delete(topic)) this.#line.unsubscribe(topic);
  }

  /** What it is subscribed to. */
  get topics(): readonly string[] {
    return [...this.#topics];
  }

  /**
   * Closes it: the client gets code and reason (RFC 6455 §7.4).
   *
   * @param code 1000, or 3000 to 4999 for an app's own. Default 1000.
   * @param reason at most 123 bytes
   */
  close(code = 1000, reason = ""): void {
    this.#line.close(code, reason);
  }

  /** Whether messages still reach the client. */
  get isOpen(): boolean {
    return this.#line.isOpen;
  }

  /** The address of the client's end of the connection. */
  get ip(): string {
    return this.#line.ip;
  }

  /** The subprotocol that was agreed on; empty for none. */
  get protocol(): string {
    return this.#line.protocol;
  }

  /** How many bytes wait for the client to read. */
  get bufferedBytes(): number {
    return this.#line.bufferedBytes;
  }
}
