import { untilAborted } from "../pool/until-aborted.ts";
import type { Call } from "./call.ts";
import { ClientError, clientError } from "./client-error.ts";
import type { ClientSettings, Inbound } from "./client-options.ts";
import { Deadline } from "./deadline.ts";
import { type Outgoing, type Received, endError, exchange } from "./exchange.ts";
import { Origin, type OriginStats } from "./origin.ts";
import { problemIn, readAnswer } from "./answer.ts";
import { redirected, refuse } from "./redirection.ts";
import { dropBody } from "./request-body.ts";
import { checkFields, mergeFields } from "./request-headers.ts";
import { isWorthRetrying, retryAfterMsOf, retryDelayMs } from "./retry.ts";

/** Time, and chance. */
export interface CallClock {
  /** Milliseconds of the epoch. */
  readonly now: () => number;
  /** A number from 0 to 1. */
  readonly random: () => number;
}

/** Sends calls: within their time, in their place of the line, again where that can help. */
export class Caller<From extends Inbound> {
  readonly #settings: ClientSettings<From>;
  readonly #session: Bun.FetchSession;
  readonly #clock: CallClock;
  /** By origin as a URL writes it, which has scheme, host and port, and one spelling. As many as are named. */
  readonly #origins = new Map<string, Origin>();
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(settings: ClientSettings<From>, session: Bun.FetchSession, clock: CallClock) {
    this.#settings = settings;
    this.#session = session;
    this.#clock = clock;
  }

  get stats(): Readonly<Record<string, OriginStats>> {
    return Object.fromEntries([...this.#origins].map(([name, origin]) => [name, origin.stats]));
  }

  /** @throws {ClientError} */
  async send(call: Call<From>): Promise<Received> {
    if (this.#isClosed) throw clientError("closed", call);
    const sent = this.#sendInTime(call);
    this.#running.add(sent);
    try {
      return await sent;
    } finally {
      this.#running.delete(sent);
    }
  }

  /** Waits for what runs, and closes the connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
    this.#session.close();
  }

  async #sendInTime(call: Call<From>): Promise<Received> {
    using deadline = new Deadline(call.timeoutMs, [call.signal, call.from?.signal]);
    try {
      return await this.#sendAgain(call, deadline);
    } finally {
      await dropBody(call.body.content);
    }
  }

  async #sendAgain(call: Call<From>, deadline: Deadline): Promise<Received> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(call, deadline, attempt);
      } catch (error) {
        const delayMs = this.#delayAfter(error, call, attempt);
        // What cannot be done in time fails now, with what is known.
        if (delayMs === undefined || delayMs >= deadline.remainingMs || deadline.reason !== undefined)
          throw error;
        await this.#wait(delayMs, call, deadline);
      }
    }
  }

  #delayAfter(error: unknown, call: Call<From>, attempt: number): number | undefined {
    const { retry } = this.#settings;
    if (!call.canRepeat || attempt > retry.max) return undefined;
    if (!(error instanceof ClientError) || !isWorthRetrying(error)) return undefined;
    return retryDelayMs(error, attempt, retry, this.#clock.random());
  }

  async #wait(ms: number, call: Call<From>, deadline: Deadline): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    try {
      await untilAborted(promise, deadline.signal);
    } catch {
      throw endError(call, deadline);
    } finally {
      clearTimeout(timer);
    }
  }

  /** One attempt, with the redirects that it leads to. */
  async #attempt(call: Call<From>, deadline: Deadline, attempt: number): Promise<Received> {
    const { origins, maxRedirects } = this.#settings;
    const { method, url, body } = call;
    const headers = await this.#fieldsOf(call, deadline, attempt);
    let outgoing: Outgoing = { method, url, headers, body: body.content };
    for (let hop = 0; ; hop++) {
      const received = await this.#exchange(outgoing, call, deadline);
      const next = redirected(outgoing, received, origins, body.isReplayable);
      if (next === undefined) return this.#accept(outgoing, received);
      if (hop === maxRedirects) throw refuse(outgoing, `there are more than ${maxRedirects} redirects`);
      outgoing = next;
    }
  }

  /** Asked for outside of the line: what is slow to give them takes no place in it. */
  async #fieldsOf(call: Call<From>, deadline: Deadline, attempt: number): Promise<Headers> {
    const { headers } = this.#settings;
    if (typeof headers !== "function") return mergeFields(headers, call.body.fields, call.headers);
    const { from, method, url } = call;
    const { signal } = deadline;
    const asked = (async () => headers({ from, method, url: new URL(url), attempt, signal }))();
    try {
      const fields = await untilAborted(asked, signal);
      checkFields("client.headers", fields);
      return mergeFields(fields, call.body.fields, call.headers);
    } catch (error) {
      throw deadline.reason === undefined ? error : endError(call, deadline);
    }
  }

  #exchange(outgoing: Outgoing, { limitBytes }: Call<From>, deadline: Deadline): Promise<Received> {
    const { firstByteTimeoutMs } = this.#settings;
    const limits = { deadline, firstByteTimeoutMs, limitBytes };
    return this.#originOf(outgoing.url).run(outgoing, deadline, () =>
      exchange(this.#session.fetch, outgoing, limits),
    );
  }

  #originOf({ origin: name }: URL): Origin {
    const known = this.#origins.get(name);
    if (known !== undefined) return known;
    const origin = new Origin(this.#settings, this.#clock.now);
    this.#origins.set(name, origin);
    return origin;
  }

  /** @throws {ClientError} `http_status` */
  #accept(outgoing: Outgoing, received: Received): Received {
    const { status, headers } = received;
    if (status >= 200 && status < 300) return received;
    const body = bodyOf(received);
    const problem = problemIn(received, body);
    throw clientError("http_status", outgoing, `the answer has the status ${status}`, {
      answer: { status, headers, body, problem },
      retryAfterMs: retryAfterMsOf(headers, this.#clock.now()),
    });
  }
}

/** That of an answer that is an error anyway. */
function bodyOf(received: Received): unknown {
  try {
    return readAnswer(received);
  } catch {
    return undefined;
  }
}
