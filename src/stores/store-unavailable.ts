/**
 * A store could not be asked, or did not answer in time. What was asked for may have been done nevertheless. Middleware
 * that uses a store says by its option `whenDown` what it does then.
 */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError";
}
