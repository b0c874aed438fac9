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
