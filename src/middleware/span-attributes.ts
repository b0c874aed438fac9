import type { Attributes } from "@opentelemetry/api";
import type { RequestContext } from "../define/request-context.ts";
import { canonicalAddress } from "../http/ip-address.ts";
import { refusedMethods, routableMethods } from "../http/methods.ts";
import { clientOf } from "./client.ts";
import { sentTarget } from "./sent-target.ts";

/** Those of RFC 9110, and PATCH. */
const knownMethods: ReadonlySet<string> = new Set([...routableMethods, ...refusedMethods]);

/** `GET /users/:id`; the method alone where there is no route. Nothing that a client writes is in it. */
export function spanName({ request: { method }, route }: RequestContext): string {
  const told = knownMethods.has(method) ? method : "HTTP";
  return route === undefined ? told : `${told} ${route}`;
}

/** What is known when a span begins, and a sampler can decide by. */
export function requestAttributes({ request, route }: RequestContext, withQuery: boolean): Attributes {
  const { method, url } = request;
  const { path, query } = sentTarget(url);
  return {
    ...(knownMethods.has(method)
      ? { "http.request.method": method }
      : { "http.request.method": "_OTHER", "http.request.method_original": method }),
    ...(route === undefined ? {} : { "http.route": route }),
    "url.path": path,
    "url.scheme": url.startsWith("https:") ? "https" : "http",
    ...(withQuery && query !== "" ? { "url.query": query } : {}),
  };
}

/** Who asked, and what for, as the connection tells it: nothing is left of that where the client went away. */
export function connectionAttributes(c: RequestContext): Attributes {
  const host = hostAttributes(c.request.url);
  const { ip } = c;
  if (ip === undefined) return host;
  const address = canonicalAddress(ip) ?? ip;
  return { ...host, "client.address": address, "network.peer.address": address };
}

/** What `trustProxy` found out instead; nothing where it is not used. */
export function forwardedAttributes(c: RequestContext): Attributes {
  const client = clientOf(c);
  if (client === undefined) return {};
  const { ip, host, protocol } = client;
  return {
    "url.scheme": protocol,
    ...hostAttributes(`${protocol}://${host}`),
    ...(ip === undefined ? {} : { "client.address": ip }),
  };
}

/** Nothing for a URL that is none: it is refused. */
function hostAttributes(url: string): Attributes {
  const read = URL.parse(url);
  if (read === null) return {};
  const { hostname, port, protocol } = read;
  return {
    "server.address": hostname.replace(/^\[(.*)\]$/, "$1"),
    "server.port": Number(port) || (protocol === "https:" ? 443 : 80),
  };
}
