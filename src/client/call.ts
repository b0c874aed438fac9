import { checkKnown, checkWhole, longestMs } from "../pool/settings.ts";
import type { Inbound } from "./client-options.ts";
import type { AnswerSchema } from "./answer.ts";
import { type CallBody, type RequestBody, requestBody } from "./request-body.ts";
import { type FieldValues, checkFields } from "./request-headers.ts";
import { type QueryValues, type UrlValue, requestUrl } from "./request-url.ts";
import { isIdempotent } from "./retry.ts";

export type CallMethod = "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT";

/** What one call has beside its method and path. */
export interface CallOptions<
  Schema extends AnswerSchema | undefined = undefined,
  From extends Inbound = Inbound,
> {
  /** The values of the path's `:name` segments. They are encoded. */
  readonly params?: Readonly<Record<string, UrlValue>>;
  readonly query?: QueryValues;
  /** Beside those of the client, and in their place where they have one name; undefined leaves one out. */
  readonly headers?: FieldValues;
  /** A body of JSON. */
  readonly json?: unknown;
  /** A body as it is. */
  readonly body?: CallBody;
  /** What the answer has to fit. */
  readonly response?: Schema;
  readonly signal?: AbortSignal | undefined;
  /** The request that is answered meanwhile: the call ends with it. */
  readonly from?: From | undefined;
  /** Default: the client's. */
  readonly timeoutMs?: number;
  /** Default: the client's. */
  readonly limitBytes?: number;
  /** Whether the call can be repeated, as one with an idempotency key can. Default: by the method. */
  readonly idempotent?: boolean;
}

/** A call, checked. */
export interface Call<From extends Inbound> {
  readonly method: string;
  readonly url: URL;
  readonly headers: FieldValues;
  readonly body: RequestBody;
  readonly response: AnswerSchema | undefined;
  readonly from: From | undefined;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly limitBytes: number;
  readonly canRepeat: boolean;
}

const methods: ReadonlySet<string> = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

const known = [
  "params",
  "query",
  "headers",
  "json",
  "body",
  "response",
  "signal",
  "from",
  "timeoutMs",
  "limitBytes",
  "idempotent",
];

/** What calls have where they say nothing else. */
export interface CallDefaults {
  readonly base: URL;
  readonly timeoutMs: number;
  readonly limitBytes: number;
}

/** @throws {TypeError | RangeError} where something of it does not fit */
export function checkCall<From extends Inbound>(
  method: string,
  path: string,
  options: CallOptions<AnswerSchema | undefined, From>,
  defaults: CallDefaults,
): Call<From> {
  checkKnown("client", options, known);
  if (!methods.has(method)) throw new TypeError(`client: ${JSON.stringify(method)} is no method of a call.`);
  const { timeoutMs = defaults.timeoutMs, limitBytes = defaults.limitBytes, headers = {} } = options;
  checkWhole("client.timeoutMs", timeoutMs, 1, longestMs);
  checkWhole("client.limitBytes", limitBytes, 0);
  checkFields("client.headers", headers);
  const body = requestBody(method, options);
  return {
    method,
    url: requestUrl(defaults.base, path, options.params, options.query),
    headers,
    body,
    response: options.response,
    from: options.from,
    signal: options.signal,
    timeoutMs,
    limitBytes,
    canRepeat: (options.idempotent ?? isIdempotent(method)) && body.isReplayable,
  };
}
