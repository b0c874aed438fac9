import type { Middleware } from "../define/middleware.ts";

/**
 * The constant header fields of several middlewares together: `vary` has what any of them names, any other field may have
 * one value.
 */
export function foldHeaders(
  used: readonly Middleware[],
  report: (problem: string) => void,
): Readonly<Record<string, string>> {
  const folded = new Map<string, { readonly value: string; readonly by: string }>();
  for (const { name: by, headers = {} } of used) {
    for (const [field, value] of Object.entries(headers)) {
      const name = field.toLowerCase();
      const earlier = folded.get(name);
      if (earlier === undefined || earlier.value === value) folded.set(name, { value, by });
      else if (name === "vary") folded.set(name, { value: mergeVary(earlier.value, value), by });
      else report(`${earlier.by} and ${by} set ${name} to different values.`);
    }
  }
  return Object.fromEntries([...folded].map(([name, { value }]) => [name, value]));
}

function mergeVary(a: string, b: string): string {
  const names = `${a}, ${b}`.split(",").map((name) => name.trim());
  return names
    .filter((name, index) => names.findIndex((n) => n.toLowerCase() === name.toLowerCase()) === index)
    .join(", ");
}
