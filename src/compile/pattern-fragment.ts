/** What has to hold where a fragment is entered or left: bits. */
export const START: number = 1;
export const END: number = 2;
export const UNCERTAIN: number = 4;

export interface Edge {
  readonly state: number;
  readonly guard: number;
  readonly ways: number;
}

/** A part of a pattern: where it begins and ends, and in how many ways it matches nothing, by what has to hold. */
export interface Fragment {
  readonly firsts: ReadonlyMap<number, Edge>;
  readonly lasts: ReadonlyMap<number, Edge>;
  readonly empties: readonly number[];
}

export const few = (ways: number): number => Math.min(ways, 2);
const noEdges: ReadonlyMap<number, Edge> = new Map();
export const nothing = (guard: number): Fragment => ({
  firsts: noEdges,
  lasts: noEdges,
  empties: Array.from({ length: 8 }, (_, index) => (index === guard ? 1 : 0)),
});

export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);

export function choose(options: readonly Fragment[]): Fragment {
  return {
    firsts: merge(...options.map(({ firsts }) => firsts)),
    lasts: merge(...options.map(({ lasts }) => lasts)),
    empties: Array.from({ length: 8 }, (_, guard) =>
      few(sum(options.map(({ empties }) => empties[guard] ?? 0))),
    ),
  };
}

/** The edges that are reached by matching nothing first; those behind a bit of `barrier` are none. */
export function through(
  empties: readonly number[],
  edges: ReadonlyMap<number, Edge>,
  barrier: number,
): ReadonlyMap<number, Edge>[] {
  return empties.flatMap((ways, guard) =>
    ways === 0 || guard & barrier ? [] : [guarded(scale(edges, ways), guard)],
  );
}

const guarded = (edges: ReadonlyMap<number, Edge>, guard: number): ReadonlyMap<number, Edge> =>
  guard === 0
    ? edges
    : merge(
        new Map(),
        new Map([...edges.values()].map((edge) => keyed({ ...edge, guard: edge.guard | guard }))),
      );

const keyed = (edge: Edge): [number, Edge] => [(edge.state << 3) | edge.guard, edge];

export const scale = (edges: ReadonlyMap<number, Edge>, ways: number): ReadonlyMap<number, Edge> =>
  ways === 1
    ? edges
    : new Map([...edges.values()].map((edge) => keyed({ ...edge, ways: few(edge.ways * ways) })));

export function merge(...all: ReadonlyMap<number, Edge>[]): ReadonlyMap<number, Edge> {
  const filled = all.filter(({ size }) => size > 0);
  if (filled.length < 2) return filled[0] ?? noEdges;
  const merged = new Map<number, Edge>();
  for (const edge of filled.flatMap((edges) => [...edges.values()])) {
    const [key] = keyed(edge);
    const ways = few(edge.ways + (merged.get(key)?.ways ?? 0));
    merged.set(key, { ...edge, ways });
  }
  return merged;
}

export function emptiesOfBoth(before: readonly number[], after: readonly number[]): readonly number[] {
  const both = Array.from({ length: 8 }, () => 0);
  for (const [first, ways] of before.entries()) {
    for (const [second, more] of after.entries()) {
      const guard = first | second;
      both[guard] = few((both[guard] ?? 0) + ways * more);
    }
  }
  return both;
}
