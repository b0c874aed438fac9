import { runHere } from "../define/app-workers.ts";
import { type Binding, bindApp } from "../define/binding.ts";
import type { AppDefinition } from "../define/app-definition.ts";
import type { RouteTable } from "../runtime/route-table.ts";
import type { AppPlan } from "./app-plan.ts";
import type { Calibration } from "./calibration.ts";
import { DiagnosticsError } from "../define/diagnostic.ts";
import { checkDirectories } from "./directory-checks.ts";
import { emitTable } from "./emit.ts";
import { interpretApp } from "./interpret.ts";
import { planApp } from "./plan.ts";

/** How a table comes to be. Both give the same answers. */
export type LoadMode = "compiled" | "interpreted";

/** What emitted code may call: the exports of `bunsen/runtime`. */
export type Helpers = Readonly<Record<string, unknown>>;

/**
 * Plans an app and makes its table, in memory.
 *
 * @param mode default: compiled, or interpreted where this process refuses code generation from strings
 * @param warn is told what is probably not meant
 * @param calibration default: what was measured for Bun 1.4.5
 * @param bind what the table is bound to; default: the app, and what a worker would do is done here
 * @throws {DiagnosticsError} with every problem of the app
 */
export function loadApp(
  definition: AppDefinition,
  helpers: Helpers,
  mode?: LoadMode,
  warn: (warning: string) => void = () => {},
  calibration?: Calibration,
  bind: (definition: AppDefinition) => Binding = bindHere,
): RouteTable {
  const { plan, diagnostics, warnings } = planApp(definition, process.cwd(), calibration);
  const found = [...diagnostics, ...checkDirectories(definition, process.cwd())];
  if (found.length > 0) throw new DiagnosticsError(found);
  for (const warning of warnings) warn(warning);
  const chosen = mode ?? (canGenerateCode() ? "compiled" : "interpreted");
  const binding = bind(definition);
  return chosen === "interpreted"
    ? interpretApp(plan, binding)
    : evaluateTable(plan, helpers).create_table(binding);
}

const bindHere = (definition: AppDefinition): Binding => bindApp(definition, runHere);

interface EvaluatedTable {
  create_table(app: Binding): RouteTable;
}

/** Evaluates the body that a module would have. The emitter writes user text as literals only. */
function evaluateTable(plan: AppPlan, helpers: Helpers): EvaluatedTable {
  const { imports, body } = emitTable(plan, Object.keys(helpers));
  const source = `"use strict";\nconst { ${imports.join(", ")} } = helpers;\n${body}\nreturn { built_from, create_table };`;
  return new Function("helpers", source)(helpers) as EvaluatedTable;
}

/** Whether this process lets strings become code (`--disallow-code-generation-from-strings`). */
export function canGenerateCode(): boolean {
  try {
    return new Function("return true")() as boolean;
  } catch {
    return false;
  }
}
