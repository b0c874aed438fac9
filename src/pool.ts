/**
 * Pools of what is dear to make: `import { ConnectionPool } from "bunsen/pool"`.
 *
 * @module
 */
export { ConnectionPool, type ConnectionPoolStats } from "./pool/connection-pool.ts";
export type { ConnectionPoolOptions } from "./pool/connection-pool-options.ts";
export { ObjectPool, type ObjectPoolOptions, type ObjectPoolStats } from "./pool/object-pool.ts";
export { BufferPool, type BufferPoolOptions, type BufferPoolStats } from "./pool/buffer-pool.ts";
export type { Lease } from "./pool/lease.ts";
export { PoolError, type PoolErrorCode } from "./pool/pool-error.ts";
