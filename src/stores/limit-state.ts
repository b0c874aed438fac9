import type { Limit, Taken } from "./store.ts";

/** What is kept of a limit for a key. What has been taken is all of it: without a state, the whole limit is there. */
export interface LimitState {
  /** Milliseconds of the clock. Sliding window: where the later window begins. Token bucket: when it was last taken from. */
  readonly atMs: number;
  /** Sliding window: what was taken in the earlier window. Token bucket: 0. */
  readonly earlier: number;
  /**
   * Sliding window: what was taken in the later window. Token bucket: what is missing of a full one, times `windowMs`, so
   * that it is a whole number after any time.
   */
  readonly later: number;
}

/** What came of taking, and what is kept from then on: as long as `taken.resetMs`, after which it says nothing more. */
export interface TakenState {
  readonly taken: Taken;
  readonly state: LimitState;
}

/**
 * Takes from a limit. It counts in units of 1/`windowMs`, so that all numbers are whole: each store, and the script that
 * Redis runs, computes the same.
 *
 * A clock that went back stands still until it is there again, by a window at most: then nothing has been taken.
 */
export function takeFrom(
  kept: LimitState | undefined,
  limit: Limit,
  cost: number,
  nowMs: number,
): TakenState {
  const state = stateAt(kept, limit, nowMs);
  const room = limit.limit * limit.windowMs - usedOf(state, limit, nowMs);
  if (cost * limit.windowMs > room) {
    const retryAfterMs = cost > limit.limit ? Infinity : waitOf(state, limit, cost, nowMs);
    return { taken: takenOf(false, room, retryAfterMs, state, limit, nowMs), state };
  }
  const taken = limit.kind === "sliding-window" ? cost : cost * limit.windowMs;
  const after = { ...state, later: state.later + taken };
  return { taken: takenOf(true, room - cost * limit.windowMs, 0, after, limit, nowMs), state: after };
}

function stateAt(kept: LimitState | undefined, limit: Limit, nowMs: number): LimitState {
  const isKnown = kept !== undefined && kept.atMs - nowMs <= limit.windowMs;
  return limit.kind === "sliding-window"
    ? windowAt(isKnown ? kept : undefined, limit.windowMs, nowMs)
    : bucketAt(isKnown ? kept : undefined, limit, nowMs);
}

function windowAt(kept: LimitState | undefined, windowMs: number, nowMs: number): LimitState {
  const atMs = nowMs - (nowMs % windowMs);
  if (kept === undefined || kept.atMs < atMs - windowMs) return { atMs, earlier: 0, later: 0 };
  return kept.atMs < atMs ? { atMs, earlier: kept.later, later: 0 } : kept;
}

function bucketAt(kept: LimitState | undefined, { limit, windowMs }: Limit, nowMs: number): LimitState {
  if (kept === undefined) return { atMs: nowMs, earlier: 0, later: 0 };
  // After a window it is full in any case; a longer time could be too large a number.
  const filled = Math.min(Math.max(nowMs - kept.atMs, 0), windowMs) * limit;
  return { atMs: Math.max(nowMs, kept.atMs), earlier: 0, later: Math.max(kept.later - filled, 0) };
}

function usedOf({ atMs, earlier, later }: LimitState, { kind, windowMs }: Limit, nowMs: number): number {
  if (kind === "token-bucket") return later;
  return later * windowMs + earlier * (windowMs - Math.max(nowMs - atMs, 0));
}

function takenOf(
  isAllowed: boolean,
  room: number,
  retryAfterMs: number,
  state: LimitState,
  limit: Limit,
  nowMs: number,
): Taken {
  const remaining = Math.max(Math.floor(room / limit.windowMs), 0);
  return { isAllowed, remaining, resetMs: resetOf(state, limit, nowMs), retryAfterMs };
}

function resetOf(
  { atMs, earlier, later }: LimitState,
  { kind, limit, windowMs }: Limit,
  nowMs: number,
): number {
  if (kind === "token-bucket") return later === 0 ? 0 : atMs - nowMs + Math.ceil(later / limit);
  if (later > 0) return atMs - nowMs + 2 * windowMs;
  return earlier > 0 ? atMs - nowMs + windowMs : 0;
}

/** How long until `cost` is there, where nothing is taken meanwhile. */
function waitOf(state: LimitState, { kind, limit, windowMs }: Limit, cost: number, nowMs: number): number {
  const { atMs, earlier, later } = state;
  const aheadMs = atMs - nowMs;
  if (kind === "token-bucket") return aheadMs + Math.ceil((later - (limit - cost) * windowMs) / limit);
  const over = later + cost - limit;
  // Of a window's count, a share of 1/windowMs is over with each millisecond of the window that follows it.
  if (over <= 0) return aheadMs + Math.ceil(((earlier + over) * windowMs) / earlier);
  return aheadMs + windowMs + Math.ceil((over * windowMs) / later);
}
