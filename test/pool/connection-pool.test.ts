import { describe, expect, test } from "bun:test";
import { ConnectionPool, type ConnectionPoolOptions, type Lease, PoolError } from "../../src/pool.ts";

interface Connection {
  readonly id: number;
  isOpen: boolean;
}

/** A backend that counts what is open, and the most there ever was. */
class Backend {
  readonly #all: Connection[] = [];
  most = 0;
  readonly create = async (): Promise<Connection> => {
    const connection = { id: this.#all.length, isOpen: true };
    this.#all.push(connection);
    this.most = Math.max(this.most, this.open);
    return connection;
  };
  readonly destroy = async (connection: Connection): Promise<void> => {
    connection.isOpen = false;
  };
  get open(): number {
    return this.#all.filter(({ isOpen }) => isOpen).length;
  }
}

interface Created {
  readonly pool: ConnectionPool<Connection>;
  readonly backend: Backend;
  readonly clock: { nowMs: number };
}

function createPool(options: Partial<ConnectionPoolOptions<Connection>> = {}): Created {
  const [backend, clock] = [new Backend(), { nowMs: 0 }];
  const { create, destroy } = backend;
  return {
    backend,
    clock,
    pool: new ConnectionPool({ create, destroy, ...options }, () => clock.nowMs),
  };
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "fulfilled",
    (error: unknown) => (error instanceof PoolError ? error.code : error),
  );

const never = (): Promise<never> => new Promise(() => {});
const refuse = (): Promise<never> => Promise.reject(new Error("refused"));

/** Lets everything go on that waits for nothing but promises. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

test("a released connection is used again, the one used last first", async () => {
  const { pool } = createPool();
  const [first, second] = [await pool.acquire(), await pool.acquire()];
  expect([first.value.id, second.value.id]).toEqual([0, 1]);
  second.release();
  first.release();
  const again = await pool.acquire();
  expect(again.value.id).toBe(0);
  expect(pool.stats).toEqual({
    size: 2,
    idle: 1,
    leased: 1,
    waiting: 0,
    created: 2,
    destroyed: 0,
    createFailures: 0,
    timeouts: 0,
  });
});

test("it is released at the end of a block, and not twice where that was done before", async () => {
  const { pool } = createPool();
  {
    await using lease = await pool.acquire();
    expect(lease.value.id).toBe(0);
  }
  {
    await using lease = await pool.acquire();
    lease.discard();
  }
  expect(pool.stats).toMatchObject({ leased: 0, idle: 0 });
});

test("releasing twice, and using what was released, is an error, and the next user keeps it", async () => {
  const { pool } = createPool({ max: 1 });
  const lease = await pool.acquire();
  lease.release();
  const next = await pool.acquire();
  for (const use of [() => lease.release(), () => lease.discard(), () => lease.value]) {
    expect(use).toThrow(new PoolError("already_released"));
  }
  expect([next.value.id, pool.stats.leased]).toEqual([0, 1]);
});

test("100 at most, by default; 10 stay", async () => {
  const { pool, backend, clock } = createPool();
  const leases = await Promise.all(Array.from({ length: 100 }, () => pool.acquire()));
  const waiting = pool.acquire();
  await settle();
  expect([backend.open, pool.stats.waiting]).toEqual([100, 1]);
  for (const lease of leases) lease.release();
  (await waiting).release();
  clock.nowMs = 59_999;
  expect([pool.evictIdle(), pool.stats.size]).toEqual([true, 100]);
  clock.nowMs = 60_000;
  expect(pool.evictIdle()).toBe(false);
  await settle();
  expect([pool.stats.size, backend.open]).toEqual([10, 10]);
});

test("what is idle is closed by itself, by a timer that keeps no process alive", async () => {
  const program = `
    import { ConnectionPool } from "bunsen/pool";
    const closed = Promise.withResolvers();
    const pool = new ConnectionPool({ min: 0, idleTimeoutMs: 20, create: () => 1, destroy: () => closed.resolve() });
    (await pool.acquire()).release();
    if (process.argv[1] === "wait") { setTimeout(() => {}, 5000).unref(); await Promise.race([closed.promise, Bun.sleep(5000)]); }
    console.log(pool.stats.size);
    process.argv[1] === "wait" && process.exit();
  `;
  const run = (argument: string): string =>
    Bun.spawnSync([process.execPath, "-e", program, argument], { cwd: import.meta.dir }).stdout.toString();
  expect([run("wait"), run("end")]).toEqual(["0\n", "1\n"]);
});

test("warm opens min at once", async () => {
  const { pool, backend } = createPool({ min: 3 });
  await pool.warm();
  await pool.warm();
  expect([backend.open, pool.stats.idle]).toEqual([3, 3]);
});

test("warm tells of a failure, and who waits meanwhile is not forgotten", async () => {
  let attempts = 0;
  const { pool } = createPool({
    min: 1,
    max: 1,
    create: async () => {
      if (attempts++ === 0) throw new Error("refused");
      return { id: 1, isOpen: true };
    },
  });
  const warm = pool.warm();
  const lease = pool.acquire();
  await expect(warm).rejects.toThrow("refused");
  expect((await lease).value.id).toBe(1);
});

describe("a connection that was idle", () => {
  test.each([
    ["is false", async () => false],
    ["throws", refuse],
    ["never answers", never],
  ])("is replaced where validate %s", async (_, validate) => {
    const { pool, backend } = createPool({ max: 1, validate, validateTimeoutMs: 1 });
    (await pool.acquire()).release();
    expect((await pool.acquire()).value.id).toBe(1);
    expect([backend.most, pool.stats.destroyed]).toEqual([1, 1]);
  });

  test("is replaced by another idle one, however long the first takes to close", async () => {
    const { pool } = createPool({ max: 2, validate: ({ id }) => id === 1, destroy: never });
    for (const lease of [await pool.acquire(), await pool.acquire()].toReversed()) lease.release();
    expect((await pool.acquire()).value.id).toBe(1);
  });

  test("is used where it is valid", async () => {
    const asked: number[] = [];
    const { pool } = createPool({ validate: ({ id }) => asked.push(id) > 0 });
    (await pool.acquire()).release();
    expect([(await pool.acquire()).value.id, asked]).toEqual([0, [0]]);
  });
});

describe("who waits", () => {
  test("too long is sent away", async () => {
    const { pool } = createPool({ max: 1, acquireTimeoutMs: 1 });
    await using lease = await pool.acquire();
    expect([await codeOf(pool.acquire()), lease.value.id]).toEqual(["acquire_timed_out", 0]);
    expect(pool.stats).toMatchObject({ waiting: 0, timeouts: 1 });
  });

  test("leaves by a signal, and the next one is served", async () => {
    const { pool } = createPool({ max: 1 });
    const lease = await pool.acquire();
    const leaving = new AbortController();
    const left = pool.acquire({ signal: leaving.signal });
    const next = pool.acquire();
    leaving.abort(new Error("left"));
    lease.release();
    await expect(left).rejects.toThrow("left");
    expect((await next).value.id).toBe(0);
  });

  test("is not more than maxWaiting", async () => {
    const { pool } = createPool({ max: 1, maxWaiting: 1 });
    const lease = await pool.acquire();
    const next = pool.acquire();
    expect(await codeOf(pool.acquire())).toBe("too_many_waiting");
    lease.release();
    (await next).release();
  });

  test("for one that nobody has to wait for is not counted", async () => {
    const { pool } = createPool({ max: 3, maxWaiting: 0 });
    const leases = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()]);
    expect(leases.length).toBe(3);
  });

  test("gets a connection that another one opened, and left before", async () => {
    const opened = Promise.withResolvers<Connection>();
    const { pool } = createPool({ max: 1, create: () => opened.promise });
    const leaving = new AbortController();
    const left = pool.acquire({ signal: leaving.signal });
    leaving.abort(new Error("left"));
    const next = pool.acquire();
    opened.resolve({ id: 7, isOpen: true });
    await expect(left).rejects.toThrow("left");
    expect((await next).value.id).toBe(7);
  });
});

describe("a create that fails", () => {
  test("is told to the first, and the next gets a new attempt", async () => {
    let attempts = 0;
    const { pool } = createPool({
      max: 1,
      create: () => {
        if (attempts++ === 0) throw new Error("refused");
        return { id: 1, isOpen: true };
      },
    });
    const [first, second] = [pool.acquire(), pool.acquire()];
    await expect(first).rejects.toThrow("refused");
    expect((await second).value.id).toBe(1);
    expect(pool.stats).toMatchObject({ created: 1, createFailures: 1, size: 1 });
  });

  test("takes no slot, however often", async () => {
    const { pool } = createPool({ max: 2, create: refuse });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => pool.acquire()));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
    expect(pool.stats).toMatchObject({ size: 0, waiting: 0, createFailures: 50 });
  });

  test("is told to stop after acquireTimeoutMs; one that was opened is never told", async () => {
    const signals: AbortSignal[] = [];
    const stopped = Promise.withResolvers<Connection>();
    const create = (signal: AbortSignal): Connection | Promise<Connection> => {
      signals.push(signal);
      if (signals.length === 2) return { id: 2, isOpen: true };
      signal.addEventListener("abort", () => stopped.reject(signal.reason));
      return stopped.promise;
    };
    const { pool } = createPool({ acquireTimeoutMs: 1, create });
    expect(await codeOf(pool.acquire())).toBe("acquire_timed_out");
    expect(await codeOf(stopped.promise)).toBe("acquire_timed_out");
    await settle();
    expect(pool.stats.size).toBe(0);
    await using lease = await pool.acquire();
    const late = pool.drain({ signal: AbortSignal.timeout(5) });
    await expect(late).rejects.toThrow("timed out");
    expect([lease.value.id, signals.map(({ aborted }) => aborted)]).toEqual([2, [true, false]]);
  });
});

describe("drain", () => {
  test("waits for what is leased, closes everything, and sends away who waits", async () => {
    const { pool, backend } = createPool({ max: 2 });
    const [first, second] = [await pool.acquire(), await pool.acquire()];
    const waiting = pool.acquire();
    second.release();
    const third = await waiting;
    first.release();
    const drained = pool.drain();
    let isDrained = false;
    void drained.then(() => (isDrained = true));
    await settle();
    expect([isDrained, backend.open, await codeOf(pool.acquire())]).toEqual([false, 1, "pool_closed"]);
    third.release();
    await drained;
    expect([backend.open, pool.stats.size]).toEqual([0, 0]);
  });

  test("closes what opens meanwhile", async () => {
    const opened = Promise.withResolvers<Connection>();
    const { pool, backend } = createPool({ create: () => opened.promise });
    const waiting = pool.acquire();
    const drained = pool.drain();
    opened.resolve(await backend.create());
    expect(await codeOf(waiting)).toBe("pool_closed");
    await drained;
    expect(backend.open).toBe(0);
  });

  test("is over at once where there is nothing, and can be asked for twice", async () => {
    await using pool = createPool().pool;
    await pool.drain();
    await pool.drain();
    expect(await codeOf(pool.warm())).toBe("pool_closed");
  });

  test("goes on where closing fails", async () => {
    const { pool } = createPool({ destroy: refuse });
    (await pool.acquire()).release();
    await pool.drain();
    expect(pool.stats.size).toBe(0);
  });
});

const create = (): number => 1;

test.each([
  [{}, "create: expected a function, received undefined."],
  [{ create, min: 101 }, "min: expected a whole number from 0 to 100, received 101."],
  [{ create, max: 0 }, "max: expected a whole number from 1, received 0."],
  [{ create, max: 1.5 }, "max: expected a whole number from 1, received 1.5."],
  [{ create, idleTimeoutMs: 2 ** 31 }, "idleTimeoutMs: expected a whole number from 1 to 2147483647, "],
  [{ create, maximum: 1 }, "maximum: there is no such option; there are create, validate, "],
])("%p is refused when the pool is made", (options, message) => {
  expect(() => new ConnectionPool(options as unknown as ConnectionPoolOptions<number>)).toThrow(
    `connectionPool.${message}`,
  );
});

test("leases are of their connection's type", async () => {
  const lease: Lease<Connection> = await createPool().pool.acquire();
  lease.release();
});
