import type { Context } from "./context.ts";

/** Takes what a `before` hook gave: a Response ends the request and is returned; an object is added to the context. */
export function admit(context: Context, outcome: unknown): Response | undefined {
  if (outcome instanceof Response) return outcome;
  if (outcome !== undefined) Object.assign(context, outcome);
  return undefined;
}
