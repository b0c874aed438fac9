import type { AppCache } from "./app-cache.ts";
import type { RouteDefinition } from "./app-definition.ts";
import type { ResourcePart } from "./injection.ts";
import { invalidation } from "./invalidation.ts";
import type { Middleware } from "./middleware.ts";
import type { Resources } from "./resources.ts";
import type { RouteOptions } from "./schema.ts";

/** The middleware of a route, with what its options stand for: `invalidates` outside of all, `inject` inside. */
export function withOwn(
  { options }: RouteDefinition,
  middleware: readonly Middleware[],
  cache: AppCache,
  resources: Resources | undefined,
  part: ResourcePart | undefined,
): readonly Middleware[] {
  // Options that are none are reported by the planner.
  const { invalidates, inject } = (options as RouteOptions | null) ?? {};
  const names = Array.isArray(inject) ? (inject as readonly string[]) : [];
  resources?.use(names);
  return [
    ...(invalidates === undefined ? [] : [invalidation(invalidates, cache)]),
    ...middleware,
    ...(names.length === 0 || resources === undefined || part === undefined
      ? []
      : [part.inject(names, resources)]),
  ];
}
