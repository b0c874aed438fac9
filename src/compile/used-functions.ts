import type { Code } from "./js.ts";

/**
 * The functions that some code uses, directly or by way of each other, by name. Others are not written.
 *
 * @param functions writers by name
 */
export function usedFunctions(
  roots: readonly Code[],
  functions: ReadonlyMap<string, () => Code>,
): ReadonlyMap<string, Code> {
  const used = new Map<string, Code>();
  const visit = ({ text }: Code): void => {
    for (const [name] of text.matchAll(definedName)) {
      const write = functions.get(name);
      if (write === undefined || used.has(name)) continue;
      const code = write();
      used.set(name, code);
      visit(code);
    }
  };
  for (const root of roots) visit(root);
  return used;
}

/** How the functions of schemas are called. In a user's text it means nothing, and does no harm. */
const definedName = /\b(?:check|project|keep)_\w+/g;
