import type { AppCache } from "./app-cache.ts";
import type { DecodedInputs, Invalidates } from "./cache-options.ts";
import { type Middleware, type MiddlewareContext, withoutMemo } from "./middleware.ts";

/**
 * What makes cached answers invalid once a route has answered. It is the first of the middleware: a transaction around the
 * handler has ended by then.
 */
export const invalidation = (invalidates: Invalidates, cache: AppCache): Middleware =>
  withoutMemo({
    name: "invalidates",
    phase: "observe",
    async after(context, response) {
      if (response.status >= 400) return;
      const tags =
        typeof invalidates === "function"
          ? invalidates(context as MiddlewareContext & DecodedInputs, response)
          : invalidates;
      await cache.invalidate({ tag: tags });
    },
  });
