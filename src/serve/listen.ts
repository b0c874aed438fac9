import { declaredError } from "../http/http-error.ts";
import { problemResponse } from "../http/problem.ts";
import { endOpen } from "../runtime/open-answers.ts";
import type { RouteTable } from "../runtime/route-table.ts";
import type { DefaultExport, ListenOptions, RunningServer } from "../runtime/running-server.ts";
import { stopOnSignals } from "./signals.ts";

/** Bun answers a body over its own limit with a bare 413; ours is decided by each route, with a problem document. */
const noLimitBytes: number = Number.MAX_SAFE_INTEGER;

const defaultShutdownTimeoutMs = 10_000;

const nothingToSettle = async (): Promise<void> => {};

/**
 * Starts a server on a table.
 *
 * @param settle waits for work in the background, once no request is in flight
 * @throws {RangeError} where an option, or the environment's PORT, does not fit
 */
export function listen(
  table: RouteTable,
  options: ListenOptions,
  settle: () => Promise<void> = nothingToSettle,
): RunningServer {
  const shutdownTimeoutMs = options.shutdownTimeoutMs ?? defaultShutdownTimeoutMs;
  checkRange("shutdownTimeoutMs", shutdownTimeoutMs, Number.MAX_SAFE_INTEGER);
  const idleTimeout = options.idleTimeoutSeconds ?? 10;
  checkRange("idleTimeoutSeconds", idleTimeout, 255);
  const server = Bun.serve({
    port: portOf(options.port),
    ...(options.hostname === undefined ? {} : { hostname: options.hostname }),
    idleTimeout,
    // Bun's types know a route by its literal path; a table's paths are data.
    routes: table.routes as Bun.Serve.Routes<undefined, string>,
    fetch: table.fallback,
    error: answerFault,
    maxRequestBodySize: noLimitBytes,
    development: false,
  });
  const stop = createStop(server, shutdownTimeoutMs, settle);
  const forget = options.signals === false ? (): void => {} : stopOnSignals(stop);
  const stopAndForget = async (): Promise<void> => {
    forget();
    await stop();
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
export function serveDefault(
  table: RouteTable,
  settle: () => Promise<void> = nothingToSettle,
): DefaultExport {
  let server: Bun.Server<unknown> | undefined;
  const learning: Record<string, Record<string, unknown>> = {};
  for (const [pattern, targets] of Object.entries(table.routes)) {
    const entries = Object.entries(targets).map(([method, target]) => [
      method,
      target instanceof Response
        ? target
        : (request: Request, from: Bun.Server<unknown>) => target(request, (server = from)),
    ]);
    learning[pattern] = Object.fromEntries(entries);
  }
  stopOnSignals(async () => {
    if (server !== undefined) await createStop(server, defaultShutdownTimeoutMs, settle)();
  });
  return {
    routes: learning as RouteTable["routes"],
    fetch: (request, from) => table.fallback(request, (server = from)),
    port: portOf(undefined),
    maxRequestBodySize: noLimitBytes,
  };
}

/** Stops once: later calls wait for the first. */
function createStop(
  server: Bun.Server<unknown>,
  timeoutMs: number,
  settle: () => Promise<void>,
): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  return () => (stopping ??= drain(server, timeoutMs, settle));
}

async function drain(
  server: Bun.Server<unknown>,
  timeoutMs: number,
  settle: () => Promise<void>,
): Promise<void> {
  const deadline = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    void server.stop(true);
    deadline.resolve();
  }, timeoutMs);
  endOpen(server);
  await Promise.race([server.stop().then(settle), deadline.promise]);
  clearTimeout(timer);
}

/** A fault outside every route's own answer, which the app's handlers no longer see. */
function answerFault(error: Error): Response {
  console.error(
    JSON.stringify({ level: "error", code: "internal_error", message: error.message, stack: error.stack }),
  );
  return problemResponse(declaredError("internal_error"));
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
