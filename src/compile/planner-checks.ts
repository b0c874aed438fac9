import { defaultJsonDepth, largestJsonDepth } from "../http/json-depth.ts";
import { parsePathPattern, type Segment } from "../http/path-pattern.ts";
import { routableMethods } from "../http/methods.ts";
import {
  type AppDefinition,
  type DefinedOptions,
  type RouteDefinition,
  keyOf,
} from "../define/app-definition.ts";
import type { AppOptions } from "../define/app-options.ts";
import { type Routed, findAmbiguities, shapeOf } from "./ambiguity.ts";
import { poolProblems } from "../workers/pool-options.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { checkAppDocs, checkRouteDocs } from "./docs-checks.ts";
import { checkMiddlewareOptions } from "./middleware-checks.ts";
import { checkKeys } from "./option-keys.ts";
import { checkSocketSettings, socketOptionKeys } from "./socket-checks.ts";

/** A route whose path could be read. */
export interface ReadRoute {
  readonly route: RouteDefinition;
  readonly segments: readonly Segment[];
}

type Report = (diagnostic: Diagnostic) => void;

/** Reads every path; a route whose path cannot be read is reported and left out. */
export function readPaths(routes: readonly RouteDefinition[], report: Report): ReadRoute[] {
  return routes.flatMap((route) => {
    const segments = parsePathPattern(route.path);
    if (!("problem" in segments)) return [{ route, segments }];
    report({ code: "invalid_path", source: route.source, ...segments });
    return [];
  });
}

/** Reports routes that answer the same requests, and patterns of which neither is the more special. */
export function checkOverlaps(routes: readonly ReadRoute[], report: Report): void {
  for (const group of Map.groupBy(routes, ({ route }) => route.method).values()) {
    checkDuplicates(group, report);
  }
  const told = new Set<string>();
  for (const method of routableMethods) {
    // A route for all methods is one of each method's.
    const routed: Routed<RouteDefinition>[] = routes.filter(({ route }) =>
      [method, "ALL"].includes(route.method),
    );
    for (const { first, second, shared } of findAmbiguities(routed)) {
      const pair = `${keyOf(first)} ${keyOf(second)}`;
      if (told.has(pair)) continue;
      told.add(pair);
      report({
        code: "ambiguous_routes",
        source: second.source,
        problem: `${keyOf(first)} and ${keyOf(second)} both match ${shared}, and neither is the more special one.`,
        fix: `Define ${second.method} ${shared} to say which it is, or change one of the patterns (${placeOf(first)}).`,
      });
    }
  }
}

function checkDuplicates(routes: readonly ReadRoute[], report: Report): void {
  const first = new Map<string, RouteDefinition>();
  for (const { route, segments } of routes) {
    const shape = shapeOf(segments);
    const earlier = first.get(shape);
    if (earlier === undefined) first.set(shape, route);
    else {
      report({
        code: "duplicate_route",
        source: route.source,
        problem: `${keyOf(route)} answers the same requests as ${keyOf(earlier)}, defined at ${placeOf(earlier)}.`,
        fix: "Remove one of them, or give it a path of its own.",
      });
    }
  }
}

const placeOf = ({ source }: RouteDefinition): string => `${source.file}:${source.line}`;

/** Reports settings that are unknown or do not fit. Returns what can be planned with: none where they are no object. */
export function checkAppOptions(definition: AppDefinition, report: Report): AppOptions {
  const options = checkKeys("app", definition.options, appOptionKeys, undefined, report);
  const limits = checkKeys(
    "limits",
    options.limits ?? {},
    [...limitKeys, "jsonDepth", "sockets"],
    undefined,
    report,
  );
  for (const key of limitKeys) checkLimit(`limits.${key}`, limits[key], undefined, report);
  checkDepthLimit(limits.jsonDepth, report);
  checkKeys("cache", options.cache ?? {}, ["store", "scope"], undefined, report);
  checkAppDocs(options.docs, report);
  checkSocketSettings(options, report);
  const { validateResponses } = options;
  if (validateResponses !== undefined && !["always", "development", "never"].includes(validateResponses)) {
    report({
      code: "invalid_option",
      source: undefined,
      problem: `validateResponses must be a word that says when, not ${JSON.stringify(validateResponses)}.`,
      fix: 'Use "always", "development" or "never".',
    });
  }
  checkWorkers(options.workers, report);
  return options;
}

function checkWorkers(workers: AppOptions["workers"], report: Report): void {
  const { pools = {} } = checkKeys("workers", workers ?? {}, ["module", "pools"], undefined, report);
  for (const [name, options] of Object.entries(pools)) {
    for (const { path, expected, received } of poolProblems(options)) {
      report({
        code: "invalid_option",
        source: undefined,
        problem: `workers.pools.${name}${path && `.${path}`} is ${Bun.inspect(received)}.`,
        fix: `Give ${expected}.`,
      });
    }
  }
}

const appOptionKeys = [
  "development",
  "limits",
  "performance",
  "cache",
  "docs",
  "methodOverride",
  "sockets",
  "log",
  "messages",
  "validateResponses",
  "workers",
];

const limitKeys = ["bodyBytes", "formFields", "formFieldBytes"] as const;

const routeOptionKeys = [
  "params",
  "query",
  "headers",
  "cookies",
  "body",
  "bodyType",
  "coerceBody",
  "response",
  "events",
  "bodyLimitBytes",
  "idleTimeoutSeconds",
  "use",
  "skip",
  "inject",
  "cache",
  "invalidates",
  "allowUnguarded",
  "docs",
  "worker",
];

/**
 * Reports route options that are unknown or do not fit, and methods that are none. Returns what can be planned with: none
 * where they are no object.
 */
export function checkRouteOptions(route: RouteDefinition, report: Report): DefinedOptions {
  const { source } = route;
  if (![...routableMethods, "ALL"].includes(route.method)) {
    report({
      code: "invalid_option",
      source,
      problem: `${JSON.stringify(route.method)} is not a method that a route can have.`,
      fix: `Use one of ${routableMethods.join(", ")}, ALL.`,
    });
  }
  const known = route.isSocket ? socketOptionKeys : routeOptionKeys;
  const options = checkKeys(`the options of ${keyOf(route)}`, route.options, known, source, report);
  checkMiddlewareOptions(options, source, report);
  // What a WebSocket cannot have is not looked at any further.
  if (route.isSocket) return pickKnown(options, socketOptionKeys);
  checkLimit("bodyLimitBytes", options.bodyLimitBytes, source, report);
  checkIdleTimeout(options.idleTimeoutSeconds, source, report);
  checkRouteDocs(route, options.docs, report);
  if (
    (options.body ?? options.bodyType) !== undefined &&
    ["GET", "HEAD", "OPTIONS", "ALL"].includes(route.method)
  ) {
    report({
      code: "invalid_option",
      source,
      problem: `${keyOf(route)} reads a body, and requests of that method have none.`,
      fix: "Read the values from query, or use POST.",
    });
  }
  return options;
}

const pickKnown = (options: DefinedOptions, known: readonly string[]): DefinedOptions =>
  Object.fromEntries(Object.entries(options).filter(([key]) => known.includes(key)));

function checkLimit(
  name: string,
  limit: unknown,
  source: RouteDefinition["source"] | undefined,
  report: Report,
): void {
  if (limit === undefined || (Number.isSafeInteger(limit) && (limit as number) >= 0)) return;
  report({
    code: "invalid_option",
    source,
    problem: `${name} must be a whole number${name.endsWith("Bytes") ? " of bytes" : ""}, not ${String(limit)}.`,
    fix: name.endsWith("Bytes")
      ? "Give a number like 1_048_576. 0 refuses every body."
      : "Give a number like 1000.",
  });
}

/** What Bun takes. */
function checkIdleTimeout(seconds: unknown, source: RouteDefinition["source"], report: Report): void {
  if (
    seconds === undefined ||
    (Number.isInteger(seconds) && (seconds as number) >= 0 && (seconds as number) <= 255)
  )
    return;
  report({
    code: "invalid_option",
    source,
    problem: `idleTimeoutSeconds must be whole seconds from 0 to 255, not ${Bun.inspect(seconds)}.`,
    fix: "Give a number like 120. 0 is no limit.",
  });
}

function checkDepthLimit(depth: unknown, report: Report): void {
  if (depth === undefined) return;
  if (Number.isSafeInteger(depth) && (depth as number) >= 1 && (depth as number) <= largestJsonDepth) return;
  report({
    code: "invalid_option",
    source: undefined,
    problem: `limits.jsonDepth must be a whole number from 1 to ${largestJsonDepth}, not ${String(depth)}.`,
    fix: `Give how deep arrays and objects may be in each other; the default is ${defaultJsonDepth}.`,
  });
}
