import { type AppDefinition, keyOf } from "../define/app-definition.ts";
import { withoutDirectory } from "../define/static-route.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { relativeTo } from "./plan.ts";

/**
 * What is wrong with the directories of an app. Asked beside the plan, which looks at nothing but the definition.
 *
 * @param root directory that source locations are told from
 */
export const checkDirectories = (definition: AppDefinition, root: string): readonly Diagnostic[] =>
  withoutDirectory(definition).map((route) => ({
    code: "missing_directory",
    source: relativeTo(root, route.source),
    problem: `${keyOf(route)} serves ${route.directory?.place}, and there is no such directory.`,
    fix: 'A relative one is read from where the process runs; from its module it is join(import.meta.dir, "public").',
  }));
