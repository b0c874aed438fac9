import type { Automaton, State, Step } from "./pattern-automaton.ts";

/** A pattern takes more than these many steps to judge: it is not judged. */
const stepLimit = 40_000;

export class TooIntricateError extends Error {}

/** Where walkers that read the same text stand together, and how they came there. */
interface Stand {
  readonly at: readonly number[];
  readonly text: string;
  readonly before: Stand | undefined;
}

export interface Walk {
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** The text that they read. */
  readonly text: string;
}

/** What walkers look for. */
interface Search {
  readonly starts: Iterable<readonly number[]>;
  /** Whether they may stand so. */
  readonly allows: (at: readonly number[]) => boolean;
  readonly isGoal: (at: readonly number[], before: readonly number[], start: readonly number[]) => boolean;
}

/** Walks on an automaton: what texts lead where. */
export class Walker {
  readonly #masks: readonly bigint[];
  /** What ends a match with success behind a state: nobody has to walk on from there. */
  readonly #ends: readonly bigint[];
  readonly #steps: readonly ReadonlyMap<number, Step>[];
  readonly #characters: readonly string[];
  #count = 0;

  /** @param steps those of the automaton's that are walked */
  constructor(automaton: Automaton, steps: readonly ReadonlyMap<number, Step>[]) {
    this.#masks = automaton.states.map(({ mask }) => mask);
    this.#ends = automaton.states.map((state) => endsBehind(state, automaton));
    this.#steps = steps;
    this.#characters = automaton.alphabet.characters;
  }

  /** A character that leads from states to others, one by one; undefined where none does. */
  character(to: readonly number[], from: readonly number[] = []): string | undefined {
    let shared = -1n;
    for (const state of to) shared &= this.#masks[state] ?? 0n;
    for (const state of from) shared &= ~(this.#ends[state] ?? 0n);
    if (shared <= 0n) return undefined;
    return this.#characters[(shared & -shared).toString(2).length - 1];
  }

  /** A shortest walk to a goal. @throws {TooIntricateError} where all walks together were too long */
  find({ starts, allows, isGoal }: Search): Walk | undefined {
    const queue: (Stand & { readonly start: readonly number[] })[] = [];
    for (const at of starts) queue.push({ at, text: "", before: undefined, start: at });
    const seen = new Set(queue.map(({ at }) => this.#keyOf(at)));
    for (const stand of queue) {
      for (const { at, text } of this.#next(stand.at)) {
        if (isGoal(at, stand.at, stand.start)) {
          return { from: stand.start, to: at, text: textOf({ at, text, before: stand }) };
        }
        const key = this.#keyOf(at);
        if (seen.has(key) || !allows(at)) continue;
        seen.add(key);
        queue.push({ at, text, before: stand, start: stand.start });
      }
    }
    return undefined;
  }

  /** A text that leads one walker from a state to another. */
  textBetween(from: number, to: number): string {
    if (from === to) return "";
    const isGoal = ([at]: readonly number[]): boolean => at === to;
    return this.find({ starts: [[from]], allows: () => true, isGoal })?.text ?? "";
  }

  *#next(at: readonly number[]): Generator<{ readonly at: readonly number[]; readonly text: string }> {
    const steps = at.map((state) => [...(this.#steps[state]?.keys() ?? [])]);
    for (const states of combinations(steps)) {
      if (++this.#count > stepLimit) throw new TooIntricateError();
      const text = this.character(states, at);
      if (text !== undefined) yield { at: states, text };
    }
  }

  #keyOf = (at: readonly number[]): number => at.reduce((key, state) => key * this.#masks.length + state, 0);
}

/** The characters, as bits, that a state goes with to where the match has succeeded. */
function endsBehind({ steps, scope }: State, { states }: Automaton): bigint {
  let mask = 0n;
  for (const [to, { certain }] of steps) {
    const next = states[to];
    // A search is of no lookaround.
    if (certain && next?.accepts === "always" && next.scope === Math.max(scope, 0)) mask |= next.mask;
  }
  return mask;
}

function* combinations([first = [], ...others]: readonly (readonly number[])[]): Generator<
  readonly number[]
> {
  for (const state of first) {
    if (others.length === 0) yield [state];
    else for (const rest of combinations(others)) yield [state, ...rest];
  }
}

function textOf(stand: Stand | undefined): string {
  const texts: string[] = [];
  for (let at = stand; at !== undefined; at = at.before) texts.push(at.text);
  return texts.toReversed().join("");
}
