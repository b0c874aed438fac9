import type { Middleware, Phase } from "../define/middleware.ts";

/** The phases in their order. */
export const phases: readonly Phase[] = ["observe", "protect", "identify", "admit", "transform"];

export const phaseOf = ({ phase = "transform" }: Pick<Middleware, "phase">): Phase => phase;

/** Whether it protects something. What decides who is admitted does, unless it says otherwise. */
export const isGuard = (one: Pick<Middleware, "phase" | "guards">): boolean =>
  one.guards ?? phaseOf(one) === "admit";

/** Middleware in the order in which it runs, or the names of those that ask for two orders at once. */
export type Ordered<T> = { readonly order: readonly T[] } | { readonly cycle: readonly string[] };

/**
 * Orders middleware by phase, then by its constraints, then as it was used. A phase is a constraint as well: nothing runs
 * before what an earlier phase has.
 */
export function orderMiddleware<T extends Pick<Middleware, "name" | "phase" | "order">>(
  used: readonly T[],
): Ordered<T> {
  const rest = used.toSorted((a, b) => rankOf(a) - rankOf(b));
  const order: T[] = [];
  while (rest.length > 0) {
    const next = rest.findIndex((candidate) => !rest.some((other) => mustPrecede(other, candidate)));
    if (next === -1) return { cycle: rest.map(({ name }) => name) };
    order.push(...rest.splice(next, 1));
  }
  return { order };
}

const rankOf = (middleware: Pick<Middleware, "phase">): number => phases.indexOf(phaseOf(middleware));

function mustPrecede(
  first: Pick<Middleware, "name" | "phase" | "order">,
  second: Pick<Middleware, "name" | "phase" | "order">,
): boolean {
  if (first === second) return false;
  return (
    rankOf(first) < rankOf(second) ||
    (first.order?.before ?? []).includes(second.name) ||
    (second.order?.after ?? []).includes(first.name)
  );
}
