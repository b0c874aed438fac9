import { type Alphabet, alphabetOf } from "../compile/pattern-alphabet.ts";
import { type PatternNode, parsePattern } from "../compile/pattern-syntax.ts";

/** How often what may be repeated without end is, at most. */
const mostRepeats = 64;

/**
 * A text that matches a pattern, as short as its first choices let it be: `A000` for `^[A-Z]\d{3,}$`. The engine is asked
 * whether it does.
 *
 * @returns undefined where none was found
 */
export function examplePatternText(
  source: string,
  minLength: number = 0,
  maxLength: number = Infinity,
): string | undefined {
  const parsed = parsePattern(source, "");
  if (parsed === undefined) return undefined;
  const pattern = new RegExp(source);
  const alphabet = alphabetOf(parsed, source, "");
  for (let repeats = 0; repeats <= mostRepeats; repeats++) {
    const text = textOf(parsed, alphabet, repeats);
    const length = [...text].length;
    if (length > maxLength) return undefined;
    if (length >= minLength && pattern.test(text)) return text;
  }
  return undefined;
}

/** @param repeats how often what may be repeated is, if it need not be more often */
function textOf(node: PatternNode, alphabet: Alphabet, repeats: number): string {
  switch (node.kind) {
    case "character":
      return characterOf(node.source, alphabet);
    case "sequence":
      return node.parts.map((part) => textOf(part, alphabet, repeats)).join("");
    case "choice":
      return node.options[0] === undefined ? "" : textOf(node.options[0], alphabet, repeats);
    case "repeat":
      return textOf(node.body, alphabet, repeats).repeat(countOf(node, repeats));
    default:
      return "";
  }
}

const countOf = ({ min, max }: { readonly min: number; readonly max: number }, repeats: number): number =>
  Math.min(Math.max(min, repeats), max, Math.max(min, mostRepeats));

/** The first of the characters that a piece of the pattern matches. */
function characterOf(source: string, { characters, masks }: Alphabet): string {
  const mask = masks.get(source) ?? 0n;
  return characters.find((_, index) => (mask & (1n << BigInt(index))) !== 0n) ?? "";
}
