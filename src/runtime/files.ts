import type { BrokenRule } from "./failure-rules.ts";
import type { FileRules } from "./value-plan.ts";
import { count } from "./value-rules.ts";

/** A rule of a file that does not hold. The media type is what the client says; the content is not looked at. */
export function brokenFileRule(
  { mediaTypes, minSizeBytes, maxSizeBytes }: FileRules,
  file: Blob,
): BrokenRule | undefined {
  if (mediaTypes !== undefined && !mediaTypes.some((type) => isOfType(file, type)))
    return { rule: "mediaTypes", expected: `a file of the type ${mediaTypes.join(" or ")}` };
  if (minSizeBytes !== undefined && file.size < minSizeBytes)
    return { rule: "minSizeBytes", expected: `a file of at least ${count(minSizeBytes, "byte")}` };
  if (maxSizeBytes !== undefined && file.size > maxSizeBytes)
    return { rule: "maxSizeBytes", expected: `a file of at most ${count(maxSizeBytes, "byte")}` };
  return undefined;
}

/** Bun adds a charset to the types of text. */
function isOfType(file: Blob, wanted: string): boolean {
  const type = file.type.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

export const isFileWithin = (rules: FileRules, value: unknown): value is Blob =>
  value instanceof Blob && brokenFileRule(rules, value) === undefined;
