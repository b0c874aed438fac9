import type { AppOptions } from "../define/app-options.ts";
import { isFieldName } from "../http/field-syntax.ts";
import type { Method } from "../http/methods.ts";
import type { OverrideSettings } from "../runtime/method-override.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { checkKeys } from "./option-keys.ts";

/** What a POST may stand for. GET and HEAD would be answers to a request that may change something. */
const overridable: readonly Method[] = ["PUT", "PATCH", "DELETE"];

/** Plans by which methods a POST may be answered; undefined where an app does not override them. */
export function planMethodOverride(
  setting: AppOptions["methodOverride"],
  report: (diagnostic: Diagnostic) => void,
): OverrideSettings | undefined {
  if (setting === undefined || setting === false) return undefined;
  const refuse = (problem: string, fix: string): void =>
    report({ code: "invalid_option", source: undefined, problem, fix });
  const options =
    setting === true
      ? {}
      : checkKeys("methodOverride", setting, ["header", "query", "methods"], undefined, report);
  const { header = "x-http-method-override", query, methods = overridable } = options;
  if (typeof header !== "string" || !isFieldName(header))
    refuse(`methodOverride.header is ${Bun.inspect(header)}.`, "Give the name of a header field.");
  if (query !== undefined && (typeof query !== "string" || query === ""))
    refuse(`methodOverride.query is ${Bun.inspect(query)}.`, 'Give a name, as "_method" for ?_method=PUT.');
  if (!Array.isArray(methods) || methods.length === 0 || !methods.every((name) => overridable.includes(name)))
    refuse(`methodOverride.methods is ${Bun.inspect(methods)}.`, `Give a list of ${overridable.join(", ")}.`);
  return {
    header: String(header).toLowerCase(),
    ...(query === undefined ? {} : { query }),
    methods: overridable.filter((name) => methods.includes(name as never)),
  };
}
