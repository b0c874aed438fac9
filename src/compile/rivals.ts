import { type Method, routableMethods } from "../http/methods.ts";
import { parameterNames } from "../http/path-pattern.ts";
import { isWithin } from "./ambiguity.ts";
import type { ReadRoute } from "./planner-checks.ts";

/** The methods that each more special path answers, by its pattern. */
export type Rivals = Readonly<Record<string, readonly Method[]>>;

/** Routes by the texts that their paths begin with: what lies within a pattern begins with the pattern's texts. */
export class PrefixIndex {
  readonly #byPrefix = new Map<string, ReadRoute[]>();

  constructor(routes: readonly ReadRoute[]) {
    for (const route of routes) for (const prefix of prefixesOf(route.segments)) this.#add(prefix, route);
  }

  /** All that can lie within a pattern, and some that do not. */
  candidatesWithin(segments: ReadRoute["segments"]): readonly ReadRoute[] {
    return this.#byPrefix.get(prefixesOf(segments).at(-1) ?? "") ?? [];
  }

  #add(prefix: string, route: ReadRoute): void {
    const known = this.#byPrefix.get(prefix);
    if (known === undefined) this.#byPrefix.set(prefix, [route]);
    else known.push(route);
  }
}

/** What a path begins with before its first parameter: `["", "/users", "/users/me"]`, from none of it to all. */
function prefixesOf(segments: ReadRoute["segments"]): readonly string[] {
  const prefixes = [""];
  for (const segment of segments) {
    if (segment.kind !== "static") break;
    prefixes.push(`${prefixes.at(-1)}/${segment.text}`);
  }
  return prefixes;
}

/**
 * The paths within a route's own that other routes answer: `/users/me` within `/users/:id`. A target that resolves to one
 * of them and yet reached the route was spelled otherwise. Empty where the path has no parameter.
 */
export function rivalsOf({ segments }: ReadRoute, index: PrefixIndex): Rivals {
  if (parameterNames(segments).length === 0) return {};
  const candidates = index.candidatesWithin(segments);
  const within = candidates.filter((other) => isWithin(other.segments, segments));
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
