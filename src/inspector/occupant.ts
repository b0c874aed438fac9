import { Matcher } from "../http/matcher.ts";
import type { InspectedRoute } from "./inspected-app.ts";
import { inspectorPaths } from "./pages.ts";

/** The key of a route of the app that answers where the inspector would be; undefined where none does. */
export function occupantOf(routes: readonly Pick<InspectedRoute, "key" | "target">[]): string | undefined {
  const matcher = new Matcher<string>();
  for (const { key, target } of routes) matcher.add(target, key);
  for (const path of inspectorPaths) {
    const found = matcher.match(path);
    if (found !== undefined) return found.value;
  }
  return undefined;
}
