import { type ServerSentEvent, writeEvent } from "../http/server-sent-event.ts";
import {
  type EventContext,
  EventStream,
  type EventStreamSettings,
  type Every,
  textOf,
} from "../runtime/event-stream.ts";

/** What the context of an event stream has beside that of other handlers. */
export interface EventStreamContext {
  /** The id of the event that the client saw last, where it connects again; else undefined. */
  readonly lastEventId: string | undefined;
}

export interface SseOptions {
  /**
   * How long the stream may be quiet before a comment is sent, in seconds: 1 to 3600, or 0 for none. Proxies close what is
   * quiet for long, and a client that is gone is only noticed when something is sent. Default 15.
   */
  readonly heartbeatSeconds?: number;
  /** The event that is sent when the server stops. Default `{ retry: 1000 }`: clients come back after a second. */
  readonly last?: ServerSentEvent;
  /** Calls back every so many milliseconds, until what it gives is called. Default: the timers of this process. */
  readonly every?: Every;
}

/**
 * Makes a handler that answers with server-sent events (WHATWG HTML §9.2). The head is sent at once; an event when the
 * client has taken the one before it.
 *
 * @example
 * ```ts
 * app().get("/prices", sse(async function* (c) {
 *   for await (const price of prices.since(c.lastEventId, c.signal)) yield { id: price.id, data: price };
 * }));
 * ```
 * @param generate makes the events. `c.signal` aborts when the client goes away, and when the server stops.
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function sse<Context, Event extends ServerSentEvent>(
  generate: (context: Context & EventStreamContext) => AsyncIterable<Event>,
  options: SseOptions = {},
): (context: Context) => EventStream<Exclude<Event["data"], undefined>> {
  const settings = settingsOf(options);
  return (context) => {
    const own = context as Context & EventStreamContext & EventContext;
    return new EventStream(
      () => generate(own) as AsyncIterable<ServerSentEvent<Exclude<Event["data"], undefined>>>,
      own,
      settings,
    );
  };
}

function settingsOf(options: SseOptions): EventStreamSettings {
  const { heartbeatSeconds = 15, last = { retry: 1000 }, every = everyByTimer } = options;
  const unknown = Object.keys(options).find((key) => !["heartbeatSeconds", "last", "every"].includes(key));
  if (unknown !== undefined)
    throw new TypeError(`sse.${unknown}: there is no such option; there are heartbeatSeconds, last, every.`);
  if (!Number.isSafeInteger(heartbeatSeconds) || heartbeatSeconds < 0 || heartbeatSeconds > 3600)
    throw new RangeError(
      `sse.heartbeatSeconds: expected whole seconds from 1 to 3600, or 0, received ${Bun.inspect(heartbeatSeconds)}.`,
    );
  const lastText = writeEvent(last, last.data === undefined ? undefined : textOf(last.data));
  return { heartbeatMs: heartbeatSeconds * 1000, lastText, every };
}

const everyByTimer: Every = (ms, run) => {
  const timer = setInterval(run, ms);
  timer.unref();
  return () => clearInterval(timer);
};
