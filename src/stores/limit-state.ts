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
 * Takes from a limit. All numbers are whole, so that each store, and the script that Redis runs, computes the same.
 *
 * A clock that went back stands still until it is there again, by a window at most: then nothing has been taken.
 */
export function takeFrom(
  kept: LimitState | undefined,
  limit: Limit,
  cost: number,
  nowMs: number,
): TakenState {
  const before = stateAt(kept, limit, nowMs);
  const isAllowed = cost <= remainingOf(before, limit, nowMs);
  const taken = limit.kind === "sliding-window" ? cost : cost * limit.windowMs;
  const state = isAllowed ? { ...before, later: before.later + taken } : before;
  const remaining = remainingOf(state, limit, nowMs);
  return {
    state,
    taken: {
      isAllowed,
      remaining,
      nextMs: remaining === limit.limit ? 0 : waitOf(state, limit, remaining + 1, nowMs),
      resetMs: remaining === limit.limit ? 0 : waitOf(state, limit, limit.limit, nowMs),
      retryAfterMs: isAllowed ? 0 : waitOf(state, limit, cost, nowMs),
    },
  };
}

function stateAt(kept: LimitState | undefined, limit: Limit, nowMs: number): LimitState {
  const known = kept === undefined || kept.atMs - nowMs > limit.windowMs ? undefined : capped(kept, limit);
  return limit.kind === "sliding-window"
    ? windowAt(known, limit.windowMs, nowMs)
    : bucketAt(known, limit, nowMs);
}

/** A limit that was larger before is used up at most. */
function capped({ atMs, earlier, later }: LimitState, { kind, limit, windowMs }: Limit): LimitState {
  const most = kind === "sliding-window" ? limit : limit * windowMs;
  return { atMs, earlier: Math.min(earlier, most), later: Math.min(later, most) };
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

function remainingOf(
  { atMs, earlier, later }: LimitState,
  { kind, limit, windowMs }: Limit,
  nowMs: number,
): number {
  if (kind === "token-bucket") return Math.max(Math.floor((limit * windowMs - later) / windowMs), 0);
  const leftMs = windowMs - Math.max(nowMs - atMs, 0);
  // Rounded, half down: rounded up, of one in a window every second one would be refused.
  const weighed = Math.floor((2 * earlier * leftMs + windowMs - 1) / (2 * windowMs));
  return Math.max(limit - later - weighed, 0);
}

/** How long until `amount` is there, where nothing is taken meanwhile. */
function waitOf(state: LimitState, { kind, limit, windowMs }: Limit, amount: number, nowMs: number): number {
  if (amount > limit) return Infinity;
  const aheadMs = state.atMs - nowMs;
  const { earlier, later } = state;
  if (kind === "token-bucket") return aheadMs + Math.ceil((later - (limit - amount) * windowMs) / limit);
  const room = limit - amount - later;
  if (room >= 0) return aheadMs + fallMs(earlier, room, windowMs);
  return aheadMs + windowMs + fallMs(later, limit - amount, windowMs);
}

/** How far into a window until what was taken in the one before weighs at most `most`. */
const fallMs = (taken: number, most: number, windowMs: number): number =>
  windowMs - Math.min(Math.floor(((2 * most + 1) * windowMs) / (2 * taken)), windowMs);
