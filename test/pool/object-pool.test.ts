import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Lease, ObjectPool, type ObjectPoolOptions, PoolError } from "../../src/pool.ts";

interface Form {
  readonly id: number;
  readonly fields: Map<string, string>;
}

interface Created {
  readonly pool: ObjectPool<Form>;
  readonly destroyed: number[];
}

function createPool(options: Partial<ObjectPoolOptions<Form>> = {}): Created {
  const destroyed: number[] = [];
  let next = 0;
  const pool = new ObjectPool<Form>({
    create: () => ({ id: next++, fields: new Map() }),
    reset: ({ fields }) => fields.clear(),
    destroy: ({ id }) => void destroyed.push(id),
    ...options,
  });
  return { pool, destroyed };
}

const fail = (): never => {
  throw new Error("stuck");
};

test("what is released at the end of a block is the next one's, and has nothing of the last one", () => {
  const { pool } = createPool();
  {
    using lease = pool.acquire();
    lease.value.fields.set("token", "secret");
  }
  using lease = pool.acquire();
  expect(lease.value).toEqual({ id: 0, fields: new Map() });
  expect(pool.stats).toEqual({ kept: 0, leased: 1, created: 1, reused: 1, dropped: 0 });
});

test("releasing twice is an error, and does not give one object to two", () => {
  const { pool } = createPool();
  const lease = pool.acquire();
  lease.release();
  const next = pool.acquire();
  for (const use of [() => lease.release(), () => lease.discard(), () => lease.value]) {
    expect(use).toThrow(new PoolError("already_released"));
  }
  expect([next.value.id, pool.acquire().value.id]).toEqual([0, 1]);
});

test("1,000 are kept by default; what is more is dropped", () => {
  const { pool, destroyed } = createPool();
  for (const lease of Array.from({ length: 1001 }, () => pool.acquire())) lease.release();
  expect([pool.stats.kept, destroyed]).toEqual([1000, [1000]]);
});

test("what is broken is not used again", () => {
  const { pool, destroyed } = createPool();
  pool.acquire().discard();
  expect([pool.acquire().value.id, destroyed]).toEqual([1, [0]]);
});

test("what cannot be reset is dropped, and the error is told", () => {
  const { pool, destroyed } = createPool({ reset: fail });
  const lease = pool.acquire();
  expect(() => lease.release()).toThrow("stuck");
  expect([pool.acquire().value.id, destroyed]).toEqual([1, [0]]);
});

test("cleaning up drops what nobody needed since the last time", () => {
  const { pool, destroyed } = createPool();
  const leases = [pool.acquire(), pool.acquire(), pool.acquire()];
  for (const lease of leases) lease.release();
  expect([pool.cleanUp(), pool.stats.kept]).toEqual([true, 3]);
  pool.acquire().release();
  expect([pool.cleanUp(), destroyed]).toEqual([true, [0, 1]]);
  expect([pool.cleanUp(), pool.stats.kept, destroyed]).toEqual([false, 0, [0, 1, 2]]);
});

test("a closed pool gives nothing, and keeps nothing", () => {
  const { pool, destroyed } = createPool();
  const lease = pool.acquire();
  pool.acquire().release();
  pool[Symbol.dispose]();
  lease.release();
  expect(() => pool.acquire()).toThrow(new PoolError("pool_closed"));
  expect(destroyed).toEqual([1, 0]);
});

test("undefined can be an object of a pool", () => {
  const pool = new ObjectPool<undefined>({ create: () => undefined, reset: () => {} });
  pool.acquire().release();
  pool.acquire().release();
  expect(pool.stats).toMatchObject({ created: 1, reused: 1 });
});

test("no process is kept alive by what is kept", () => {
  const program = `
    import { BufferPool, ObjectPool } from "bunsen/pool";
    new ObjectPool({ create: () => 1, reset: () => {} }).acquire().release();
    new BufferPool().acquire(1).release();
    console.log("end");
  `;
  const { stdout, exitCode } = Bun.spawnSync([process.execPath, "-e", program], {
    cwd: import.meta.dir,
    timeout: 5000,
  });
  expect([stdout.toString(), exitCode]).toEqual(["end\n", 0]);
});

test("cleaning up happens by itself", async () => {
  const dropped = Promise.withResolvers<void>();
  const { pool } = createPool({ cleanupMs: 1, destroy: () => dropped.resolve() });
  pool.acquire().release();
  await dropped.promise;
  expect(pool.stats.kept).toBe(0);
});

describe("users at one time", () => {
  type Step = { readonly kind: "acquire" | "release" | "discard" | "cleanUp"; readonly at: number };
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom(
      "acquire" as const,
      "acquire" as const,
      "release" as const,
      "discard" as const,
      "cleanUp" as const,
    ),
    at: fc.nat({ max: 20 }),
  });

  test("never share an object, and never see what another one left", () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), fc.integer({ min: 0, max: 4 }), (steps, max) => {
        const { pool } = createPool({ max });
        const leases: Lease<Form>[] = [];
        for (const { kind, at } of steps) {
          if (kind === "acquire") {
            const lease = pool.acquire();
            expect(lease.value.fields.size).toBe(0);
            lease.value.fields.set("of", "someone");
            leases.push(lease);
          } else if (kind === "cleanUp") pool.cleanUp();
          else if (leases.length > 0) leases.splice(at % leases.length, 1)[0]?.[kind]();
          expect(new Set(leases.map(({ value }) => value)).size).toBe(leases.length);
          const { kept, leased, created, dropped } = pool.stats;
          expect([leased, created - dropped]).toEqual([leases.length, kept + leased]);
          expect(kept).toBeLessThanOrEqual(max);
        }
      }),
      { numRuns: 300, seed: 1 },
    ));
});

const create = (): number => 1;
const reset = (): void => {};

test.each([
  [{ create }, "reset: expected a function, received undefined."],
  [{ create, reset, max: -1 }, "max: expected a whole number from 0, received -1."],
  [{ create, reset, cleanupMs: 0 }, "cleanupMs: expected a whole number from 1 to "],
  [{ create, reset, size: 1 }, "size: there is no such option; there are create, reset, "],
])("%p is refused when the pool is made", (options, message) => {
  expect(() => new ObjectPool(options as unknown as ObjectPoolOptions<number>)).toThrow(
    `objectPool.${message}`,
  );
});
