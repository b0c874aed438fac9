import { type ServerSentEvent, emptyComment, writeEvent } from "../http/server-sent-event.ts";
import { EventAnswer } from "./event-answer.ts";
import { ItemReader, type StreamContext, type TellCut } from "./item-reader.ts";
import { keepOpen } from "./open-answers.ts";
import type { Encoder } from "./reply.ts";

/** Calls back every so many milliseconds, until what it gives is called. */
export type Every = (ms: number, run: () => void) => () => void;

/** How an event stream is kept, and ended. */
export interface EventStreamSettings {
  /** How long it may be quiet before a comment is sent; 0 for no comments. */
  readonly heartbeatMs: number;
  /** What is sent when the server stops: a written event. */
  readonly lastText: string;
  readonly every: Every;
}

/** What an event stream needs of its request. */
export interface EventContext extends StreamContext {
  readonly server: Bun.Server<unknown> | undefined;
  /** Lets `signal` abort with another one. */
  abortWith(signal: AbortSignal): void;
  /** How long the connection may be quiet, in seconds: 0 for as long as it likes. */
  setIdleTimeout(seconds: number): void;
}

/** A stream of events, not yet begun. Made by `sse()`. */
export class EventStream<Data = unknown> extends EventAnswer {
  readonly #events: AsyncIterable<ServerSentEvent<Data>>;
  readonly #context: EventContext;
  readonly #settings: EventStreamSettings;
  readonly #ended = new AbortController();

  /** @param generate makes the events. Its context's signal aborts when the stream ends, for whatever reason. */
  constructor(
    generate: () => AsyncIterable<ServerSentEvent<Data>>,
    context: EventContext,
    settings: EventStreamSettings,
  ) {
    super();
    context.abortWith(this.#ended.signal);
    this.#events = generate();
    this.#context = context;
    this.#settings = settings;
  }

  /**
   * Begins it. The head of the answer is sent at once, with an empty comment.
   *
   * @param encode writes the data of events; undefined where no schema says how
   * @param tell is told what cuts it
   */
  open(encode: Encoder | undefined, tell: TellCut): Response {
    this.#context.setIdleTimeout(0);
    const running = new RunningEvents(this.#events, this.#context, this.#settings, encode, tell, this.#ended);
    return new Response(running.body, { headers });
  }

  /** What marks it as sent item by item. */
  [Symbol.asyncIterator](): AsyncIterator<ServerSentEvent<Data>> {
    return this.#events[Symbol.asyncIterator]();
  }
}

/** No cache keeps it, and no proxy changes it or holds it back. */
const headers = new Headers({
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
});

const encoder = new TextEncoder();

/** What Bun gives a connection by default. */
const idleSecondsAfter = 10;

/** A stream of events while it is sent. */
class RunningEvents {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #reader: ItemReader<ServerSentEvent>;
  readonly #settings: EventStreamSettings;
  readonly #encode: Encoder | undefined;
  readonly #context: EventContext;
  readonly #ended: AbortController;
  #forget: () => void = () => {};
  #stopHeartbeats: () => void = () => {};
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  #hasBegun = false;
  #wasQuiet = true;

  constructor(
    events: AsyncIterable<unknown>,
    context: EventContext,
    settings: EventStreamSettings,
    encode: Encoder | undefined,
    tell: TellCut,
    ended: AbortController,
  ) {
    this.#ended = ended;
    this.#reader = new ItemReader(events, context, eventOf, tell);
    this.#settings = settings;
    this.#encode = encode;
    this.#context = context;
    this.body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull: (controller) => (this.#hasBegun ? this.#sendNext() : this.#begin(controller)),
        cancel: () => this.#leave(),
      },
      { highWaterMark: 0 },
    );
  }

  /** When it is first read: an answer that nobody sends leaves nothing running. */
  #begin(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): void {
    this.#hasBegun = true;
    this.#controller = controller;
    this.#send(emptyComment);
    const { heartbeatMs, every } = this.#settings;
    if (heartbeatMs > 0) this.#stopHeartbeats = every(heartbeatMs, () => this.#beat());
    this.#forget = keepOpen(this.#context.server, () => this.#stop());
  }

  async #sendNext(): Promise<void> {
    try {
      const event = await this.#reader.next();
      const text = event && writeEvent(event, await this.#dataOf(event));
      if (this.#controller === undefined) return;
      if (text === undefined) this.#close();
      else this.#send(text);
    } catch (error) {
      this.#cut(error);
    }
  }

  async #dataOf({ data }: ServerSentEvent): Promise<string | undefined> {
    if (data === undefined) return undefined;
    if (this.#encode !== undefined) return this.#encode(data).text();
    return textOf(data);
  }

  #send(text: string): void {
    this.#wasQuiet = false;
    this.#controller?.enqueue(encoder.encode(text));
  }

  /** What a client does not read needs no comment: it would only be kept. */
  #beat(): void {
    const hasTaken = (this.#controller?.desiredSize ?? -1) >= 0;
    if (this.#wasQuiet && hasTaken) this.#send(emptyComment);
    this.#wasQuiet = true;
  }

  /** Ends it with the last event, as the server stops. */
  #stop(): void {
    if (this.#controller === undefined) return;
    this.#send(this.#settings.lastText);
    this.#reader.leave();
    this.#close();
  }

  #cut(error: unknown): void {
    const controller = this.#controller;
    this.#reader.tell(error);
    this.#end();
    // Bun cuts the connection, and would print the error itself.
    controller?.error(this.#context.server === undefined ? error : undefined);
  }

  #close(): void {
    const controller = this.#controller;
    this.#end();
    // Without it, a client could keep the connection with nothing on it.
    this.#context.setIdleTimeout(idleSecondsAfter);
    controller?.close();
  }

  #leave(): void {
    this.#reader.leave();
    this.#end();
  }

  #end(): void {
    this.#controller = undefined;
    this.#stopHeartbeats();
    this.#forget();
    this.#ended.abort();
  }
}

/** Data as text, where no schema writes it. */
export const textOf = (data: unknown): string => (typeof data === "string" ? data : JSON.stringify(data));

/** @throws {TypeError} for what is no event */
function eventOf(value: unknown): ServerSentEvent {
  if (typeof value === "object" && value !== null) {
    const unknown = Object.keys(value).find((key) => !knownFields.has(key));
    if (unknown === undefined) return value;
    throw new TypeError(
      `An event has data, event, id, retry and comment; the handler gave one with ${JSON.stringify(unknown)}.`,
    );
  }
  throw new TypeError(`An event is an object: { data }. The handler gave ${Bun.inspect(value)}.`);
}

const knownFields: ReadonlySet<string> = new Set(["data", "event", "id", "retry", "comment"]);
