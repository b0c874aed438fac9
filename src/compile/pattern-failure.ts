import type { Automaton, State } from "./pattern-automaton.ts";

/** As many sets of states are looked at before a match is taken for one that can fail. */
const setLimit = 100;

/**
 * A text on which the match fails behind a state; undefined where it succeeds whatever follows, as behind the `a` of
 * `^a*`. Steps that depend on more than the next character are not relied on.
 */
export function failingSuffix(automaton: Automaton, state: number): string | undefined {
  const scope = automaton.states[state]?.scope;
  return findFailure(automaton, [state], (to, certain) => certain && to.scope === scope);
}

/** A text on which the whole match fails behind another; undefined where none was found. */
export function failingSuffixOf(automaton: Automaton, text: string): string | undefined {
  const [first = 0n, ...rest] = bitsOf(automaton, text);
  let states: readonly number[] = [...automaton.entry.keys()].filter((state) =>
    accepts(automaton.states[state], first),
  );
  for (const bit of rest) states = follow(automaton, states, bit, isOutside);
  return findFailure(automaton, states, isOutside);
}

/** Outside of lookarounds. */
const isOutside = (to: State): boolean => to.scope <= 0;

/** The sorts of the characters that a witness is made of. */
const bitsOf = ({ alphabet: { characters } }: Automaton, text: string): readonly bigint[] =>
  [...text].flatMap((character) => {
    const known = characters.includes(character) ? [character] : character.split("");
    return known.map((unit) => 1n << BigInt(Math.max(characters.indexOf(unit), 0)));
  });

type Follows = (to: State, certain: boolean) => boolean;

function findFailure(automaton: Automaton, from: readonly number[], follows: Follows): string | undefined {
  const queue = [{ states: from, text: "" }];
  const seen = new Set([from.join()]);
  for (const { states, text } of queue) {
    const ends = states.map((state) => automaton.states[state]?.accepts);
    if (ends.includes("always")) continue;
    if (!ends.includes("atEnd") || queue.length > setLimit) return text;
    for (const [index, character] of automaton.alphabet.characters.entries()) {
      const next = follow(automaton, states, 1n << BigInt(index), follows);
      if (next.length === 0) return text + character;
      if (seen.has(next.join())) continue;
      seen.add(next.join());
      queue.push({ states: next, text: text + character });
    }
  }
  return undefined;
}

const accepts = (state: State | undefined, bit: bigint): boolean => ((state?.mask ?? 0n) & bit) !== 0n;

function follow(
  { states }: Automaton,
  from: readonly number[],
  bit: bigint,
  follows: Follows,
): readonly number[] {
  const reached = new Set<number>();
  for (const index of from) {
    for (const [to, { certain }] of states[index]?.steps ?? []) {
      const next = states[to];
      if (next !== undefined && accepts(next, bit) && follows(next, certain)) reached.add(to);
    }
  }
  return [...reached].toSorted((a, b) => a - b);
}
