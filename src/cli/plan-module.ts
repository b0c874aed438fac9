import { dirname } from "node:path";
import type { AppPlan } from "../compile/app-plan.ts";
import { DiagnosticsError } from "../compile/diagnostic.ts";
import { planApp } from "../compile/plan.ts";
import { loadAppModule } from "./load-app.ts";

/** A planned app module. */
export interface PlannedModule {
  readonly file: string;
  /** Source locations of the plan are told from here. */
  readonly directory: string;
  readonly plan: AppPlan;
}

/** @throws {CommandError} @throws {DiagnosticsError} with every problem of the app */
export async function planModule(path: string): Promise<PlannedModule> {
  const { file, app } = await loadAppModule(path);
  const directory = dirname(file);
  const { plan, diagnostics } = planApp(app.definition(), directory);
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics);
  return { file, directory, plan };
}
