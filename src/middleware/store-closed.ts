import type { MiddlewareContext } from "../define/middleware.ts";
import { declaredError } from "../http/http-error.ts";
import { problemResponse } from "../http/problem.ts";
import { StoreUnavailableError } from "../stores/store-unavailable.ts";

/**
 * The answer while a store is down: 503 `store_unavailable`. Not thrown: the store has told of its outage, and a line of the
 * log for each request would add nothing.
 *
 * @throws what is no outage
 */
export function closedBy(c: MiddlewareContext, cause: unknown): Response {
  if (!(cause instanceof StoreUnavailableError)) throw cause;
  const error = declaredError("store_unavailable", "", { headers: { "retry-after": "1" }, cause });
  Object.assign(c, { error });
  return problemResponse(error);
}
