import type { RouteTable } from "./route-table.ts";

/** How an app listens. */
export interface ListenOptions {
  /** 0 to 65535; 0 takes a free port. Default: the environment variable PORT, else 3000. */
  readonly port?: number;
  /** Default: all interfaces. */
  readonly hostname?: string;
  /** Seconds a connection may be idle, 0 (no limit) to 255. Default 10. */
  readonly idleTimeoutSeconds?: number;
  /** Whether other processes may listen on the same port: Linux then gives each connection to one of them. Default false. */
  readonly reusePort?: boolean;
  /** A key and a certificate: the server then speaks HTTPS, as `Bun.serve({ tls })`. Default: HTTP. */
  readonly tls?: Bun.TLSOptions;
  /**
   * How long it goes on accepting requests once it stops and `/ready` says so: what a load balancer needs to notice. Part of
   * `shutdownTimeoutMs`. Default 0.
   */
  readonly readinessDelayMs?: number;
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
  readonly websocket: Bun.WebSocketHandler<unknown> | undefined;
}

/** What a server does of its app when it starts and stops. */
export interface ServerHooks {
  /** Makes what requests need. */
  start(): Promise<void>;
  /** It will accept no more: who asks whether it is ready is told so from here on. */
  stopping(): void;
  /** Waits for what goes on without a request, once no request is in flight. */
  settle(): Promise<void>;
  /** Ends what the app holds. */
  stopped(): Promise<void>;
  /** The time for all of this is over: ends at once what would go on by itself. */
  cut(): void;
  /** Is told of work in the background that failed. */
  tell(error: unknown, request: Request): void;
}
