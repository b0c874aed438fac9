import type { Context } from "./context.ts";

/** Takes what a `before` hook gave: a Response ends the request and is returned; an object is added to the context. */
export function admit(context: Context, outcome: unknown): Response | undefined {
  if (outcome instanceof Response) return outcome;
  if (typeof outcome !== "object" || outcome === null) return undefined;
  for (const [key, value] of Object.entries(outcome)) {
    // Assigned, it would be the context's prototype.
    if (key !== "__proto__") Object.assign(context, { [key]: value });
  }
  return undefined;
}
