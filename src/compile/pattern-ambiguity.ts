import type { Automaton, Step } from "./pattern-automaton.ts";
import { failingSuffix, failingSuffixOf } from "./pattern-failure.ts";
import { type Loop, loopsOf, reachedFrom } from "./pattern-loops.ts";
import { Walker } from "./pattern-walk.ts";

/** Text on which a backtracking engine goes many ways: `prefix`, `pump` again and again, then `suffix`. */
export interface Witness {
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
}

/** What makes a pattern slow: loops that can read one text in many ways. */
export type Ambiguity =
  /** A loop goes round one text in two ways: each round doubles the work. */
  | { readonly kind: "exponential"; readonly witness: Witness }
  /** Loops behind each other share a text at any place: each pair multiplies the work by the rounds of one. */
  | {
      readonly kind: "polynomial";
      readonly witness: Witness;
      /** The work for each character of a text that is at most so long. */
      readonly stepsPerCharacter: (length: number) => number;
    };

/**
 * What makes an automaton's pattern slow, after Weber and Seidl, "On the degree of ambiguity of finite automata" (1991).
 * Ways count only where the match can fail behind them, for only then are all of them tried.
 *
 * @throws {TooIntricateError}
 */
export function findAmbiguity(automaton: Automaton): Ambiguity | undefined {
  return new AmbiguityFinder(automaton).find();
}

/** Two loops that can share a text, the first before the second. */
interface Pair {
  readonly first: Loop;
  readonly second: Loop;
  readonly witness: Witness;
}

class AmbiguityFinder {
  readonly #automaton: Automaton;
  readonly #suffixes: readonly (string | undefined)[];
  /** The steps between states behind which the match can fail; at any other it has succeeded. */
  readonly #steps: readonly ReadonlyMap<number, Step>[];
  readonly #walker: Walker;

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
    this.#suffixes = automaton.states.map((_, state) => failingSuffix(automaton, state));
    this.#steps = automaton.states.map(({ steps }, state) =>
      this.#suffixes[state] === undefined
        ? new Map<number, Step>()
        : new Map([...steps].filter(([to]) => this.#suffixes[to] !== undefined)),
    );
    this.#walker = new Walker(automaton, this.#steps);
  }

  find(): Ambiguity | undefined {
    const loops = loopsOf(this.#automaton.states, this.#steps);
    for (const loop of loops) {
      const witness = this.#twoWaysRound(loop);
      if (witness !== undefined) return { kind: "exponential", witness };
    }
    const pairs = loops.flatMap((second, index) =>
      loops.slice(index + 1).flatMap((first) => this.#sharedText(first, second) ?? []),
    );
    const [worst] = pairs.toSorted((a, b) => roundsOf(b, Infinity) - roundsOf(a, Infinity));
    if (worst === undefined) return undefined;
    return {
      kind: "polynomial",
      witness: worst.witness,
      stepsPerCharacter: (length) => this.#stepsPerCharacter(loops, pairs, length),
    };
  }

  /** A text that leads round a loop in two ways: two walkers part, and meet again. */
  #twoWaysRound({ states }: Loop): Witness | undefined {
    for (const from of states) {
      for (const [to, { ways }] of this.#steps[from] ?? []) {
        if (ways < 2 || !states.has(to)) continue;
        const text = this.#walker.character([to], [from]);
        if (text !== undefined) return this.#witness(from, text + this.#walker.textBetween(to, from));
      }
    }
    const walk = this.#walker.find({
      starts: states.values().map((state) => [state, state]),
      allows: ([one, other]) => one !== other && [one, other].every((at = -1) => states.has(at)),
      isGoal: ([one, other], [before, otherBefore]) =>
        one === other && before !== otherBefore && states.has(one ?? -1),
    });
    const [from] = walk?.from ?? [];
    const [to] = walk?.to ?? [];
    if (walk === undefined || from === undefined || to === undefined) return undefined;
    return this.#witness(from, walk.text + this.#walker.textBetween(to, from));
  }

  /** A text that leads round one loop, round another, and from the first to the second. */
  #sharedText(first: Loop, second: Loop): Pair | undefined {
    if ((first.mask & second.mask) === 0n) return undefined;
    const between = reachedFrom(first.states, this.#steps);
    if (!second.states.values().some((state) => between.has(state))) return undefined;
    for (const from of first.states) {
      for (const to of second.states) {
        const walk = this.#walker.find({
          starts: [[from, from, to]],
          allows: ([a = -1, , c = -1]) => first.states.has(a) && second.states.has(c),
          isGoal: ([a, b, c]) => a === from && b === to && c === to,
        });
        if (walk) return { first, second, witness: this.#witness(from, walk.text, to) };
      }
    }
    return undefined;
  }

  #stepsPerCharacter(loops: readonly Loop[], pairs: readonly Pair[], length: number): number {
    const worst = new Map<Loop, number>();
    // Those behind others come first.
    for (const loop of loops) {
      const reached = reachedFrom(loop.states, this.#steps);
      const behind = [...worst].filter(([{ states }]) => states.values().some((state) => reached.has(state)));
      const costs = behind.map(([other, cost]) => {
        const pair = pairs.find(({ first, second }) => first === loop && second === other);
        return cost * (pair === undefined ? 1 : roundsOf(pair, length));
      });
      worst.set(loop, Math.max(1, ...costs));
    }
    return Math.max(1, ...worst.values());
  }

  #witness(from: number, pump: string, to: number = from): Witness {
    for (const prefix of this.#prefixesTo(from)) {
      const suffix = failingSuffixOf(this.#automaton, prefix + pump + pump);
      if (suffix !== undefined) return { prefix, pump, suffix };
    }
    return { prefix: this.#prefixesTo(from)[0] ?? "", pump, suffix: this.#suffixes[to] ?? "" };
  }

  /** Texts that lead to a state. A search goes through any text by itself. */
  #prefixesTo(state: number): readonly string[] {
    const { states, entry, alphabet } = this.#automaton;
    if (states[state]?.scope === -1) return ["", ...alphabet.characters];
    const texts = [...entry.keys()]
      .filter((start) => reachedFrom([start], this.#steps).has(state))
      .map((start) => (this.#walker.character([start]) ?? "") + this.#walker.textBetween(start, state));
    return texts.toSorted((a, b) => a.length - b.length);
  }
}

const roundsOf = ({ first, second }: Pair, length: number): number =>
  Math.min(first.bound, second.bound, length);
