import type { RouteDefinition } from "../define/app-definition.ts";
import type { Diagnostic } from "../define/diagnostic.ts";

/** Reports keys that are unknown. Returns what can be planned with: nothing where the options are no object. */
export function checkKeys<Options extends object>(
  what: string,
  options: Options,
  known: readonly string[],
  source: RouteDefinition["source"] | undefined,
  report: (diagnostic: Diagnostic) => void,
): Options | Record<string, never> {
  if (typeof options !== "object" || options === null) {
    report({
      code: "invalid_option",
      source,
      problem: `${what} must be an object, not ${String(options)}.`,
      fix: "Options come before the handler: get(path, options, handler).",
    });
    return {};
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const problem = `${what} has the unknown key ${JSON.stringify(key)}.`;
    report({ code: "invalid_option", source, problem, fix: `Use one of ${known.join(", ")}.` });
  }
  return options;
}
