import { declaredError, quote } from "../http/http-error.ts";
import { Matcher } from "../http/matcher.ts";
import type { Method } from "../http/methods.ts";
import { readQuery } from "../http/query.ts";
import { queryOf, readTarget } from "../http/target.ts";
import { answerConstant } from "./constant.ts";
import { createMatchers } from "./fallback.ts";
import { decodeParameters } from "./parameters.ts";
import type { RouteFunction, RouteTable, RouteTarget } from "./route-table.ts";

/** Where a POST may say the method it stands for, and which it may. Plain data. */
export interface OverrideSettings {
  /** A header field's name, in lower case. */
  readonly header: string;
  /** A name in the query, for forms. */
  readonly query?: string;
  readonly methods: readonly Method[];
}

/** Settings, ready to read requests by. */
export interface MethodOverride {
  readonly methods: readonly Method[];
  /**
   * Gives a POST the method that it stands for: POST itself, unless it says another.
   *
   * @throws {HttpError} 400 `method_not_overridable` where it says one that it may not
   */
  apply(request: Request): Method;
}

export function createMethodOverride({ header, query, methods }: OverrideSettings): MethodOverride {
  const names = new Set(query === undefined ? [] : [query]);
  const inQuery = ({ url }: Request): string | readonly string[] | undefined =>
    query === undefined ? undefined : readQuery(queryOf(url), names)[query];
  return {
    methods,
    apply(request) {
      const said = request.headers.get(header) ?? inQuery(request);
      if (said === undefined) return "POST";
      const name = String(said).trim().toUpperCase();
      const method = name === "POST" ? name : methods.find((known) => known === name);
      if (method === undefined)
        throw declaredError("method_not_overridable", `${methods.join(", ")}, not ${quote(String(said))}`);
      // What Bun knows of the request stays; everything that asks for its method gets this one.
      if (method !== "POST") Object.defineProperty(request, "method", { value: method, configurable: true });
      return method;
    },
  };
}

/**
 * A table whose POST targets answer as if the request had come with the method that it says: by that method's route, with
 * its own middleware, or by 405. Paths without a POST get one for that alone.
 */
export function overrideMethods(table: RouteTable, override: MethodOverride): RouteTable {
  const { routes } = table;
  const patterns = Object.keys(routes).filter((pattern) =>
    ["POST" as const, ...override.methods].some((method) => routes[pattern]?.[method] !== undefined),
  );
  const paths = new Paths(table, patterns);
  const overridden = patterns.map((pattern) => [
    pattern,
    { ...routes[pattern], POST: createTarget(table, override, paths, pattern) },
  ]);
  return { ...table, routes: { ...routes, ...Object.fromEntries(overridden) } as RouteTable["routes"] };
}

function createTarget(
  { routes, fallback }: RouteTable,
  override: MethodOverride,
  paths: Paths,
  pattern: string,
): RouteFunction {
  return (request, server) => {
    let method: Method;
    try {
      method = override.apply(request);
    } catch {
      // It asks once more, and answers the error inside the app's middleware.
      return fallback(request, server);
    }
    const target = routes[pattern]?.[method] ?? paths.find(request, method, pattern);
    if (target instanceof Response) return answerConstant(request, target);
    return (typeof target === "function" ? target : fallback)(request, server);
  };
}

/**
 * Finds what answers a path with a method where its own pattern does not: a less special one may, which Bun would have
 * asked had the pattern not got a POST here.
 */
class Paths {
  readonly #routes: RouteTable["routes"];
  /** Those that Bun gets a POST for. */
  readonly #posts = new Matcher<string>();
  #matchers: ReturnType<typeof createMatchers> | undefined;

  constructor({ routes }: RouteTable, patterns: readonly string[]) {
    this.#routes = routes;
    for (const pattern of patterns) this.#posts.add(pattern, pattern);
  }

  /** Undefined where nothing does, and where the target was not spelled as it is read: the fallback tells them apart. */
  find(request: Request, method: Method, asked: string): RouteTarget | undefined {
    const path = pathOf(request);
    if (path === undefined || this.#posts.match(path)?.value !== asked) return undefined;
    this.#matchers ??= createMatchers(this.#routes);
    const match = this.#matchers.get(method)?.match(path);
    if (match === undefined) return undefined;
    const { pattern } = match.value;
    const params = decodeParameters(pattern, match.parameters);
    Object.defineProperty(request, "params", { value: params, configurable: true });
    return this.#routes[pattern]?.[method];
  }
}

/** The canonical path, encoded as patterns are; undefined where there is none. */
function pathOf({ url }: Request): string | undefined {
  try {
    return encodeURI(readTarget(url).path);
  } catch {
    return undefined;
  }
}
