import { dirname, join } from "node:path";
import type { AppPlan } from "../compile/app-plan.ts";
import { type Calibration, parseCalibration } from "../compile/calibration.ts";
import { DiagnosticsError } from "../define/diagnostic.ts";
import { checkDirectories } from "../compile/directory-checks.ts";
import { planApp } from "../compile/plan.ts";
import type { App } from "../define/app.ts";
import type { AppDefinition } from "../define/app-definition.ts";
import { hasTasks } from "../define/tasks.ts";
import { CommandError } from "./command-error.ts";
import { loadAppModule } from "./load-app.ts";

/** A planned app module. */
export interface PlannedModule {
  readonly file: string;
  /** Source locations of the plan are told from here. */
  readonly directory: string;
  readonly definition: AppDefinition;
  readonly plan: AppPlan;
  /** What was measured beside it; undefined where nothing was. */
  readonly calibration: Calibration | undefined;
}

/**
 * Tells on standard error what is probably not meant.
 *
 * @throws {CommandError}
 * @throws {DiagnosticsError} with every problem of the app
 */
export async function planModule(
  path: string,
  warn: (warning: string) => void = tellWarning,
): Promise<PlannedModule> {
  const { file, app } = await loadAppModule(path);
  const directory = dirname(file);
  const calibration = await readCalibration(directory);
  const definition = withTasks(definitionOf(app, path));
  const { plan, diagnostics, warnings } = planApp(definition, directory, calibration);
  const found = [...diagnostics, ...checkDirectories(definition, directory)];
  if (found.length > 0) throw new DiagnosticsError(found, directory);
  for (const warning of warnings) warn(warning);
  return { file, directory, definition, plan, calibration };
}

export const tellWarning = (warning: string): void => console.error(`Warning: ${warning}`);

/** Tasks that the app's module names are run by workers, whatever its routes say. */
const withTasks = (definition: AppDefinition): AppDefinition =>
  hasTasks() ? { ...definition, parts: new Set([...(definition.parts ?? []), "workers"]) } : definition;

/** The file that `bun run bench:calibrate` writes, where it was put beside the app. */
export const calibrationFile = "bunsen.calibration.json";

async function readCalibration(directory: string): Promise<Calibration | undefined> {
  const file = Bun.file(join(directory, calibrationFile));
  if (!(await file.exists())) return undefined;
  try {
    return parseCalibration(await file.text());
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      `${calibrationFile} cannot be read: ${problem}\n  Fix: write it by \`bun run bench:calibrate\`, or remove it.`,
    );
  }
}

/** An app that is mounted inside itself has no definition. */
function definitionOf(app: App, path: string): AppDefinition {
  try {
    return app.definition();
  } catch (error) {
    throw new CommandError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
