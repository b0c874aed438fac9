import { type AppDefinition, type RouteDefinition, keyOf, middlewareOf } from "../define/app-definition.ts";
import type {
  FastPath,
  OptimizationOptions,
  PerformanceOptions,
  SkipCondition,
} from "../define/performance.ts";
import { routableMethods } from "../http/methods.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { parseGlob } from "./glob.ts";

type Report = (diagnostic: Diagnostic) => void;

/** Reports settings of `performance` that are unknown or cannot be read. Returns what can be planned with. */
export function checkPerformance(performance: unknown, report: Report): PerformanceOptions {
  const checks = new PerformanceChecks(report);
  const { fastPaths, middleware, caching, optimizations } = checks.objectOf(performance, "performance", [
    "fastPaths",
    "middleware",
    "caching",
    "optimizations",
  ]);
  const sizes = checks.sizesOf(caching, "performance.caching", [
    "handlerCacheSize",
    "middlewareCacheSize",
    "routeCacheSize",
    "ttlSeconds",
  ]);
  const switches = checks.switchesOf(optimizations, "performance.optimizations", [
    "poolConnections",
    "useHandlerCache",
    "useResponseCache",
    "useRouteCache",
  ]);
  const { skipConditions } = checks.objectOf(middleware, "performance.middleware", ["skipConditions"]);
  const at = "performance.middleware.skipConditions";
  const conditions = Object.entries(checks.objectOf(skipConditions, at, undefined)).map(
    ([name, ofName]) => [name, checks.rulesOf(ofName, `${at}.${name}`, conditionKeys)] as const,
  );
  const named = Object.fromEntries(conditions) as Readonly<Record<string, readonly SkipCondition[]>>;
  return {
    ...(fastPaths !== undefined && {
      fastPaths: checks.rulesOf(fastPaths, "performance.fastPaths", fastPathKeys) as FastPath[],
    }),
    middleware: { skipConditions: named },
    caching: sizes,
    optimizations: checks.withoutPools(switches),
  };
}

const fastPathKeys = ["path", "method", "allowUnguarded"];
const conditionKeys = [...fastPathKeys, "when"];

class PerformanceChecks {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  /** The members of a setting; none where it is no object. */
  objectOf(
    value: unknown,
    at: string,
    known: readonly string[] | undefined,
  ): Readonly<Record<string, unknown>> {
    if (value === undefined) return {};
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.#refuse(`${at} must be an object, not ${Bun.inspect(value)}.`, "Write { … }.");
      return {};
    }
    const unknown = Object.keys(value).filter((key) => known !== undefined && !known.includes(key));
    for (const key of unknown)
      this.#refuse(`${at} has the unknown key ${JSON.stringify(key)}.`, `Use one of ${known?.join(", ")}.`);
    return value as Readonly<Record<string, unknown>>;
  }

  /** Pools are the app's own objects: what it does not want to pool, it does not put into one. */
  withoutPools(switches: Readonly<Record<string, boolean>>): OptimizationOptions {
    const { poolConnections, ...others } = switches;
    if (poolConnections === false)
      this.#refuse(
        "performance.optimizations.poolConnections cannot be false: pools are made by the app itself.",
        "Remove it, and open connections without a ConnectionPool where they shall not be pooled.",
      );
    return others;
  }

  /** Settings that are numbers of entries. */
  sizesOf(value: unknown, at: string, known: readonly string[]): Readonly<Record<string, number>> {
    const entries = Object.entries(this.objectOf(value, at, known)).filter(([name, size]) => {
      if (Number.isSafeInteger(size) && (size as number) > 0) return true;
      this.#refuse(
        `${at}.${name} must be a positive whole number, not ${Bun.inspect(size)}.`,
        "Give a number like 100.",
      );
      return false;
    });
    return Object.fromEntries(entries) as Readonly<Record<string, number>>;
  }

  /** Settings that are true or false. */
  switchesOf(value: unknown, at: string, known: readonly string[]): Readonly<Record<string, boolean>> {
    const entries = Object.entries(this.objectOf(value, at, known)).filter(([name, setting]) => {
      if (typeof setting === "boolean") return true;
      this.#refuse(`${at}.${name} must be true or false, not ${Bun.inspect(setting)}.`, "Write false.");
      return false;
    });
    return Object.fromEntries(entries) as Readonly<Record<string, boolean>>;
  }

  /** Fast paths, or skip conditions. Text is a path by itself where paths are asked for. */
  rulesOf(value: unknown, at: string, known: readonly string[]): readonly (FastPath | SkipCondition)[] {
    if (!Array.isArray(value)) {
      this.#refuse(`${at} must be a list, not ${Bun.inspect(value)}.`, "Write [ … ].");
      return [];
    }
    const isPath = known === fastPathKeys;
    return value.map((entry: unknown, index) => {
      const place = `${at}[${index}]`;
      const rule = this.objectOf(isPath && typeof entry === "string" ? { path: entry } : entry, place, known);
      this.#checkRule(rule, place, isPath);
      return rule as unknown as FastPath | SkipCondition;
    });
  }

  #checkRule(
    { path, method, when, allowUnguarded }: Readonly<Record<string, unknown>>,
    at: string,
    isPath: boolean,
  ): void {
    if (isPath || path !== undefined) this.#checkGlob(isPath ? at : `${at}.path`, path);
    for (const name of method === undefined ? [] : [method].flat()) {
      if (typeof name === "string" && routableMethods.some((known) => known === name.toUpperCase())) continue;
      const fix = `Use one of ${routableMethods.join(", ")}, or a list of them.`;
      this.#refuse(`${at}.method is ${Bun.inspect(name)}, which no route can have.`, fix);
    }
    if (when !== undefined && typeof when !== "function")
      this.#refuse(`${at}.when must be a function, not ${Bun.inspect(when)}.`, "Write when: (c) => true.");
    if (allowUnguarded !== undefined && typeof allowUnguarded !== "boolean")
      this.#refuse(
        `${at}.allowUnguarded must be true or false, not ${Bun.inspect(allowUnguarded)}.`,
        "Write true.",
      );
  }

  #checkGlob(at: string, glob: unknown): void {
    const read =
      typeof glob === "string"
        ? parseGlob(glob)
        : { problem: `It is ${Bun.inspect(glob)}.`, fix: "Give a path." };
    if ("problem" in read) this.#refuse(`${at}: ${read.problem}`, read.fix);
  }

  #refuse(problem: string, fix: string): void {
    this.#report({ code: "invalid_option", source: undefined, problem, fix });
  }
}

/** Reports settings that name middleware which is nowhere: a condition that does nothing is a guard that does. */
export function checkMiddlewareNames(definition: AppDefinition, report: Report): void {
  const known = new Set(definition.middleware.map(({ name }) => name));
  for (const route of definition.routes) for (const { name } of middlewareOf(route)) known.add(name);
  for (const name of Object.keys(definition.options?.performance?.middleware?.skipConditions ?? {})) {
    if (!known.has(name))
      reportUnknown(`performance.middleware.skipConditions`, name, known, undefined, report);
  }
  for (const route of definition.routes) {
    const own = new Set(middlewareOf(route).map(({ name }) => name));
    const { skip } = (route.options as RouteDefinition["options"] | null) ?? {};
    for (const name of Array.isArray(skip) ? (skip as readonly string[]) : []) {
      if (!own.has(name)) reportUnknown(`skip of ${keyOf(route)}`, name, own, route.source, report);
    }
  }
}

function reportUnknown(
  where: string,
  name: string,
  known: ReadonlySet<string>,
  source: Diagnostic["source"],
  report: Report,
): void {
  report({
    code: "unknown_middleware",
    source,
    problem: `${where} names ${JSON.stringify(name)}, and no middleware there is called so.`,
    fix: known.size === 0 ? "Remove it." : `Use one of ${[...known].join(", ")}.`,
  });
}
