import { clientError } from "./client-error.ts";
import type { Outgoing, Received } from "./exchange.ts";
import { fieldsForAnyone, withoutContent } from "./request-headers.ts";

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The request that an answer asks for instead; undefined where it asks for none. Another origin is given no header fields
 * and no body, and it must be one of those that are named.
 *
 * @throws {ClientError} `unsafe_redirect`
 */
export function redirected(
  sent: Outgoing,
  { status, headers }: Received,
  origins: ReadonlySet<string>,
  canSendBodyAgain: boolean,
): Outgoing | undefined {
  const location = headers.get("location");
  if (!redirects.has(status) || location === null) return undefined;
  const url = URL.parse(location, sent.url.href);
  const isPlain = url !== null && url.username + url.password === "";
  if (!isPlain || !origins.has(url.origin))
    throw refuse(sent, "the answer redirects to an origin that is not named");
  url.hash = "";
  const next = { ...withMethod(sent, status), url };
  if (next.body !== undefined && !canSendBodyAgain) throw refuse(sent, "the body cannot be sent again");
  if (url.origin === sent.url.origin) return next;
  if (next.method !== "GET" && next.method !== "HEAD") {
    throw refuse(sent, `the answer redirects ${next.method} to another origin`);
  }
  return { ...next, headers: fieldsForAnyone(next.headers) };
}

/** 303 asks for GET; 301 and 302 do so after POST, by what all clients do (RFC 9110 §15.4.2). */
function withMethod(sent: Outgoing, status: number): Outgoing {
  const { method, headers } = sent;
  const asksForGet = status === 303 ? method !== "HEAD" : status < 303 && method === "POST";
  return asksForGet ? { ...sent, method: "GET", body: undefined, headers: withoutContent(headers) } : sent;
}

/** The error of a redirect that is not followed. */
export const refuse = (sent: Outgoing, detail: string): Error => clientError("unsafe_redirect", sent, detail);
