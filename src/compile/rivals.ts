import { type Method, routableMethods } from "../http/methods.ts";
import { parameterNames } from "../http/path-pattern.ts";
import { isWithin } from "./ambiguity.ts";
import type { ReadRoute } from "./planner-checks.ts";

/** The methods that each more special path answers, by its pattern. */
export type Rivals = Readonly<Record<string, readonly Method[]>>;

/**
 * The paths within a route's own that other routes answer: `/users/me` within `/users/:id`. A target that resolves to one
 * of them and yet reached the route was spelled otherwise. Empty where the path has no parameter.
 */
export function rivalsOf({ segments }: ReadRoute, routes: readonly ReadRoute[]): Rivals {
  if (parameterNames(segments).length === 0) return {};
  const within = routes.filter((other) => isWithin(other.segments, segments));
  const byPath = Map.groupBy(within, ({ route }) => route.path);
  return Object.fromEntries([...byPath].map(([path, group]) => [path, methodsAnswered(group)]));
}

/** Routes whose paths lie within a route's own, with the methods that they answer. */
export function routesWithin(
  segments: ReadRoute["segments"],
  routes: readonly ReadRoute[],
): readonly { readonly segments: ReadRoute["segments"]; readonly methods: readonly Method[] }[] {
  const within = routes.filter((other) => isWithin(other.segments, segments));
  return within.map((route) => ({ segments: route.segments, methods: methodsAnswered([route]) }));
}

function methodsAnswered(routes: readonly ReadRoute[]): readonly Method[] {
  const own = new Set<string>(routes.map(({ route }) => route.method));
  if (own.has("ALL")) return routableMethods;
  return routableMethods.filter((method) => own.has(method) || (method === "HEAD" && own.has("GET")));
}
