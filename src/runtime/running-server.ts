import type { RouteTable } from "./route-table.ts";

/** How an app listens. */
export interface ListenOptions {
  /** 0 to 65535; 0 takes a free port. Default: the environment variable PORT, else 3000. */
  readonly port?: number;
  /** Default: all interfaces. */
  readonly hostname?: string;
  /** Seconds a connection may be idle, 0 (no limit) to 255. Default 10. */
  readonly idleTimeoutSeconds?: number;
  /** How long `stop()` waits for requests in flight before it cuts them. Default 10,000. */
  readonly shutdownTimeoutMs?: number;
  /** Whether SIGTERM and SIGINT stop the server and end the process. Default true. */
  readonly signals?: boolean;
}

/** A listening server. `await using` stops it at the end of the block. */
export interface RunningServer extends AsyncDisposable {
  /** Where it listens, `http://localhost:3000/`. */
  readonly url: URL;
  readonly port: number;
  /** Stops accepting, waits for the requests in flight, cuts what is left after `shutdownTimeoutMs`. */
  stop(): Promise<void>;
}

/** What Bun reads from a default export to serve it. */
export interface DefaultExport {
  readonly routes: RouteTable["routes"];
  readonly fetch: RouteTable["fallback"];
  readonly port: number;
  readonly maxRequestBodySize: number;
}
