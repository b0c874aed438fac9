import type { State, Step } from "./pattern-automaton.ts";

/** States that lead to each other: they can go round. */
export interface Loop {
  readonly states: ReadonlySet<number>;
  /** What they consume, as bits. */
  readonly mask: bigint;
  /** How often they go round at most. */
  readonly bound: number;
}

/** The loops of an automaton (Tarjan's strongly connected components), those behind others first. */
export function loopsOf(
  states: readonly State[],
  steps: readonly ReadonlyMap<number, Step>[],
): readonly Loop[] {
  const loops: Loop[] = [];
  const order = new Map<number, number>();
  const lowest: number[] = [];
  const open: number[] = [];
  const isOpen = new Set<number>();
  const visit = (state: number): void => {
    order.set(state, order.size);
    lowest[state] = order.size - 1;
    open.push(state);
    isOpen.add(state);
    for (const to of steps[state]?.keys() ?? []) {
      if (!order.has(to)) visit(to);
      if (isOpen.has(to)) lowest[state] = Math.min(lowest[state] ?? 0, lowest[to] ?? 0);
    }
    if (lowest[state] !== order.get(state)) return;
    const members = open.splice(open.indexOf(state));
    for (const member of members) isOpen.delete(member);
    if (members.length > 1 || steps[state]?.has(state)) loops.push(loopOf(members, states));
  };
  for (const state of states.keys()) if (!order.has(state)) visit(state);
  return loops;
}

const loopOf = (members: readonly number[], states: readonly State[]): Loop => ({
  states: new Set(members),
  mask: members.reduce((mask, member) => mask | (states[member]?.mask ?? 0n), 0n),
  bound: members.reduce((bound, member) => Math.max(bound, states[member]?.bound ?? 1), 1),
});

/** The states that can be reached from some, those included. */
export function reachedFrom(
  states: Iterable<number>,
  steps: readonly ReadonlyMap<number, Step>[],
): ReadonlySet<number> {
  const reached = new Set(states);
  for (const state of reached) for (const to of steps[state]?.keys() ?? []) reached.add(to);
  return reached;
}
