import { declaredError } from "../http/http-error.ts";
import type { RequestContext } from "./request-context.ts";

/** Where an app answers orchestrators, and what has to work for it to be ready. */
export interface HealthOptions {
  /** Path that says that the process lives: a constant. Default `/health`. */
  readonly live?: string;
  /** Path that says whether it may get requests. Default `/ready`. */
  readonly ready?: string;
  /** What has to work, by name. What throws, or gives false, does not. Names are told, reasons are not. */
  readonly checks?: Readonly<Record<string, (signal: AbortSignal) => unknown>>;
  /** How long a check may take. Default 1,000. */
  readonly timeoutMs?: number;
}

/** What `/health` answers. */
export const liveAnswer = { status: "live" } as const;

/** What the description of `/ready` says of it. */
export const readyOptions = { docs: { errors: { not_ready: 503 } } } as const;

/** What answers whether an app is ready. */
export interface HealthPart {
  readonly createReadiness: typeof createReadiness;
}

const noStore = { "cache-control": "no-store" };

/**
 * Answers whether an app is ready: 200 where it has started, does not stop, and all checks pass; else 503 `not_ready`.
 *
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function createReadiness(
  { checks = {}, timeoutMs = 1000 }: HealthOptions,
  isReady: () => boolean,
): (context: RequestContext) => Promise<Response> {
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1)
    throw new RangeError(
      `health.timeoutMs: expected whole milliseconds from 1, received ${Bun.inspect(timeoutMs)}.`,
    );
  for (const [name, check] of Object.entries(checks)) {
    if (typeof check !== "function")
      throw new TypeError(`health.checks.${name}: expected a function, received ${Bun.inspect(check)}.`);
  }
  return async () => {
    const isStarted = isReady();
    const results = await Promise.all(
      Object.entries(checks).map(
        async ([name, check]) => [name, (await passes(check, timeoutMs)) ? "ok" : "failed"] as const,
      ),
    );
    const told = Object.fromEntries(results);
    if (isStarted && results.every(([, result]) => result === "ok"))
      return Response.json({ status: "ready", checks: told }, { headers: noStore });
    const reason = isStarted ? "a check failed" : "it is starting or stopping";
    throw declaredError("not_ready", reason, { headers: noStore, extensions: { checks: told } });
  };
}

async function passes(check: (signal: AbortSignal) => unknown, timeoutMs: number): Promise<boolean> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = Promise.withResolvers<false>();
  signal.addEventListener("abort", () => late.resolve(false), { once: true });
  try {
    return (await Promise.race([check(signal), late.promise])) !== false;
  } catch {
    return false;
  }
}

export const healthChecks: HealthPart = { createReadiness };
