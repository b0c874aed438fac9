import { type Call, type CallMethod, type CallOptions, checkCall } from "./call.ts";
import { type CallClock, Caller } from "./caller.ts";
import { clientError } from "./client-error.ts";
import { type ClientOptions, type ClientSettings, type Inbound, clientSettings } from "./client-options.ts";
import type { Received } from "./exchange.ts";
import type { OriginStats } from "./origin.ts";
import { type AnswerSchema, type AnswerValue, UnfitAnswer, checkAnswer, readAnswer } from "./answer.ts";

/** What came of a call. */
export interface Answer<Value> {
  /** 200 to 299. */
  readonly status: number;
  readonly headers: Headers;
  /** The body: as the schema makes it, else by its type, undefined where it is empty. */
  readonly value: Value;
}

/** A call of one method. */
type CallOf<From extends Inbound> = <Schema extends AnswerSchema | undefined = undefined>(
  path: string,
  options?: CallOptions<Schema, From>,
) => Promise<Answer<AnswerValue<Schema>>>;

/** Calls one server. */
export interface Client<From extends Inbound = Inbound> extends AsyncDisposable {
  readonly delete: CallOf<From>;
  readonly get: CallOf<From>;
  readonly head: CallOf<From>;
  readonly patch: CallOf<From>;
  readonly post: CallOf<From>;
  readonly put: CallOf<From>;
  /**
   * Calls, and reads the answer.
   *
   * @param path below the base URL, encoded, with `:name` for a parameter: `/users/:id`
   * @throws {ClientError} where nothing came of it
   * @throws {TypeError | RangeError} where the call itself does not fit
   */
  request<Schema extends AnswerSchema | undefined = undefined>(
    method: CallMethod,
    path: string,
    options?: CallOptions<Schema, From>,
  ): Promise<Answer<AnswerValue<Schema>>>;
  /** The same client for calls that end with a request that is answered meanwhile. */
  with(from: From): Client<From>;
  /** What runs, waits and fails, by origin. */
  readonly stats: Readonly<Record<string, OriginStats>>;
  /** Refuses further calls, waits for those that run, and closes the connections. */
  close(): Promise<void>;
}

/**
 * A client of another server. Each call has a time for all of it, a place in a line where too many run, and another attempt
 * where that can help; an origin that fails is left alone for a while.
 *
 * @example
 * ```ts
 * const users = createClient({ baseUrl: "https://users.internal/v1" });
 * app().get("/me/:id", async (c) => {
 *   const { value } = await users.with(c).get("/users/:id", { params: { id: c.params.id }, response: User });
 *   return value;
 * });
 * ```
 * @param clock for tests
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function createClient<From extends Inbound = Inbound>(
  options: ClientOptions<From>,
  clock: CallClock = { now: Date.now, random: Math.random },
): Client<From> {
  const settings = clientSettings(options);
  return bind(settings, new Caller(settings, createSession(options, settings), clock), undefined);
}

function createSession<From extends Inbound>(
  { tls, proxy, unix }: ClientOptions<From>,
  { keepAliveSeconds, maxConcurrent }: ClientSettings<From>,
): Bun.FetchSession {
  const idle = { idleTimeout: keepAliveSeconds, maxIdleSockets: maxConcurrent };
  return new Bun.FetchSession({ tls, proxy, unix, keepAlive: keepAliveSeconds > 0 && idle });
}

function bind<From extends Inbound>(
  settings: ClientSettings<From>,
  caller: Caller<From>,
  inbound: From | undefined,
): Client<From> {
  const request = async <Schema extends AnswerSchema | undefined = undefined>(
    method: CallMethod,
    path: string,
    options: CallOptions<Schema, From> = {},
  ): Promise<Answer<AnswerValue<Schema>>> => {
    const call = checkCall(method, path, { from: inbound, ...options }, settings);
    const received = await caller.send(call);
    const value = await valueOf(call, received);
    return { status: received.status, headers: received.headers, value: value as AnswerValue<Schema> };
  };
  return {
    delete: (path, options) => request("DELETE", path, options),
    get: (path, options) => request("GET", path, options),
    head: (path, options) => request("HEAD", path, options),
    patch: (path, options) => request("PATCH", path, options),
    post: (path, options) => request("POST", path, options),
    put: (path, options) => request("PUT", path, options),
    request,
    with: (from) => bind(settings, caller, from),
    get stats() {
      return caller.stats;
    },
    close: () => caller.close(),
    [Symbol.asyncDispose]: () => caller.close(),
  };
}

/** @throws {ClientError} `invalid_response` */
async function valueOf<From extends Inbound>(call: Call<From>, received: Received): Promise<unknown> {
  try {
    const body = readAnswer(received);
    return call.response === undefined ? body : await checkAnswer(call.response, body);
  } catch (cause) {
    const detail =
      cause instanceof UnfitAnswer ? `the answer is not as declared: ${cause.message}` : undefined;
    throw clientError("invalid_response", call, detail, { cause });
  }
}
