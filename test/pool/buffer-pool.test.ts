import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BufferPool, type BufferPoolOptions, type Lease, PoolError } from "../../src/pool.ts";

const empty = { kept: 0, keptBytes: 0, leased: 0, created: 0, reused: 0, dropped: 0 };

test("a lease has as many bytes as were asked for, of a buffer that the next one gets", () => {
  const pool = new BufferPool();
  {
    using lease = pool.acquire(5000);
    expect([lease.value.length, lease.value.buffer.byteLength]).toEqual([5000, 8192]);
  }
  using lease = pool.acquire(8192);
  expect([lease.value.length, pool.stats]).toEqual([8192, { ...empty, leased: 1, created: 1, reused: 1 }]);
});

test.each([
  [0, 4096],
  [1, 4096],
  [4096, 4096],
  [4097, 8192],
  [1_048_575, 1_048_576],
  [1_048_576, 1_048_576],
  [1_048_577, 1_048_577],
])("%d bytes are of a buffer of %d", (length, size) => {
  using lease = new BufferPool().acquire(length);
  expect([lease.value.length, lease.value.buffer.byteLength]).toEqual([length, size]);
});

test("bytes of the last user are never seen, not even beyond the length", () => {
  const pool = new BufferPool();
  const first = pool.acquire(4096);
  first.value.fill(255);
  first.release();
  using lease = pool.acquire(10);
  expect(new Uint8Array(lease.value.buffer)).toEqual(new Uint8Array(4096));
});

test("who keeps a view of what was released reads nothing of the next user, and writes nothing", () => {
  const pool = new BufferPool();
  const lease = pool.acquire(4096);
  const kept = lease.value;
  const whole = new Uint8Array(lease.value.buffer);
  lease.release();
  using next = pool.acquire(4096);
  next.value.fill(7);
  kept[0] = 1;
  whole[0] = 1;
  expect([pool.stats.reused, kept.length, whole[0], next.value[0]]).toEqual([1, 0, undefined, 7]);
});

test("releasing twice is an error", () => {
  const pool = new BufferPool();
  const lease = pool.acquire(1);
  lease.release();
  expect(() => lease.release()).toThrow(new PoolError("already_released"));
  expect(() => lease.value).toThrow(new PoolError("already_released"));
  expect(pool.stats).toMatchObject({ kept: 1, leased: 0 });
});

test("a buffer that its user sent away is not kept", () => {
  const pool = new BufferPool();
  const lease = pool.acquire(1);
  structuredClone(lease.value, { transfer: [lease.value.buffer] });
  lease.release();
  expect(pool.stats).toEqual({ ...empty, created: 1, dropped: 1 });
});

test("what is larger than the largest, beyond max or beyond the bytes is not kept", () => {
  const pool = new BufferPool({ smallestBytes: 16, largestBytes: 32, max: 2, limitBytes: 40 });
  pool.acquire(33).release();
  expect(pool.stats).toMatchObject({ kept: 0, dropped: 1 });
  const leases = [pool.acquire(32), pool.acquire(16), pool.acquire(1)];
  for (const lease of leases) lease.release();
  expect(pool.stats).toMatchObject({ kept: 1, keptBytes: 32, dropped: 3 });
  expect(new BufferPool({ max: 0 }).stats).toEqual(empty);
});

test("cleaning up drops what nobody needed since the last time", () => {
  const pool = new BufferPool();
  for (const lease of [pool.acquire(1), pool.acquire(1), pool.acquire(9000)]) lease.release();
  expect([pool.cleanUp(), pool.stats.kept]).toEqual([true, 3]);
  pool.acquire(1).release();
  expect([pool.cleanUp(), pool.stats.kept, pool.stats.keptBytes]).toEqual([true, 1, 4096]);
  expect([pool.cleanUp(), pool.stats.kept, pool.stats.keptBytes]).toEqual([false, 0, 0]);
});

test("a closed pool gives nothing, and keeps nothing", () => {
  const pool = new BufferPool();
  const lease = pool.acquire(1);
  pool.acquire(1).release();
  pool[Symbol.dispose]();
  lease.release();
  expect(() => pool.acquire(1)).toThrow(new PoolError("pool_closed"));
  expect(pool.stats).toMatchObject({ kept: 0, keptBytes: 0, dropped: 2 });
});

describe("users at one time", () => {
  interface Step {
    readonly kind: "acquire" | "release" | "cleanUp";
    readonly length: number;
    readonly at: number;
  }
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom("acquire" as const, "acquire" as const, "release" as const, "cleanUp" as const),
    length: fc.nat({ max: 70 }),
    at: fc.nat({ max: 20 }),
  });

  test("have bytes of their own, that are 0 at first", () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const pool = new BufferPool({ smallestBytes: 8, largestBytes: 32, max: 4, limitBytes: 100 });
        const leases: { readonly lease: Lease<Uint8Array<ArrayBuffer>>; readonly mark: number }[] = [];
        for (const [index, { kind, length, at }] of steps.entries()) {
          if (kind === "acquire") {
            const lease = pool.acquire(length);
            expect(lease.value).toEqual(new Uint8Array(length));
            const mark = 1 + (index % 255);
            lease.value.fill(mark);
            leases.push({ lease, mark });
          } else if (kind === "cleanUp") pool.cleanUp();
          else if (leases.length > 0) leases.splice(at % leases.length, 1)[0]?.lease.release();
          for (const { lease, mark } of leases) expect(lease.value.every((byte) => byte === mark)).toBe(true);
          const { kept, keptBytes, leased, created, dropped } = pool.stats;
          expect([leased, created - dropped]).toEqual([leases.length, kept + leased]);
          expect([kept <= 4, keptBytes <= 100]).toEqual([true, true]);
        }
      }),
      { numRuns: 300, seed: 1 },
    ));
});

test.each([
  [{ smallestBytes: 3 }, "smallestBytes: expected a power of two, received 3."],
  [
    { smallestBytes: 64, largestBytes: 32 },
    "largestBytes: expected a whole number from 64 to 1073741824, received 32.",
  ],
  [{ max: Number.NaN }, "max: expected a whole number from 0, received NaN."],
  [{ size: 1 }, "size: there is no such option; there are smallestBytes, "],
])("%p is refused when the pool is made", (options, message) => {
  expect(() => new BufferPool(options as BufferPoolOptions)).toThrow(`bufferPool.${message}`);
});

test.each([-1, 0.5, Number.NaN])("%p is no length", (length) => {
  expect(() => new BufferPool().acquire(length)).toThrow(RangeError);
});
