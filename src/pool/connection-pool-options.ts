import { checkCallable, checkKnown, checkWhole, longestMs } from "./settings.ts";

/** How connections are made and kept. */
export interface ConnectionPoolOptions<Connection> {
  /** Opens one. The signal aborts after `acquireTimeoutMs` and when the pool drains; listen to it, or a slot stays taken. */
  readonly create: (signal: AbortSignal) => Connection | Promise<Connection>;
  /** Whether one that was idle can be used. False, and an error, destroy it. Default: it can. */
  readonly validate?: (connection: Connection) => boolean | Promise<boolean>;
  /** How long `validate` may take, in milliseconds; longer is false. Default 1,000. */
  readonly validateTimeoutMs?: number;
  /** Closes one. It counts until this has ended; errors are dropped. Default: nothing to close. */
  readonly destroy?: (connection: Connection) => void | Promise<void>;
  /** How many stay, however long they are idle, and how many `warm` opens. Default 10, or `max` where that is less. */
  readonly min?: number;
  /** How many there are at most, those that open and close included. Default 100. */
  readonly max?: number;
  /** How long `acquire` waits, in milliseconds. Default 5,000. */
  readonly acquireTimeoutMs?: number;
  /** After how long one beyond `min` that is idle is closed, in milliseconds. Default 60,000. */
  readonly idleTimeoutMs?: number;
  /** How many may wait for one. Default 1,000. */
  readonly maxWaiting?: number;
}

/** Options with their defaults. */
export interface ConnectionPoolSettings<Connection> {
  readonly create: (signal: AbortSignal) => Connection | Promise<Connection>;
  readonly validate: ((connection: Connection) => boolean | Promise<boolean>) | undefined;
  readonly validateTimeoutMs: number;
  readonly destroy: ((connection: Connection) => void | Promise<void>) | undefined;
  readonly min: number;
  readonly max: number;
  readonly acquireTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maxWaiting: number;
}

const known = [
  "create",
  "validate",
  "validateTimeoutMs",
  "destroy",
  "min",
  "max",
  "acquireTimeoutMs",
  "idleTimeoutMs",
  "maxWaiting",
] as const;

/** @throws {TypeError | RangeError} where an option does not fit */
export function settingsOf<Connection>(
  options: ConnectionPoolOptions<Connection>,
): ConnectionPoolSettings<Connection> {
  checkKnown("connectionPool", options, known);
  const { create, validate, destroy, max = 100, maxWaiting = 1000 } = options;
  const { acquireTimeoutMs = 5000, idleTimeoutMs = 60_000, validateTimeoutMs = 1000 } = options;
  checkCallable("connectionPool.create", create);
  if (validate !== undefined) checkCallable("connectionPool.validate", validate);
  if (destroy !== undefined) checkCallable("connectionPool.destroy", destroy);
  checkWhole("connectionPool.max", max, 1);
  const min = options.min ?? Math.min(10, max);
  checkWhole("connectionPool.min", min, 0, max);
  checkWhole("connectionPool.validateTimeoutMs", validateTimeoutMs, 1, longestMs);
  checkWhole("connectionPool.acquireTimeoutMs", acquireTimeoutMs, 1, longestMs);
  checkWhole("connectionPool.idleTimeoutMs", idleTimeoutMs, 1, longestMs);
  checkWhole("connectionPool.maxWaiting", maxWaiting, 0);
  const functions = { create, validate, destroy };
  return { ...functions, validateTimeoutMs, min, max, acquireTimeoutMs, idleTimeoutMs, maxWaiting };
}
