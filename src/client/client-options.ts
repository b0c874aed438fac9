import { checkCallable, checkKnown, checkWhole, longestMs } from "../pool/settings.ts";
import { parseBase } from "./request-url.ts";
import { type FieldValues, checkFields } from "./request-headers.ts";

/** The request that is answered meanwhile: the context of a handler or middleware is one. */
export interface Inbound {
  readonly request: Request;
  readonly signal: AbortSignal;
}

/** What header fields of a call can depend on. */
export interface CallContext<From extends Inbound = Inbound> {
  /** The request that is answered meanwhile: what the call was given as `from`. */
  readonly from: From | undefined;
  readonly method: string;
  readonly url: URL;
  /** 1, and one more with each retry. */
  readonly attempt: number;
  /** Aborts when the call's time is over. */
  readonly signal: AbortSignal;
}

type HeaderSource<From extends Inbound> =
  FieldValues | ((context: CallContext<From>) => FieldValues | Promise<FieldValues>);

export interface RetryOptions {
  /** How many attempts follow the first. Default 2. */
  readonly max?: number;
  /** The most that is waited before the first retry, in milliseconds: the wait is a random part of it. Default 100. */
  readonly baseMs?: number;
  /** The most that is waited before any, where the server does not say how long. Default 2,000. */
  readonly maxMs?: number;
}

export interface CircuitOptions {
  /** After how many failures in a row an origin is left alone. Default 5. */
  readonly failures?: number;
  /** For how long, in milliseconds; then one call tries. Default 10,000. */
  readonly openMs?: number;
}

export interface RedirectFollowing {
  /** How many are followed. Default 5. */
  readonly max?: number;
  /** Origins beside that of `baseUrl`, `https://files.example`. They are given no header fields of the call. Default: none. */
  readonly origins?: readonly string[];
}

/** How a client calls. */
export interface ClientOptions<From extends Inbound = Inbound> {
  /** Where all paths begin, `https://api.example/v1`. */
  readonly baseUrl: string;
  /** Fields of each call, or what gives them: it is asked before each attempt, and waited for. */
  readonly headers?: HeaderSource<From>;
  /** How long a call takes, all of it: waiting, retries, redirects, the body. In milliseconds, default 10,000. */
  readonly timeoutMs?: number;
  /** How long an attempt takes until its answer begins, connecting included. In milliseconds. Default: `timeoutMs`. */
  readonly firstByteTimeoutMs?: number;
  /** How many calls of one origin run at once, until their body is read. Default 100. Bun runs 256 of a process. */
  readonly maxConcurrent?: number;
  /** How many more wait. Default 1,000. */
  readonly maxWaiting?: number;
  /** The largest body of an answer, decompressed, in bytes. Default 10,485,760 (10 MiB). */
  readonly limitBytes?: number;
  /** How long an idle connection stays open, in seconds; 0 closes each one after its answer. Default 60. */
  readonly keepAliveSeconds?: number;
  /** Of calls that can be repeated; false never does. */
  readonly retry?: RetryOptions | false;
  /** Of each origin; false calls whatever happens. */
  readonly circuit?: CircuitOptions | false;
  readonly redirects?: RedirectFollowing;
  /** As of `fetch`. */
  readonly tls?: BunFetchRequestInitTLS;
  /** As of `fetch`. Default: what the environment says. */
  readonly proxy?: Bun.FetchProxyOption;
  /** The path of a Unix socket that the server listens on. */
  readonly unix?: string;
}

/** Options with their defaults. */
export interface ClientSettings<From extends Inbound> {
  readonly base: URL;
  readonly headers: HeaderSource<From>;
  readonly timeoutMs: number;
  readonly firstByteTimeoutMs: number;
  readonly maxConcurrent: number;
  readonly maxWaiting: number;
  readonly limitBytes: number;
  readonly keepAliveSeconds: number;
  readonly retry: Readonly<Required<RetryOptions>>;
  readonly circuit: Readonly<Required<CircuitOptions>> | undefined;
  readonly maxRedirects: number;
  /** That of `baseUrl` included. */
  readonly origins: ReadonlySet<string>;
}

const known = [
  "baseUrl",
  "headers",
  "timeoutMs",
  "firstByteTimeoutMs",
  "maxConcurrent",
  "maxWaiting",
  "limitBytes",
  "keepAliveSeconds",
  "retry",
  "circuit",
  "redirects",
  "tls",
  "proxy",
  "unix",
];

/** @throws {TypeError | RangeError} where an option does not fit */
export function clientSettings<From extends Inbound>(options: ClientOptions<From>): ClientSettings<From> {
  checkKnown("client", options, known);
  const { headers = {}, timeoutMs = 10_000, maxConcurrent = 100, maxWaiting = 1000 } = options;
  const { firstByteTimeoutMs = timeoutMs, limitBytes = 10_485_760, keepAliveSeconds = 60 } = options;
  const base = parseBase(options.baseUrl);
  if (typeof headers === "object" && headers !== null) checkFields("client.headers", headers);
  else checkCallable("client.headers", headers);
  checkWhole("client.timeoutMs", timeoutMs, 1, longestMs);
  checkWhole("client.firstByteTimeoutMs", firstByteTimeoutMs, 1, longestMs);
  checkWhole("client.maxConcurrent", maxConcurrent, 1);
  checkWhole("client.maxWaiting", maxWaiting, 0);
  checkWhole("client.limitBytes", limitBytes, 0);
  // Bun takes a longer time for the longest.
  checkWhole("client.keepAliveSeconds", keepAliveSeconds, 0, 14_280);
  return {
    base,
    headers,
    timeoutMs,
    firstByteTimeoutMs,
    maxConcurrent,
    maxWaiting,
    limitBytes,
    keepAliveSeconds,
    retry: retrySettings(options.retry),
    circuit: circuitSettings(options.circuit),
    ...redirectSettings(base, options.redirects),
  };
}

function retrySettings(options: RetryOptions | false = {}): Required<RetryOptions> {
  if (options === false) return { max: 0, baseMs: 0, maxMs: 0 };
  checkKnown("client.retry", options, ["max", "baseMs", "maxMs"]);
  const { max = 2, baseMs = 100, maxMs = 2000 } = options;
  checkWhole("client.retry.max", max, 0, 10);
  checkWhole("client.retry.baseMs", baseMs, 0, longestMs);
  checkWhole("client.retry.maxMs", maxMs, 0, longestMs);
  return { max, baseMs, maxMs };
}

function circuitSettings(options: CircuitOptions | false = {}): Required<CircuitOptions> | undefined {
  if (options === false) return undefined;
  checkKnown("client.circuit", options, ["failures", "openMs"]);
  const { failures = 5, openMs = 10_000 } = options;
  checkWhole("client.circuit.failures", failures, 1);
  checkWhole("client.circuit.openMs", openMs, 1, longestMs);
  return { failures, openMs };
}

function redirectSettings(
  base: URL,
  options: RedirectFollowing = {},
): { readonly maxRedirects: number; readonly origins: ReadonlySet<string> } {
  checkKnown("client.redirects", options, ["max", "origins"]);
  const { max = 5, origins = [] } = options;
  checkWhole("client.redirects.max", max, 0, 20);
  for (const origin of origins) {
    if (/^https?:/.test(origin) && URL.parse(origin)?.origin === origin) continue;
    throw new TypeError(
      `client.redirects.origins: expected https://host, received ${JSON.stringify(origin)}.`,
    );
  }
  return { maxRedirects: max, origins: new Set([base.origin, ...origins]) };
}
