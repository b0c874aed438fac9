import { expect, test } from "bun:test";
import fc from "fast-check";
import { type LimitState, takeFrom } from "../../src/stores/limit-state.ts";
import type { Limit, Taken } from "../../src/stores.ts";

/** One who takes, `afterMs` after the one before. */
interface Taking {
  readonly afterMs: number;
  readonly cost: number;
}

/** Remembers each taking, counts with whole numbers of any size, and finds by trying. */
class NaiveLimit {
  readonly #limit: Limit;
  readonly #takings: { readonly atMs: number; readonly cost: number }[] = [];

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  take(cost: number, nowMs: number): Taken {
    const isAllowed = this.#fits(cost, nowMs);
    const retryAfterMs = isAllowed ? 0 : cost > this.#limit.limit ? Infinity : this.#first(cost, nowMs);
    if (isAllowed) this.#takings.push({ atMs: nowMs, cost });
    let remaining = 0;
    while (this.#fits(remaining + 1, nowMs)) remaining++;
    const whole = this.#limit.limit;
    return {
      isAllowed,
      remaining,
      nextMs: remaining === whole ? 0 : this.#first(remaining + 1, nowMs),
      resetMs: this.#first(whole, nowMs),
      retryAfterMs,
    };
  }

  #fits(cost: number, nowMs: number): boolean {
    const { limit, windowMs } = this.#limit;
    return this.#usedParts(nowMs) + BigInt(cost * windowMs) <= BigInt(limit * windowMs);
  }

  /** How many milliseconds later it fits at first: by trying each. */
  #first(cost: number, nowMs: number): number {
    let ms = 0;
    while (!this.#fits(cost, nowMs + ms)) ms++;
    return ms;
  }

  /** What is taken at a time, in parts of 1/windowMs. */
  #usedParts(nowMs: number): bigint {
    return this.#limit.kind === "sliding-window" ? this.#windowParts(nowMs) : this.#bucketParts(nowMs);
  }

  #windowParts(nowMs: number): bigint {
    const { windowMs } = this.#limit;
    const indexOf = (ms: number): number => Math.floor(ms / windowMs);
    const countOf = (index: number): bigint =>
      this.#takings
        .filter(({ atMs }) => indexOf(atMs) === index)
        .reduce((sum, { cost }) => sum + BigInt(cost), 0n);
    const left = BigInt(windowMs - (nowMs - indexOf(nowMs) * windowMs));
    const earlier = countOf(indexOf(nowMs) - 1) * left;
    // The nearest whole number of takings, the smaller one of two that are as near.
    let weighed = 0n;
    while (2n * weighed * BigInt(windowMs) < 2n * earlier - BigInt(windowMs)) weighed++;
    return (countOf(indexOf(nowMs)) + weighed) * BigInt(windowMs);
  }

  /** Millisecond by millisecond it fills. */
  #bucketParts(nowMs: number): bigint {
    const { limit, windowMs } = this.#limit;
    let missing = 0n;
    let atMs = 0;
    for (const taking of [...this.#takings, { atMs: nowMs, cost: 0 }]) {
      for (; atMs < taking.atMs; atMs++) missing = missing > BigInt(limit) ? missing - BigInt(limit) : 0n;
      missing += BigInt(taking.cost * windowMs);
    }
    return missing;
  }
}

const limit: fc.Arbitrary<Limit> = fc.record({
  kind: fc.constantFrom("sliding-window" as const, "token-bucket" as const),
  limit: fc.integer({ min: 1, max: 12 }),
  windowMs: fc.integer({ min: 1, max: 25 }),
});
const takings: fc.Arbitrary<Taking[]> = fc.array(
  fc.record({ afterMs: fc.nat(30), cost: fc.oneof(fc.constant(1), fc.nat(14)) }),
  { maxLength: 25 },
);

test("any takings give what a naive model gives", () => {
  fc.assert(
    fc.property(limit, takings, (one, all) => {
      const model = new NaiveLimit(one);
      let state: LimitState | undefined;
      let nowMs = 0;
      for (const { afterMs, cost } of all) {
        nowMs += afterMs;
        const step = takeFrom(state, one, cost, nowMs);
        expect(step.taken).toEqual(model.take(cost, nowMs));
        state = step.state;
      }
    }),
    { numRuns: 1000, seed: 1 },
  );
});

test("what is kept says nothing more after its resetMs, and what is refused changes nothing", () => {
  fc.assert(
    fc.property(limit, takings, (one, all) => {
      let state: LimitState | undefined;
      let kept: { readonly state: LimitState; readonly untilMs: number } | undefined;
      let nowMs = 0;
      for (const { afterMs, cost } of all) {
        nowMs += afterMs;
        const current = kept !== undefined && kept.untilMs > nowMs ? kept.state : undefined;
        const whole = takeFrom(state, one, cost, nowMs);
        const step = takeFrom(current, one, cost, nowMs);
        expect(step.taken).toEqual(whole.taken);
        state = whole.state;
        if (step.taken.isAllowed) kept = { state: step.state, untilMs: nowMs + step.taken.resetMs };
      }
    }),
    { numRuns: 1000, seed: 2 },
  );
});

test("numbers stay exact at the largest limits", () => {
  const day = 24 * 60 * 60 * 1000;
  for (const kind of ["sliding-window", "token-bucket"] as const) {
    const large: Limit = { kind, limit: 34_000_000, windowMs: day };
    const nowMs = 1_800_000_000_000 - (1_800_000_000_000 % day);
    const { state, taken } = takeFrom(undefined, large, 33_999_999, nowMs);
    expect(taken.remaining).toBe(1);
    const full = takeFrom(state, large, 1, nowMs);
    expect([full.taken.isAllowed, full.taken.remaining]).toEqual([true, 0]);
    const { retryAfterMs } = takeFrom(full.state, large, 1, nowMs).taken;
    expect(takeFrom(full.state, large, 1, nowMs + retryAfterMs - 1).taken.isAllowed).toBe(false);
    expect(takeFrom(full.state, large, 1, nowMs + retryAfterMs).taken.isAllowed).toBe(true);
  }
});

test.each(["sliding-window", "token-bucket"] as const)(
  "%s: a clock that goes back gives nothing, and takes no time",
  (kind) => {
    const one: Limit = { kind, limit: 2, windowMs: 1000 };
    const { state } = takeFrom(undefined, one, 2, 10_000);
    const back = takeFrom(state, one, 1, 9500).taken;
    expect([back.isAllowed, back.remaining]).toEqual([false, 0]);
    expect(takeFrom(state, one, 1, 9500 + back.retryAfterMs - 1).taken.isAllowed).toBe(false);
    expect(takeFrom(state, one, 1, 9500 + back.retryAfterMs).taken.isAllowed).toBe(true);
    expect(takeFrom(state, one, 2, 9500 + back.resetMs).taken.isAllowed).toBe(true);
    // By more than a window, it was wrong before.
    expect(takeFrom(state, one, 2, 8999).taken.isAllowed).toBe(true);
  },
);

test.each(["sliding-window", "token-bucket"] as const)(
  "%s: of a limit that was larger before, all is used at most",
  (kind) => {
    const nowMs = 10_000;
    const { state } = takeFrom(undefined, { kind, limit: 1000, windowMs: 1000 }, 1000, nowMs);
    const smaller: Limit = { kind, limit: 2, windowMs: 1000 };
    const { isAllowed, remaining, retryAfterMs } = takeFrom(state, smaller, 1, nowMs).taken;
    expect([isAllowed, remaining, retryAfterMs]).toEqual([false, 0, kind === "token-bucket" ? 500 : 1250]);
  },
);
