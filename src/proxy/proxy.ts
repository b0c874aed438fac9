import type { MiddlewareContext } from "../define/middleware.ts";
import type { RequestContext } from "../define/request-context.ts";
import { declaredError } from "../http/http-error.ts";
import { clientOf } from "../middleware/client.ts";
import { checkFunction, checkKeys, checkRange, checkType } from "../middleware/options.ts";
import { answerHeadersOf, credentials, requestHeadersOf } from "./proxied-headers.ts";
import { type ProxiedTarget, targetOf } from "./proxied-target.ts";

/** What a proxy takes of a handler's context. */
export interface ProxyContext extends RequestContext {
  /** Sent on, where the route streams it; else the body of the request. */
  readonly body?: unknown;
}

export interface ProxyOptions {
  /** Credentials that are passed on: `authorization` and `cookie` of requests, `set-cookie` of answers. Default: none. */
  readonly forward?: readonly ("authorization" | "cookie" | "set-cookie")[];
  /** Header fields of one's own, which are added to each request. */
  readonly headers?: (context: ProxyContext) => Readonly<Record<string, string>>;
  /** How long the upstream may take until its answer begins: 1 to 2,147,483,647 milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
}

/**
 * Makes a handler that asks another server, and streams bodies both ways as they are. What a wildcard matched is appended
 * to the path of the upstream, and stays under it. A request is sent once: nothing is tried again.
 *
 * @param upstream `http://10.0.0.7:8080/v1/`
 * @throws {TypeError | RangeError} where the upstream or an option does not fit
 * @example
 * ```ts
 * app().all("/api/*", proxy("http://10.0.0.7:8080/v1/"));
 * ```
 */
export function proxy(
  upstream: string | URL,
  options: ProxyOptions = {},
): (context: ProxyContext) => Promise<Response> {
  const base = baseOf(upstream);
  const { forward = [], headers, timeoutMs = 30_000 } = checked(options);
  return async (c) => {
    const target = targetOf(base, c.request.url, c.route ?? "");
    const sent = requestHeadersOf(c.request.headers, forward, forwardingOf(c), headers?.(c) ?? {});
    const answer = await ask(target.url, c, sent, timeoutMs);
    if (answer === undefined) return new Response(null, { status: 499 });
    const received = answerHeadersOf(answer.headers, forward);
    relocate(received, target, base);
    return new Response(bodyless.has(answer.status) ? null : answer.body, {
      status: answer.status,
      headers: received,
    });
  };
}

/** Statuses without content (RFC 9110 §15.3.5, §15.3.6, §15.4.5). */
const bodyless: ReadonlySet<number> = new Set([204, 205, 304]);

/** The answer of the upstream once it begins; undefined where the client has gone. @throws {HttpError} 502, 504 */
async function ask(
  url: URL,
  c: ProxyContext,
  headers: Headers,
  timeoutMs: number,
): Promise<Response | undefined> {
  const { request } = c;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  const body = ["GET", "HEAD"].includes(request.method) ? null : bodyOf(c);
  try {
    return await fetch(url, {
      method: request.method,
      headers,
      body,
      redirect: "manual",
      decompress: false,
      signal: AbortSignal.any([c.signal, late.signal]),
      // A connection that was used before may be closed by now, and Bun would send the request again.
      ...(body !== null && { keepalive: false }),
    });
  } catch (cause) {
    if (request.signal.aborted) return undefined;
    // A body that is too long, or broken off, is the client's fault.
    if (cause instanceof Error && "status" in cause) throw cause;
    if (late.signal.aborted) throw declaredError("upstream_timed_out", String(timeoutMs), { cause });
    throw declaredError("upstream_unreachable", "", { cause });
  } finally {
    clearTimeout(timer);
  }
}

const bodyOf = ({ body, request }: ProxyContext): ReadableStream | null =>
  body instanceof ReadableStream ? body : request.body;

function forwardingOf(c: ProxyContext): Parameters<typeof requestHeadersOf>[2] {
  const client = clientOf(c as unknown as MiddlewareContext);
  if (client !== undefined) return client;
  const { host, protocol } = c.url;
  return { ip: c.ip, host, protocol: protocol.slice(0, -1) };
}

/** A redirect within the upstream's base is one within the route. */
function relocate(headers: Headers, { url, prefix }: ProxiedTarget, base: URL): void {
  const location = headers.get("location");
  if (location === null || prefix === undefined) return;
  const to = URL.parse(location, url.href);
  const root = base.pathname.endsWith("/") ? base.pathname : `${base.pathname}/`;
  if (to === null || to.origin !== base.origin || !to.pathname.startsWith(root)) return;
  headers.set(
    "location",
    `${prefix}${to.pathname.slice(root.length).replace(/^\/+/, "")}${to.search}${to.hash}`,
  );
}

function baseOf(upstream: string | URL): URL {
  const base = URL.parse(String(upstream));
  const isBase =
    base !== null &&
    ["http:", "https:"].includes(base.protocol) &&
    [base.username, base.password, base.search, base.hash].every((part) => part === "");
  if (isBase) return base;
  throw new TypeError(
    "proxy: expected an upstream as http://host:8080/path/, without credentials, query and fragment.",
  );
}

function checked(options: ProxyOptions): ProxyOptions {
  checkKeys("proxy", options, ["forward", "headers", "timeoutMs"]);
  const { forward = [], headers, timeoutMs = 1 } = options;
  const isNames = Array.isArray(forward) && forward.every((name) => credentials.includes(name));
  checkType(isNames, "proxy.forward", `a list of ${credentials.join(", ")}`, forward);
  checkFunction("proxy.headers", headers);
  const isTime = Number.isSafeInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= 2_147_483_647;
  checkRange(isTime, "proxy.timeoutMs", "whole milliseconds from 1 to 2147483647", timeoutMs);
  return options;
}
