import type { PatternNode } from "./pattern-syntax.ts";

/** The characters that a pattern tells apart, one of each sort. */
export interface Alphabet {
  readonly characters: readonly string[];
  /** The sorts that a piece of source matches, as bits. */
  readonly masks: ReadonlyMap<string, bigint>;
}

/**
 * Sorts characters by which pieces of a pattern match them. The engine is asked, so that classes, escapes, properties and
 * flags mean here what they mean when the pattern runs; what is asked is ASCII, a sample of other scripts and blanks, and
 * every character that the pattern itself names, with its neighbours.
 */
export function alphabetOf(node: PatternNode, source: string, flags: string): Alphabet {
  const pieces = [...new Set(piecesOf(node))];
  const own = flags.replace(/[^iuvs]/g, "");
  const tests = pieces.map((text) => new RegExp(`^(?:${text})$`, own));
  const sorts = new Map<string, { character: string; bit: bigint }>();
  const masks = pieces.map(() => 0n);
  for (const character of samplesOf(source, own)) {
    const matched = tests.flatMap((test, index) => (test.test(character) ? [index] : []));
    const key = matched.join();
    if (sorts.has(key)) continue;
    const bit = 1n << BigInt(sorts.size);
    sorts.set(key, { character, bit });
    for (const index of matched) masks[index] = (masks[index] ?? 0n) | bit;
  }
  return {
    characters: [...sorts.values()].map(({ character }) => character),
    masks: new Map(pieces.map((text, index) => [text, masks[index] ?? 0n])),
  };
}

function* piecesOf(node: PatternNode): Generator<string> {
  if (node.kind === "character") yield node.source;
  if (node.kind === "repeat" || node.kind === "look") yield* piecesOf(node.body);
  const inner = node.kind === "sequence" ? node.parts : node.kind === "choice" ? node.options : [];
  for (const part of inner) yield* piecesOf(part);
}

/** Letters first, so that examples are readable. */
const common: readonly string[] = [
  ..."a1 A-.,!\n",
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ..."\u00a0µßé\u017f\u0301\u212aασςжשع中あ€’\u200d\u2028\ufeff\uffff\ud800",
];

function samplesOf(source: string, flags: string): readonly string[] {
  const isUnicode = /[uv]/.test(flags);
  const escaped = [...source.matchAll(/\\(?:u\{?|x)([\da-fA-F]{2,6})/g)].map(([, digits]) => `0x${digits}`);
  const written = [...source].map((character) => character.codePointAt(0) ?? 0);
  const named = [...escaped.map(Number), ...written.filter((code) => code > 127)];
  const codes = [...named.flatMap((code) => [code - 1, code, code + 1]), 0x1f600];
  const texts = codes
    .filter((code) => code <= 0x10ffff)
    .map((code) => String.fromCodePoint(Math.max(code, 0)));
  // Without the flag `u`, a pattern sees the halves of a pair.
  return [...common, ...(isUnicode ? texts : texts.flatMap((text) => text.split("")))];
}
