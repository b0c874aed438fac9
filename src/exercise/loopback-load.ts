import { AnswerReader } from "./answer-reader.ts";
import { Durations } from "./durations.ts";
import { type PlainRequest, wireBytes } from "./plain-request.ts";

/** One request, sent over and over on some connections for some time: one at a time on each. */
export interface Load {
  readonly port: number;
  readonly request: PlainRequest;
  readonly connections: number;
  readonly seconds: number;
}

/** What a load got answered. */
export interface Delivered {
  readonly durations: Durations;
  readonly seconds: number;
  /** How many answers had each status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Connections that ended before an answer did, and answers that nobody could read. */
  readonly failures: number;
  /** Requests that had no answer some seconds after the end. */
  readonly unanswered: number;
}

/** How late answers may be. */
const graceMs = 10_000;

/** More of them say no more. */
const mostFailures = 100;

const host = "127.0.0.1";

/** Sends a load to a server of this machine. */
export const deliver = (load: Load): Promise<Delivered> => new Delivery(load).run();

/** What is known of a connection. */
interface Line {
  readonly reader: AnswerReader;
  /** When its request was sent, in ns; undefined where none is. */
  sentNs: number | undefined;
  /** What the system has not taken of a request yet. */
  unsent: Buffer;
}

class Delivery {
  readonly #load: Load;
  readonly #bytes: Buffer;
  readonly #durations = new Durations();
  readonly #statuses = new Map<number, number>();
  readonly #open = new Set<Bun.Socket<Line>>();
  readonly #ended = Promise.withResolvers<void>();
  #startNs = 0;
  #failures = 0;
  /** Connections that are open, or will be. */
  #lines = 0;

  constructor(load: Load) {
    this.#load = load;
    this.#bytes = wireBytes(load.request, `${host}:${load.port}`);
  }

  async run(): Promise<Delivered> {
    const { connections, seconds } = this.#load;
    this.#startNs = Bun.nanoseconds();
    for (let line = 0; line < connections; line++) this.#connect();
    const timer = setTimeout(() => this.#ended.resolve(), seconds * 1000 + graceMs);
    await this.#ended.promise;
    clearTimeout(timer);
    const unanswered = [...this.#open].filter(({ data }) => data.sentNs !== undefined).length;
    const elapsed = (Bun.nanoseconds() - this.#startNs) / 1e9;
    for (const socket of this.#open) socket.terminate();
    return {
      durations: this.#durations,
      seconds: elapsed,
      statuses: this.#statuses,
      failures: this.#failures,
      unanswered,
    };
  }

  get #isOver(): boolean {
    const elapsedNs = Bun.nanoseconds() - this.#startNs;
    return elapsedNs >= this.#load.seconds * 1e9 || this.#failures >= mostFailures;
  }

  #connect(): void {
    this.#lines++;
    const reader = new AnswerReader(this.#load.request.method);
    Bun.connect<Line>({
      hostname: host,
      port: this.#load.port,
      data: { reader, sentNs: undefined, unsent: Buffer.alloc(0) },
      socket: {
        open: (socket) => {
          this.#open.add(socket);
          this.#send(socket);
        },
        data: (socket, bytes) => this.#receive(socket, bytes),
        drain: (socket) => this.#write(socket, socket.data.unsent),
        close: (socket) => this.#closed(socket),
        error: (socket) => void socket.terminate(),
      },
    }).catch(() => this.#lost());
  }

  #send(socket: Bun.Socket<Line>): void {
    socket.data.sentNs = Bun.nanoseconds();
    this.#write(socket, this.#bytes);
  }

  #write(socket: Bun.Socket<Line>, bytes: Buffer): void {
    if (bytes.length === 0) return;
    socket.data.unsent = bytes.subarray(Math.max(0, socket.write(bytes)));
  }

  #receive(socket: Bun.Socket<Line>, bytes: Buffer): void {
    try {
      const answer = socket.data.reader.read(bytes);
      if (answer === undefined) return;
      this.#count(socket.data, answer.status);
      if (this.#isOver || answer.closes) return void socket.end();
      this.#send(socket);
    } catch {
      socket.terminate();
    }
  }

  #count(line: Line, status: number): void {
    this.#durations.add(Bun.nanoseconds() - (line.sentNs ?? 0));
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    line.sentNs = undefined;
  }

  /** What ends with a connection may have been an answer whose end that is. */
  #closed(socket: Bun.Socket<Line>): void {
    this.#open.delete(socket);
    const last = socket.data.reader.close();
    if (last !== undefined) this.#count(socket.data, last.status);
    if (socket.data.sentNs === undefined) this.#leave();
    else this.#lost();
  }

  #lost(): void {
    this.#failures++;
    this.#leave();
  }

  #leave(): void {
    this.#lines--;
    if (!this.#isOver) this.#connect();
    else if (this.#lines === 0) this.#ended.resolve();
  }
}
