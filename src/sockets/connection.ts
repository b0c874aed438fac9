import { type HttpError, isFault } from "../http/http-error.ts";
import { problemOf } from "../http/problem.ts";
import { keepOpen } from "../runtime/open-answers.ts";
import { isThenable } from "../runtime/reply.ts";
import { Inbox } from "./inbox.ts";
import type { Frame } from "./message.ts";
import { MessageRate } from "./message-rate.ts";
import { type Sent, Socket, type SocketLine } from "./socket.ts";
import type { SocketLimits } from "./socket-limits.ts";
import type { SocketRoute } from "./socket-route.ts";

/** What a connection was upgraded from: the data of Bun's WebSocket. */
export class Upgraded {
  readonly route: SocketRoute;
  readonly server: Bun.Server<unknown>;
  /** What the app has as `socket.data`. */
  readonly data: unknown;
  /** The URL of the handshake, for the log. */
  readonly url: string;
  /** The subprotocol that was agreed on; empty for none. */
  readonly protocol: string;
  /** Set while it is open: a handshake that fails holds nothing. */
  connection: Connection | undefined;

  constructor(
    route: SocketRoute,
    server: Bun.Server<unknown>,
    data: unknown,
    { url, protocol }: Pick<Upgraded, "url" | "protocol">,
  ) {
    this.route = route;
    this.server = server;
    this.data = data;
    this.url = url;
    this.protocol = protocol;
  }
}

export type BunSocket = Bun.ServerWebSocket<Upgraded>;

/** Sends what is published to everybody else. */
interface Publisher {
  publishElsewhere(server: Bun.Server<unknown>, channel: string, frame: Frame): void;
}

/** A topic of a route, as Bun's own pub/sub and other processes know it. A path has no line break. */
export const channelOf = (path: string, topic: string): string => `${path}\n${topic}`;

/** An open WebSocket: leads its events through the hooks of the route, within limits. */
export class Connection implements SocketLine {
  readonly limitTopics: number;
  readonly #route: SocketRoute;
  readonly #ws: BunSocket;
  readonly #publisher: Publisher;
  readonly #socket: Socket;
  readonly #inbox: Inbox;
  readonly #rate: MessageRate;
  readonly #forget: () => void;
  #isClosing = false;

  constructor(ws: BunSocket, limits: Required<SocketLimits>, publisher: Publisher) {
    const { route, server, data } = ws.data;
    this.#ws = ws;
    this.#publisher = publisher;
    this.#route = route;
    this.limitTopics = limits.topics;
    this.#inbox = new Inbox(limits.waitingMessages);
    this.#rate = new MessageRate(limits.messagesPerSecond);
    this.#socket = new Socket(this, data);
    this.#forget = keepOpen(server, () => this.close(goingAway, "The server stops."));
  }

  get isOpen(): boolean {
    return !this.#isClosing && this.#ws.readyState === WebSocket.OPEN;
  }

  get ip(): string {
    return this.#ws.remoteAddress;
  }

  get protocol(): string {
    return this.#ws.data.protocol;
  }

  get bufferedBytes(): number {
    return this.#ws.getBufferedAmount();
  }

  write(value: unknown): Frame {
    return this.#route.write(value);
  }

  send(frame: Frame): Sent {
    if (!this.isOpen) return "dropped";
    const bytes = typeof frame === "string" ? this.#ws.sendText(frame) : this.#ws.sendBinary(asBytes(frame));
    if (bytes > 0) return "sent";
    // 0 is also what an empty message counts, where nothing waits.
    return bytes < 0 ? "waiting" : frame.length === 0 && this.bufferedBytes === 0 ? "sent" : "dropped";
  }

  publish(topic: string, frame: Frame): void {
    const channel = channelOf(this.#route.path, topic);
    if (typeof frame === "string") this.#ws.publishText(channel, frame);
    else this.#ws.publishBinary(channel, asBytes(frame));
    this.#publisher.publishElsewhere(this.#ws.data.server, channel, frame);
  }

  subscribe(topic: string): boolean {
    if (!this.isOpen) return false;
    this.#ws.subscribe(channelOf(this.#route.path, topic));
    return true;
  }

  unsubscribe(topic: string): void {
    if (this.isOpen) this.#ws.unsubscribe(channelOf(this.#route.path, topic));
  }

  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.#isClosing = true;
    this.#ws.close(code, reason);
  }

  /** Runs the hook `open`. */
  opened(): void {
    const { open } = this.#route.hooks;
    if (open !== undefined) this.#add(() => open(this.#socket));
  }

  /** Reads a message, and runs the hook. */
  received(frame: Frame): void {
    if (!this.#isClosing && this.counted())
      this.#add(() => {
        const message = this.#route.read(frame);
        return isThenable(message) ? message.then((later) => this.#told(later)) : this.#told(message);
      });
  }

  #told(message: unknown): unknown {
    // It may have closed while a validator took its time.
    return this.#isClosing ? undefined : this.#route.hooks.message?.(this.#socket, message);
  }

  /** Counts a message or a ping; closes where there are too many. */
  counted(): boolean {
    const isWithin = this.#rate.take(performance.now());
    if (!isWithin) this.close(policyViolation, "rate_limited");
    return isWithin;
  }

  /** Runs the hook `drain`: what waited has been read. */
  drained(): void {
    const { drain } = this.#route.hooks;
    // Bun tells of each part of it.
    if (drain !== undefined && !this.#isClosing && this.bufferedBytes === 0)
      this.#add(() => drain(this.#socket));
  }

  /** Runs the hook `close`, the last one. */
  closed(code: number, reason: string): void {
    this.#isClosing = true;
    this.#forget();
    const { close } = this.#route.hooks;
    this.#inbox.end(() => this.#run(() => close?.(this.#socket, code, reason)));
  }

  #add(step: () => unknown): void {
    // What waited while the connection was closed is not looked at.
    const isAdded = this.#inbox.add(() => (this.#isClosing ? undefined : this.#run(step)));
    if (!isAdded) this.close(policyViolation, "queue_full");
  }

  #run(step: () => unknown): unknown {
    try {
      const outcome = step();
      if (isThenable(outcome)) return outcome.then(undefined, (error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
    return undefined;
  }

  #fail(error: unknown): void {
    const told = this.#route.publicError(error, this.#ws.data.url);
    if (this.#route.answersInvalid && !isFault(told)) this.send(JSON.stringify({ error: problemOf(told) }));
    else this.close(closeCodeOf(told), told.code);
  }
}

const asBytes = (frame: Uint8Array): Uint8Array<ArrayBuffer> => frame as Uint8Array<ArrayBuffer>;

/** Close codes (RFC 6455 §7.4.1). */
const goingAway = 1001;
const unfitData = 1007;
const policyViolation = 1008;
const serverFault = 1011;

const unfitCodes: ReadonlySet<string> = new Set(["malformed_message", "validation_failed"]);

function closeCodeOf(error: HttpError): number {
  if (isFault(error)) return serverFault;
  return unfitCodes.has(error.code) ? unfitData : policyViolation;
}
