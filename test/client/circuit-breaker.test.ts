import { expect, test } from "bun:test";
import fc from "fast-check";
import { type CallOutcome, CircuitBreaker, type Report } from "../../src/client/circuit-breaker.ts";

interface Created {
  readonly breaker: CircuitBreaker;
  readonly clock: { nowMs: number };
}

function createBreaker(failures = 3, openMs = 1000): Created {
  const clock = { nowMs: 0 };
  return { breaker: new CircuitBreaker({ failures, openMs }, () => clock.nowMs), clock };
}

/** Calls with outcomes, one after the other; how many were let through. */
const callAll = (breaker: CircuitBreaker, ...outcomes: readonly CallOutcome[]): number =>
  outcomes.filter((outcome) => {
    const report = breaker.admit();
    report?.(outcome);
    return report !== undefined;
  }).length;

test("so many failures in a row open it; one success between them does not", () => {
  const { breaker } = createBreaker();
  callAll(breaker, "failed", "failed", "ok", "failed", "unknown", "failed");
  expect(breaker.state).toBe("closed");
  expect([callAll(breaker, "failed", "ok"), breaker.state, breaker.retryAfterMs]).toEqual([1, "open", 1000]);
});

test("after a while one call tries, and no second beside it", () => {
  const { breaker, clock } = createBreaker(1);
  callAll(breaker, "failed");
  clock.nowMs = 999;
  expect([breaker.admit(), breaker.retryAfterMs]).toEqual([undefined, 1]);
  clock.nowMs = 1000;
  const report = breaker.admit();
  expect([breaker.state, breaker.admit(), breaker.isPassable]).toEqual(["half-open", undefined, false]);
  report?.("ok");
  expect([breaker.state, callAll(breaker, "ok", "ok")]).toEqual(["closed", 2]);
});

test("the one that tries opens it again where it fails, and lets another try where nothing is known", () => {
  const { breaker, clock } = createBreaker(1);
  callAll(breaker, "failed");
  clock.nowMs = 1000;
  callAll(breaker, "unknown");
  expect([breaker.state, breaker.isPassable]).toEqual(["half-open", true]);
  callAll(breaker, "failed");
  expect([breaker.state, breaker.retryAfterMs]).toEqual(["open", 1000]);
});

test("what was let through before it opened says nothing of what is now", () => {
  const { breaker, clock } = createBreaker(1);
  const [early, late] = [breaker.admit(), breaker.admit()];
  early?.("failed");
  late?.("ok");
  expect(breaker.state).toBe("open");
  clock.nowMs = 1000;
  const trying = breaker.admit();
  late?.("failed");
  expect(breaker.isPassable).toBe(false);
  trying?.("ok");
  expect(breaker.state).toBe("closed");
});

test("whatever happens, it lets calls through again, and never two that try", () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.record({
            outcome: fc.constantFrom<CallOutcome>("ok", "failed", "unknown"),
            at: fc.nat({ max: 9 }),
          }),
          fc.constantFrom("admit" as const, "wait" as const),
        ),
        { maxLength: 60 },
      ),
      (steps) => {
        const { breaker, clock } = createBreaker(2, 10);
        const running: { readonly report: Report; readonly isTrying: boolean }[] = [];
        for (const step of steps) {
          if (step === "wait") clock.nowMs += 5;
          else if (step === "admit") {
            const isTrying = breaker.state === "half-open";
            const report = breaker.admit();
            if (report !== undefined) running.push({ report, isTrying });
          } else if (running.length > 0) {
            running.splice(step.at % running.length, 1)[0]?.report(step.outcome);
          }
          if (breaker.state === "half-open") {
            expect(running.filter(({ isTrying }) => isTrying).length).toBeLessThanOrEqual(1);
          }
        }
        for (const { report } of running) report("unknown");
        clock.nowMs += 10;
        expect(breaker.admit()).toBeDefined();
      },
    ),
    { numRuns: 500, seed: 1 },
  ));
