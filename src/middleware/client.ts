import type { RequestContext } from "../define/request-context.ts";

/** Who sent a request, and what for: where proxies are trusted, as the first of them saw it. */
export class Client {
  /** The address in its one spelling: an IPv4 address never as IPv6. Undefined in-process. */
  readonly ip: string | undefined;
  /** Host and port that were asked for: `shop.example:8080`. */
  readonly host: string;
  readonly protocol: "http" | "https";

  constructor(ip: string | undefined, host: string, protocol: "http" | "https") {
    this.ip = ip;
    this.host = host;
    this.protocol = protocol;
  }
}

/** What `trustProxy` found out; undefined where it is not used. */
export function clientOf(c: RequestContext): Client | undefined {
  const { client } = c as { readonly client?: unknown };
  return client instanceof Client ? client : undefined;
}

/** The address of who sent a request: as `trustProxy` found it, where it is used, else the other end of the connection. */
export function addressOf(c: RequestContext): string | undefined {
  const client = clientOf(c);
  return client === undefined ? c.ip : client.ip;
}
