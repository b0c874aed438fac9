/** Fields of one connection, which are never passed on (RFC 9110 §7.6.1). */
const hopByHop: readonly string[] = [
  "connection",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** What who asked claims of itself, or what the next request has of its own. */
const replaced: readonly string[] = [
  "content-length",
  "expect",
  "forwarded",
  "host",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];

/** What shows who someone is: it belongs to one origin. */
export const credentials: readonly string[] = ["authorization", "cookie", "set-cookie"];

/** Who sent a request, for the X-Forwarded fields. */
export interface Forwarding {
  readonly ip: string | undefined;
  readonly host: string;
  readonly protocol: string;
}

/**
 * The fields of a request as they are passed on. What the client sent is taken away first, what its Connection field lists
 * included; then ours are added, so that it can neither forge nor strip them.
 *
 * @param forwarded credentials that are passed on, in lower case
 * @param added fields of the app's own, which count most
 */
export function requestHeadersOf(
  sent: Headers,
  forwarded: readonly string[],
  { ip, host, protocol }: Forwarding,
  added: Readonly<Record<string, string>>,
): Headers {
  const headers = without(sent, [...replaced, ...credentials.filter((name) => !forwarded.includes(name))]);
  // The answer is passed on as it is coded.
  if (!headers.has("accept-encoding")) headers.set("accept-encoding", "identity");
  if (ip !== undefined) headers.set("x-forwarded-for", ip);
  headers.set("x-forwarded-host", host);
  headers.set("x-forwarded-proto", protocol);
  for (const [name, value] of Object.entries(added)) headers.set(name, value);
  return headers;
}

/** The fields of an answer as they are passed on. */
export const answerHeadersOf = (sent: Headers, forwarded: readonly string[]): Headers =>
  without(sent, forwarded.includes("set-cookie") ? [] : ["set-cookie"]);

function without(sent: Headers, names: readonly string[]): Headers {
  const listed = (sent.get("connection") ?? "").split(",").map((name) => name.trim().toLowerCase());
  const dropped = new Set([...hopByHop, ...listed, ...names]);
  const headers = new Headers();
  for (const [name, value] of sent) if (!dropped.has(name)) headers.append(name, value);
  return headers;
}
