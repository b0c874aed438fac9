import type { PerformanceOptions } from "./performance.ts";

/** What a key of a configuration stands for: another name, with what is below it; or a name alone. */
type Shape = { readonly [key: string]: readonly [name: string, below?: Shape | "any"] };

/** Where each key may stand. */
const shape: Shape = {
  fast_paths: ["fastPaths", "any"],
  caching: [
    "caching",
    {
      route_cache_size: ["routeCacheSize"],
      middleware_cache_size: ["middlewareCacheSize"],
      handler_cache_size: ["handlerCacheSize"],
      ttl: ["ttlSeconds"],
    },
  ],
  middleware: ["middleware", { skip_conditions: ["skipConditions", "any"] }],
  optimizations: [
    "optimizations",
    {
      use_route_cache: ["useRouteCache"],
      use_handler_cache: ["useHandlerCache"],
      use_response_cache: ["useResponseCache"],
      pool_connections: ["poolConnections"],
    },
  ],
};

/**
 * Reads the `performance` of a configuration file, in the names of files: `fast_paths`, `caching.route_cache_size`,
 * `middleware.skip_conditions`, `optimizations.use_response_cache`. Values are checked when the app is planned.
 *
 * @param config what the file holds, with or without the key `performance` around it
 * @example
 * ```ts
 * import config from "./bunsen.yaml";
 *
 * app({ performance: readPerformance(config) });
 * ```
 * @throws {TypeError} for a key that is not known, with its path
 */
export function readPerformance(config: unknown): PerformanceOptions {
  const { performance = config } = objectOf(config, "the configuration") as {
    readonly performance?: unknown;
  };
  return renamed(objectOf(performance, "performance"), shape, "performance") as PerformanceOptions;
}

function renamed(
  config: Readonly<Record<string, unknown>>,
  known: Shape,
  path: string,
): Record<string, unknown> {
  const entries = Object.entries(config).map(([key, value]) => {
    const found = Object.hasOwn(known, key) ? known[key] : undefined;
    if (found === undefined)
      throw new TypeError(`${path}.${key} is not known. Use one of ${Object.keys(known).join(", ")}.`);
    const [name, below] = found;
    if (below === undefined || below === "any") return [name, value] as const;
    return [name, renamed(objectOf(value, `${path}.${key}`), below, `${path}.${key}`)] as const;
  });
  return Object.fromEntries(entries);
}

function objectOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new TypeError(`${path} must be an object, not ${Bun.inspect(value)}.`);
}
