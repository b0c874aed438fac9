import { appError } from "../http/http-error.ts";
import { problemResponse } from "../http/problem.ts";
import { tellBackgroundFaults } from "../runtime/background.ts";
import { endOpen } from "../runtime/open-answers.ts";
import type { RouteTable } from "../runtime/route-table.ts";
import type { DefaultExport, ListenOptions, RunningServer, ServerHooks } from "../runtime/running-server.ts";
import { stopOnSignals } from "./signals.ts";

/** Bun answers a body over its own limit with a bare 413; ours is decided by each route, with a problem document. */
const noLimitBytes: number = Number.MAX_SAFE_INTEGER;

const defaultShutdownTimeoutMs = 10_000;

/** How long a server takes to stop. */
type StopTimes = Required<Pick<ListenOptions, "shutdownTimeoutMs" | "readinessDelayMs">>;

const defaultTimes: StopTimes = { shutdownTimeoutMs: defaultShutdownTimeoutMs, readinessDelayMs: 0 };

/**
 * Starts a server on a table.
 *
 * @param hooks what is done of its app when it stops
 * @throws {RangeError} where an option, or the environment's PORT, does not fit
 */
export function listen(
  table: RouteTable,
  options: ListenOptions,
  hooks: ServerHooks = noHooks,
): RunningServer {
  const shutdownTimeoutMs = options.shutdownTimeoutMs ?? defaultShutdownTimeoutMs;
  checkRange("shutdownTimeoutMs", shutdownTimeoutMs, Number.MAX_SAFE_INTEGER);
  const readinessDelayMs = options.readinessDelayMs ?? 0;
  checkRange("readinessDelayMs", readinessDelayMs, Number.MAX_SAFE_INTEGER);
  const idleTimeout = options.idleTimeoutSeconds ?? 10;
  checkRange("idleTimeoutSeconds", idleTimeout, 255);
  const server = Bun.serve({
    port: portOf(options.port),
    ...(options.hostname === undefined ? {} : { hostname: options.hostname }),
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    // Without development Bun shares a port unless it is told not to: a second start would get half of the requests.
    reusePort: options.reusePort ?? false,
    idleTimeout,
    // Bun's types know a route by its literal path; a table's paths are data.
    routes: table.routes as Bun.Serve.Routes<undefined, string>,
    fetch: table.fallback,
    error: answerFault,
    maxRequestBodySize: noLimitBytes,
    development: false,
    ...websocketOf(table),
  });
  table.sockets?.attach(server);
  const stop = createStop(server, { shutdownTimeoutMs, readinessDelayMs }, hooks);
  tellBackgroundFaults(server, hooks.tell);
  const forget = options.signals === false ? (): void => {} : stopOnSignals(stop);
  const stopAndForget = async (): Promise<void> => {
    forget();
    await stop();
    table.sockets?.detach(server);
  };
  return {
    url: server.url,
    port: server.port ?? 0,
    stop: stopAndForget,
    [Symbol.asyncDispose]: stopAndForget,
  };
}

/**
 * What Bun serves for `export default app`. Bun keeps that server to itself: it is learned from the first request, so that
 * signals can drain it.
 */
export function serveDefault(table: RouteTable, hooks: ServerHooks = noHooks): DefaultExport {
  let server: Bun.Server<unknown> | undefined;
  const learn = (from: Bun.Server<unknown> | undefined): Bun.Server<unknown> | undefined => {
    if (from !== undefined && server === undefined) {
      tellBackgroundFaults(from, hooks.tell);
      table.sockets?.attach(from);
    }
    return (server = from);
  };
  const learning: Record<string, Record<string, unknown>> = {};
  for (const [pattern, targets] of Object.entries(table.routes)) {
    const entries = Object.entries(targets).map(([method, target]) => [
      method,
      typeof target !== "function"
        ? target
        : (request: Request, from: Bun.Server<unknown>) => target(request, learn(from)),
    ]);
    learning[pattern] = Object.fromEntries(entries);
  }
  // Bun serves without waiting for it.
  hooks.start().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
  stopOnSignals(async () => {
    if (server !== undefined) return createStop(server, defaultTimes, hooks)();
    await hooks.stopped();
    return true;
  });
  return {
    routes: learning as RouteTable["routes"],
    fetch: (request, from) => table.fallback(request, learn(from)),
    port: portOf(undefined),
    maxRequestBodySize: noLimitBytes,
    websocket: table.sockets?.handler,
  };
}

/** Bun's types have a handler of WebSockets only beside data that is known; without WebSockets there is to be none. */
const websocketOf = ({ sockets }: RouteTable): object =>
  sockets === undefined ? {} : { websocket: sockets.handler };

/** Stops once: later calls wait for the first. Gives whether all was finished. */
function createStop(
  server: Bun.Server<unknown>,
  times: StopTimes,
  hooks: ServerHooks,
): () => Promise<boolean> {
  let stopping: Promise<boolean> | undefined;
  return () => (stopping ??= drain(server, times, hooks));
}

/**
 * Accepts no more, waits for the requests in flight and for what they have left behind, then ends what the app holds: all
 * of it within one deadline, after which what still goes on is cut.
 *
 * @returns whether all was finished by then
 */
async function drain(
  server: Bun.Server<unknown>,
  { shutdownTimeoutMs, readinessDelayMs }: StopTimes,
  hooks: ServerHooks,
): Promise<boolean> {
  hooks.stopping();
  const deadline = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => {
    tellCut(shutdownTimeoutMs, server.pendingRequests);
    void server.stop(true);
    hooks.cut();
    deadline.resolve(false);
  }, shutdownTimeoutMs);
  const ended = finish(server, readinessDelayMs, hooks);
  // After the deadline nobody waits for it.
  ended.catch(() => {});
  try {
    return await Promise.race([ended, deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function finish(
  server: Bun.Server<unknown>,
  readinessDelayMs: number,
  hooks: ServerHooks,
): Promise<boolean> {
  if (readinessDelayMs > 0) await Bun.sleep(readinessDelayMs);
  endOpen(server);
  await server.stop();
  await hooks.settle();
  await hooks.stopped();
  return true;
}

function tellCut(timeoutMs: number, pendingRequests: number): void {
  const message = `The server did not finish within ${timeoutMs} ms; ${pendingRequests} requests are cut.`;
  console.error(JSON.stringify({ level: "error", code: "shutdown_timed_out", message }));
}

const noHooks: ServerHooks = {
  start: async () => {},
  stopping() {},
  settle: async () => {},
  stopped: async () => {},
  cut() {},
  tell() {},
};

/** A fault outside every route's own answer, which the app's handlers no longer see. */
function answerFault(error: Error): Response {
  console.error(
    JSON.stringify({ level: "error", code: "internal_error", message: error.message, stack: error.stack }),
  );
  return problemResponse(appError("internal_error"));
}

function portOf(port: number | undefined): number {
  const { PORT } = process.env;
  const chosen = port ?? (PORT === undefined || PORT === "" ? 3000 : Number(PORT));
  checkRange(port === undefined ? "The environment variable PORT" : "port", chosen, 65_535);
  return chosen;
}

function checkRange(name: string, value: number, maximum: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= maximum) return;
  throw new RangeError(`${name} must be a whole number from 0 to ${maximum}, not ${String(value)}.`);
}
