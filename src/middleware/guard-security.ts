import type { DeclaredErrors, SecurityAlternative } from "../define/docs.ts";
import type { Middleware } from "../define/middleware.ts";

/** What a guard that is made of others tells of itself. */
export function securityOf(
  kind: "some" | "every",
  parts: readonly Middleware[],
): { readonly security?: readonly SecurityAlternative[]; readonly errors: DeclaredErrors } {
  const all = parts.map(({ security = [{}] }) => security);
  const security = kind === "some" ? all.flat() : all.reduce(eachWithEach);
  const errors = Object.assign({}, ...parts.map((part) => part.errors)) as DeclaredErrors;
  // Where none asks for credentials, none are told.
  return parts.some((part) => part.security) ? { security, errors } : { errors };
}

/** All of one with all of another: both are needed. */
export const eachWithEach = (
  some: readonly SecurityAlternative[],
  others: readonly SecurityAlternative[],
): readonly SecurityAlternative[] => some.flatMap((one) => others.map((other) => ({ ...one, ...other })));
