import type { Attributes } from "@opentelemetry/api";
import type { RequestContext } from "../define/request-context.ts";
import { refusedMethods, routableMethods } from "../http/methods.ts";
import { addressOf, clientOf } from "./client.ts";
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

/** Who asked, and what for: where `trustProxy` is used, by its decision. */
export function connectionAttributes(c: RequestContext): Attributes {
  const client = clientOf(c);
  const [address, peer] = [addressOf(c), c.ip];
  return {
    ...(client === undefined ? hostAttributes(c.request.url) : forwardedAttributes(client)),
    ...(address === undefined ? {} : { "client.address": address }),
    ...(peer === undefined ? {} : { "network.peer.address": peer }),
  };
}

const forwardedAttributes = ({ host, protocol }: { readonly host: string; readonly protocol: string }) => ({
  "url.scheme": protocol,
  ...hostAttributes(`${protocol}://${host}`),
});

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
