import type { Alphabet } from "./pattern-alphabet.ts";
import {
  END,
  type Fragment,
  START,
  UNCERTAIN,
  choose,
  emptiesOfBoth,
  few,
  merge,
  nothing,
  scale,
  sum,
  through,
} from "./pattern-fragment.ts";
import type { PatternNode } from "./pattern-syntax.ts";

/**
 * A pattern as Glushkov's automaton: one state for each place that consumes a character. A step counts in how many ways
 * a backtracking engine takes it, since `(a*)*` goes from one `a` to the next in two.
 */
export interface Automaton {
  readonly states: readonly State[];
  /** Steps from the place where a match begins. */
  readonly entry: ReadonlyMap<number, Step>;
  /** Whether the empty text at any place matches. */
  readonly matchesAnywhere: boolean;
  readonly alphabet: Alphabet;
}

export interface State {
  /** What it consumes, as bits of the alphabet. */
  readonly mask: bigint;
  /** How often its outermost loops go round, at most. */
  readonly bound: number;
  /** The lookaround it is in; 0 outside of any. Its success is not the match's. */
  readonly scope: number;
  readonly steps: Map<number, Step>;
  /** Where the match has succeeded: as soon as this state is reached, or if nothing follows. */
  accepts: "always" | "atEnd" | "never";
}

export interface Step {
  /** 1, or 2 for more. */
  ways: number;
  /** Whether nothing but the next character decides that it can be taken: no assertion, no counter. */
  certain: boolean;
}

/** A pattern with more states than this is not looked at. */
export const stateLimit = 1500;

/** Copies of a counted group that are told apart; more are a loop with a bound. */
const copyLimit = 16;
/** The same for what is one character. */
const characterCopyLimit = 128;
/** The same for copies that may be there or not. */
const optionLimit = 3;

/** Undefined for a pattern that is too large. */
export function automatonOf(node: PatternNode, alphabet: Alphabet): Automaton | undefined {
  const builder = new AutomatonBuilder(alphabet);
  const whole = builder.build(node, { bound: 1, copies: 1, scope: 0 });
  if (builder.states.length > stateLimit) return undefined;
  builder.accept(whole);
  const entry = new Map<number, Step>();
  const free: number[] = [];
  for (const { state, guard, ways } of whole.firsts.values()) {
    addStep(entry, state, ways, (guard & UNCERTAIN) === 0);
    if ((guard & START) === 0) free.push(state);
  }
  const matchesAnywhere = whole.empties[0] !== 0;
  // A pattern that is not held to the start is tried everywhere: a loop over any text before it.
  if (free.length > 0 && !matchesAnywhere) builder.addSearch(free, entry);
  return { states: builder.states, entry, matchesAnywhere, alphabet };
}

interface Surroundings {
  readonly bound: number;
  readonly copies: number;
  readonly scope: number;
}

class AutomatonBuilder {
  readonly states: State[] = [];
  readonly #alphabet: Alphabet;
  #scopes = 0;

  constructor(alphabet: Alphabet) {
    this.#alphabet = alphabet;
  }

  build(node: PatternNode, around: Surroundings): Fragment {
    if (this.states.length > stateLimit) return nothing(0);
    switch (node.kind) {
      case "character":
        return this.#character(node.source, around);
      case "sequence":
        return node.parts.reduce((before, part) => this.#join(before, this.build(part, around)), nothing(0));
      case "choice":
        return choose(node.options.map((option) => this.build(option, around)));
      case "repeat":
        return this.#repeat(node, around);
      case "start":
        return nothing(START);
      case "end":
        return nothing(END);
      case "boundary":
        return nothing(UNCERTAIN);
      case "look":
        return this.#look(node.body, around);
    }
  }

  /** Marks where a match succeeds. */
  accept({ lasts }: Fragment): void {
    for (const { state, guard } of lasts.values()) {
      const known = this.states[state];
      if (known === undefined || guard & UNCERTAIN || known.accepts === "always") continue;
      known.accepts = guard & END ? "atEnd" : "always";
    }
  }

  addSearch(firsts: readonly number[], entry: Map<number, Step>): void {
    const everything = (1n << BigInt(this.#alphabet.characters.length)) - 1n;
    const search = this.#add(everything, { bound: Infinity, copies: 1, scope: -1 });
    for (const state of [search, ...firsts]) addStep(this.#stepsOf(search), state, 1, true);
    addStep(entry, search, 1, true);
  }

  #character(source: string, around: Surroundings): Fragment {
    const state = this.#add(this.#alphabet.masks.get(source) ?? 0n, around);
    const edges = new Map([[state << 3, { state, guard: 0, ways: 1 }]]);
    return { firsts: edges, lasts: edges, empties: nothing(-1).empties };
  }

  #add(mask: bigint, { bound, scope }: Surroundings): number {
    this.states.push({ mask, bound, scope, steps: new Map(), accepts: "never" });
    return this.states.length - 1;
  }

  #stepsOf = (state: number): Map<number, Step> => this.states[state]?.steps ?? new Map<number, Step>();

  #join(before: Fragment, after: Fragment): Fragment {
    this.#connect(before.lasts, after.firsts, 1, true);
    return {
      firsts: merge(before.firsts, ...through(before.empties, after.firsts, END)),
      lasts: merge(after.lasts, ...through(after.empties, before.lasts, START)),
      empties: emptiesOfBoth(before.empties, after.empties),
    };
  }

  /** Nothing stands after an end, and nothing before a start. */
  #connect(lasts: Fragment["lasts"], firsts: Fragment["firsts"], ways: number, certain: boolean): void {
    for (const last of lasts.values()) {
      if (last.guard & END) continue;
      const steps = this.#stepsOf(last.state);
      for (const first of firsts.values()) {
        if (first.guard & START) continue;
        const isCertain = certain && ((last.guard | first.guard) & UNCERTAIN) === 0;
        addStep(steps, first.state, ways * last.ways * first.ways, isCertain);
      }
    }
  }

  /** Few copies are told apart; many are a loop, which goes round a bounded number of times. */
  #repeat({ body, min, max }: PatternNode & { kind: "repeat" }, around: Surroundings): Fragment {
    if (max === 0) return nothing(0);
    const isCopied = body.kind === "character" ? min <= characterCopyLimit : min * around.copies <= copyLimit;
    if (max === Infinity && min <= 1) return this.#loop(body, Infinity, min === 1, around);
    if (!isCopied) return this.#loop(body, max, true, around);
    const inCopies = { ...around, copies: around.copies * Math.max(min, 1) };
    const copies = Array.from({ length: min }, () => this.build(body, inCopies));
    const rest = max - min;
    copies.push(
      rest <= optionLimit ? this.#options(body, rest, inCopies) : this.#loop(body, rest, false, around),
    );
    return copies.reduce((before, copy) => this.#join(before, copy), nothing(0));
  }

  /** None to some more: `(?:a(?:a)?)?`. */
  #options(body: PatternNode, count: number, around: Surroundings): Fragment {
    if (count === 0) return nothing(0);
    const once = this.build(body, around);
    return choose([this.#join(once, this.#options(body, count - 1, around)), nothing(0)]);
  }

  #loop(body: PatternNode, bound: number, isNeeded: boolean, around: Surroundings): Fragment {
    const once = this.build(body, { ...around, bound: around.bound * bound });
    const empties = sum(once.empties);
    // A round that must be is allowed to match nothing; another is not.
    const ways = isNeeded && bound !== Infinity ? 1 + empties : 1;
    this.#connect(once.lasts, once.firsts, ways, bound === Infinity);
    if (!isNeeded) return { ...once, empties: nothing(0).empties };
    return { ...once, firsts: scale(once.firsts, 1 + empties) };
  }

  /** What a lookaround looks at is a way that leads nowhere: the match goes on beside it, if it holds. */
  #look(body: PatternNode, around: Surroundings): Fragment {
    const inside = this.build(body, { ...around, bound: 1, scope: ++this.#scopes });
    this.accept(inside);
    return { ...nothing(UNCERTAIN), firsts: inside.firsts };
  }
}

function addStep(steps: Map<number, Step>, to: number, ways: number, certain: boolean): void {
  const known = steps.get(to);
  if (known === undefined) return void steps.set(to, { ways: few(ways), certain });
  known.ways = few(known.ways + ways);
  known.certain ||= certain;
}
