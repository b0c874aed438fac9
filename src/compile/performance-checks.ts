import { type AppDefinition, keyOf, middlewareOf } from "../define/app-definition.ts";
import type { PerformanceOptions } from "../define/performance.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { parseGlob } from "./glob.ts";
import { checkKeys } from "./planner-checks.ts";

type Report = (diagnostic: Diagnostic) => void;

/** Reports settings of `performance` that are unknown or cannot be read. */
export function checkPerformance(performance: PerformanceOptions | undefined, report: Report): void {
  if (performance === undefined) return;
  const { fastPaths = [], middleware = {} } = checkKeys(
    "performance",
    performance,
    ["fastPaths", "middleware"],
    undefined,
    report,
  ) as PerformanceOptions;
  for (const [index, entry] of listOf(fastPaths, "performance.fastPaths", report).entries()) {
    const at = `performance.fastPaths[${index}]`;
    if (typeof entry !== "string")
      checkKeys(at, entry, ["path", "method", "allowUnguarded"], undefined, report);
    checkGlob(at, typeof entry === "string" ? entry : entry.path, report);
  }
  checkKeys("performance.middleware", middleware, ["skipConditions"], undefined, report);
  for (const [name, conditions] of Object.entries(middleware.skipConditions ?? {})) {
    const at = `performance.middleware.skipConditions.${name}`;
    for (const [index, condition] of listOf(conditions, at, report).entries()) {
      checkKeys(
        `${at}[${index}]`,
        condition,
        ["path", "method", "when", "allowUnguarded"],
        undefined,
        report,
      );
      if (condition.path !== undefined) checkGlob(`${at}[${index}].path`, condition.path, report);
    }
  }
}

function listOf<T>(value: readonly T[], at: string, report: Report): readonly T[] {
  if (Array.isArray(value)) return value;
  report({
    code: "invalid_option",
    source: undefined,
    problem: `${at} must be a list, not ${String(value)}.`,
    fix: "Write [ … ].",
  });
  return [];
}

function checkGlob(at: string, glob: unknown, report: Report): void {
  const read =
    typeof glob === "string" ? parseGlob(glob) : { problem: `It is ${String(glob)}.`, fix: "Give a path." };
  if (!("problem" in read)) return;
  report({ code: "invalid_option", source: undefined, problem: `${at}: ${read.problem}`, fix: read.fix });
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
    for (const name of route.options?.skip ?? []) {
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
