import { asksWho, requiresGuard } from "../define/required-guard.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import type { Subject } from "./middleware-subject.ts";

/** Reports a handler that has to be guarded, where the route has no guard. That one is left out is reported elsewhere. */
export function checkRequiredGuard(
  answer: unknown,
  { key, source, middleware, allowUnguarded }: Subject,
  report: (diagnostic: Diagnostic) => void,
): void {
  if (!requiresGuard(answer) || allowUnguarded || middleware.some(asksWho)) return;
  report({
    code: "unguarded_route",
    source,
    problem: `${key} answers everyone: no guard around it asks who it is.`,
    fix: "Give it one: use: [bearer({ … })]. Or say allowUnguarded: true in its options.",
  });
}
