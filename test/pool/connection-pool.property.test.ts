import { expect, test } from "bun:test";
import fc from "fast-check";
import { ConnectionPool, type Lease } from "../../src/pool.ts";

/** Steps that a user, a backend and time can take, in any order. A number says which of those there are. */
type Step =
  | { readonly kind: "acquire" }
  | { readonly kind: "evict" | "warm" }
  | { readonly kind: "leave" | "release" | "discard" | "opens" | "refuses" | "closes"; readonly at: number }
  | { readonly kind: "validates"; readonly at: number; readonly isValid: boolean };

const at = fc.nat({ max: 20 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom("acquire" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("evict" as const, "warm" as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "leave" as const,
        "release" as const,
        "release" as const,
        "discard" as const,
        "opens" as const,
        "opens" as const,
        "refuses" as const,
        "closes" as const,
      ),
      at,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("validates" as const), at, isValid: fc.boolean() }) },
);

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
};

/** One of a list, taken out. */
const take = <T>(list: T[], index: number): T | undefined =>
  list.length === 0 ? undefined : list.splice(index % list.length, 1)[0];

/** A backend that does nothing before it is told to. */
class Backend {
  readonly opening: PromiseWithResolvers<number>[] = [];
  readonly validating: PromiseWithResolvers<boolean>[] = [];
  readonly closing: { readonly id: number; readonly ended: PromiseWithResolvers<void> }[] = [];
  readonly open = new Set<number>();
  next = 0;

  readonly create = (): Promise<number> => {
    const opening = Promise.withResolvers<number>();
    this.opening.push(opening);
    return opening.promise;
  };
  readonly validate = (): Promise<boolean> => {
    const validating = Promise.withResolvers<boolean>();
    this.validating.push(validating);
    return validating.promise;
  };
  readonly destroy = (id: number): Promise<void> => {
    const ended = Promise.withResolvers<void>();
    this.closing.push({ id, ended });
    return ended.promise;
  };

  opens(index: number): void {
    const opening = take(this.opening, index);
    if (opening === undefined) return;
    this.open.add(this.next);
    opening.resolve(this.next++);
  }

  closes(index: number): void {
    const closing = take(this.closing, index);
    if (closing === undefined) return;
    this.open.delete(closing.id);
    closing.ended.resolve();
  }
}

class Run {
  readonly backend = new Backend();
  readonly pool: ConnectionPool<number>;
  readonly max: number;
  readonly waiting: { readonly id: number; readonly leave: AbortController }[] = [];
  readonly leases: Lease<number>[] = [];
  /** Who was served, in order. */
  readonly served: number[] = [];
  #asked = 0;

  constructor(max: number, min: number, validates: boolean) {
    const { create, validate, destroy } = this.backend;
    this.max = max;
    let nowMs = 0;
    const options = { create, destroy, max, min, idleTimeoutMs: 100_000, validateTimeoutMs: 100_000 };
    this.pool = new ConnectionPool(
      { ...options, acquireTimeoutMs: 100_000, ...(validates ? { validate } : {}) },
      () => (nowMs += 30_000),
    );
  }

  acquire(): void {
    const waiter = { id: this.#asked++, leave: new AbortController() };
    this.waiting.push(waiter);
    const leaves = (): void => {
      this.waiting.splice(this.waiting.indexOf(waiter), 1);
    };
    this.pool.acquire({ signal: waiter.leave.signal }).then((lease) => {
      leaves();
      this.served.push(waiter.id);
      this.leases.push(lease);
    }, leaves);
  }

  async take(one: Step): Promise<void> {
    if (one.kind === "acquire") this.acquire();
    else if (one.kind === "evict") this.pool.evictIdle();
    else if (one.kind === "warm") void this.pool.warm().catch(() => {});
    else if (one.kind === "leave") this.waiting[one.at]?.leave.abort();
    else if (one.kind === "release") take(this.leases, one.at)?.release();
    else if (one.kind === "discard") take(this.leases, one.at)?.discard();
    else if (one.kind === "opens") this.backend.opens(one.at);
    else if (one.kind === "refuses") take(this.backend.opening, one.at)?.reject(new Error("refused"));
    else if (one.kind === "closes") this.backend.closes(one.at);
    else if (one.kind === "validates") take(this.backend.validating, one.at)?.resolve(one.isValid);
    // What a step sets going may be cut by the next one, or not.
    if (one.kind !== "leave") await settle();
    this.check();
  }

  check(): void {
    const { size, idle, leased } = this.pool.stats;
    expect(size).toBeLessThanOrEqual(this.max);
    // Those that open count already.
    expect(this.backend.open.size + this.backend.opening.length).toBeLessThanOrEqual(this.max);
    expect(leased).toBe(this.leases.length);
    expect(new Set(this.leases.map((lease) => lease.value)).size).toBe(this.leases.length);
    // Nobody waits beside something that could be had.
    const isOnTheWay = this.backend.opening.length + this.backend.validating.length > 0;
    if (this.waiting.length > 0 && !isOnTheWay) expect([idle, size]).toEqual([0, this.max]);
    // First come, first served, whoever left.
    expect(this.served).toEqual(this.served.toSorted((a, b) => a - b));
  }

  /** The backend does all it is asked, and everything is released, until nothing happens any more. */
  async finish(): Promise<void> {
    for (let turn = 0; turn < 200; turn++) {
      this.backend.opens(0);
      this.backend.closes(0);
      take(this.backend.validating, 0)?.resolve(true);
      take(this.leases, 0)?.release();
      await settle();
    }
  }
}

const scenario = fc.record({
  max: fc.integer({ min: 1, max: 5 }),
  min: fc.integer({ min: 0, max: 1 }),
  validates: fc.boolean(),
  steps: fc.array(step, { maxLength: 80 }),
});

test(
  "never above max, first come first served, nobody is forgotten, and all ends",
  () =>
    fc.assert(
      fc.asyncProperty(scenario, async ({ max, min, validates, steps }) => {
        const run = new Run(max, min, validates);
        for (const one of steps) await run.take(one);
        await run.finish();
        expect(run.waiting).toEqual([]);
        const drained = run.pool.drain();
        await run.finish();
        await drained;
        expect([run.pool.stats.size, run.backend.open.size]).toEqual([0, 0]);
      }),
      { numRuns: 400, seed: 1 },
    ),
  30_000,
);

test(
  "a drain in the middle of anything ends, and leaves nothing open",
  () =>
    fc.assert(
      fc.asyncProperty(scenario, async ({ max, min, validates, steps }) => {
        const run = new Run(max, min, validates);
        for (const one of steps) await run.take(one);
        const drained = run.pool.drain();
        await run.finish();
        await drained;
        expect([run.waiting, run.pool.stats.size, run.backend.open.size]).toEqual([[], 0, 0]);
      }),
      { numRuns: 200, seed: 2 },
    ),
  30_000,
);
