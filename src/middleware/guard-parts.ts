import { type Middleware, type MiddlewareContext, type Phase, middleware } from "../define/middleware.ts";
import { asksWho } from "../define/required-guard.ts";
import { securityOf } from "./guard-security.ts";
import { checkRange, checkType } from "./options.ts";

/** A guard that another one is made of. */
type Part = Middleware;

const phases: readonly Phase[] = ["observe", "protect", "identify", "admit", "transform"];

/**
 * Makes one guard of several. It runs in the latest of their phases, and is one guard to the plan: it is left out as a
 * whole, or not at all.
 *
 * @throws {TypeError | RangeError} where there are fewer than two, or one has other hooks than `before`
 */
export function guardOf<Added extends object>(
  kind: "some" | "every",
  parts: readonly Part[],
  before: (context: MiddlewareContext) => Promise<Response | Added | void>,
): Middleware<Added> {
  checkParts(kind, parts);
  const comparable = parts.every(({ options }) => options !== undefined);
  return middleware<Added>({
    name: [kind, ...parts.map(({ name }) => name)].join("-"),
    phase: phases[Math.max(...parts.map(({ phase = "transform" }) => phases.indexOf(phase)))] ?? "transform",
    guards: parts.some(({ guards }) => guards),
    asksWho: kind === "some" ? parts.every(asksWho) : parts.some(asksWho),
    order: {
      before: parts.flatMap(({ order }) => order?.before ?? []),
      after: parts.flatMap(({ order }) => order?.after ?? []),
    },
    ...(comparable ? { options: parts.map(({ name, options }) => ({ name, options })) } : {}),
    ...securityOf(kind, parts),
    before,
  });
}

function checkParts(kind: string, parts: readonly unknown[]): void {
  checkRange(parts.length > 1, kind, "two guards or more", parts);
  for (const [index, part] of parts.entries()) {
    const path = `${kind}[${index}]`;
    checkType(typeof part === "object" && part !== null, path, "a middleware", part);
    const { name, before, after, around, headers, bodyLimitBytes } = part as Partial<Part>;
    const hasMore = after ?? around ?? headers ?? bodyLimitBytes;
    const isOnlyBefore = before !== undefined && hasMore === undefined;
    // Whether its other hooks run would hang on what the other guards say.
    checkRange(isOnlyBefore, path, "a middleware that has the hook before, and nothing else", name);
  }
}
