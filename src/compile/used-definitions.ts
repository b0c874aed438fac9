import type { Code } from "./js.ts";

/** The names of the definitions that some code uses, directly or by way of each other. */
export function usedDefinitions(
  roots: readonly Code[],
  definitions: ReadonlyMap<string, Code>,
): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = ({ text }: Code): void => {
    for (const [name] of text.matchAll(definedName)) {
      const definition = definitions.get(name);
      if (definition === undefined || used.has(name)) continue;
      used.add(name);
      visit(definition);
    }
  };
  for (const root of roots) visit(root);
  return used;
}

/** How the functions and constants of schemas are called. In a user's text it means nothing, and does no harm. */
const definedName = /\b(?:check|project|keep|pattern|keys)_\w+/g;
