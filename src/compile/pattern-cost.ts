import { alphabetOf } from "./pattern-alphabet.ts";
import { type Ambiguity, findAmbiguity } from "./pattern-ambiguity.ts";
import { automatonOf } from "./pattern-automaton.ts";
import { type PatternNode, parsePattern } from "./pattern-syntax.ts";
import { TooIntricateError } from "./pattern-walk.ts";

/** How a pattern's time grows with its text. */
export type PatternCost = Ambiguity | { readonly kind: "linear" } | { readonly kind: "unknown" };

/** How the time that a pattern takes grows with the text it is tried on, in an engine that backtracks. */
export function costOf(source: string, flags: string): PatternCost {
  const node = parsePattern(source, flags);
  if (node === undefined) return { kind: "unknown" };
  if (isPlain(node)) return { kind: "linear" };
  try {
    const automaton = automatonOf(node, alphabetOf(node, source, flags));
    if (automaton === undefined) return { kind: "unknown" };
    return findAmbiguity(automaton) ?? { kind: "linear" };
  } catch (error) {
    if (error instanceof TooIntricateError) return { kind: "unknown" };
    throw error;
  }
}

/** Whether at most one thing goes round, and that is one character or the search for a place to begin. Most patterns are so. */
function isPlain(node: PatternNode): boolean {
  const rounds = roundsIn(node);
  return rounds === 0 || (rounds === 1 && isHeld(node));
}

function roundsIn(node: PatternNode): number {
  switch (node.kind) {
    case "sequence":
      return total(node.parts.map(roundsIn));
    case "choice":
      return total(node.options.map(roundsIn));
    case "look":
      return roundsIn(node.body);
    case "repeat":
      if (node.body.kind === "character") return node.min === node.max && node.max < 100 ? 0 : 1;
      return node.max === 1 ? roundsIn(node.body) : 2;
    default:
      return 0;
  }
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Whether a pattern is tried at the start of a text only. */
function isHeld(node: PatternNode): boolean {
  if (node.kind === "sequence") return node.parts[0] !== undefined && isHeld(node.parts[0]);
  if (node.kind === "choice") return node.options.every(isHeld);
  return node.kind === "start";
}
