/**
 * The request methods a route can be defined for. TRACE and CONNECT are refused before routing: one reflects a
 * request's headers to whoever asks, the other opens a tunnel (RFC 9110 §9.3.6, §9.3.8).
 */
export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

/** Every routable method, in the order in which `Allow` lists them. */
export const routableMethods: readonly Method[] = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
];

/** Refused with 501 wherever they are sent. */
export const refusedMethods: ReadonlySet<string> = new Set(["TRACE", "CONNECT"]);

/** Methods whose requests carry content with a meaning. Bun gives a GET or HEAD request no body at all. */
export const methodsWithBody: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Methods Bun's parser lets through to a server; others it answers by closing the connection. */
export const isToken = (method: string): boolean => /^[A-Z]+(?:-[A-Z]+)*$/.test(method);
