/**
 * The texts that the pattern of a `t.TemplateLiteral` fits, `^(a|b)-x$`: `a-x`, `b-x`. Undefined where they are not finitely
 * many. It reads what `t.TemplateLiteral` writes, not regular expressions. A backslash that ends a text, which TypeBox takes
 * for one that quotes what follows, is the only thing that it may read otherwise.
 */
export const textsOf = (pattern: string): readonly string[] | undefined => textsIn(pattern.slice(1, -1));

type Texts = readonly string[] | undefined;

/** How TypeBox writes numbers. */
const digits = ["0", "[1-9][0-9]*"];

function textsIn(pattern: string): Texts {
  const alternatives = cut(pattern).filter((parts) => parts.length > 0);
  if (alternatives.length === 0) return [""];
  const texts = allOf(
    alternatives.map((parts) => allOf(parts.map(textsOfPart))?.reduce(eachWithEach)),
  )?.flat();
  return texts?.length === 2 && texts.every((text, index) => text === digits[index]) ? undefined : texts;
}

const textsOfPart = (part: string): Texts => {
  if (part.startsWith("(")) return textsIn(part.slice(1, -1));
  return part === ".*" ? undefined : [part.replaceAll(/\\([$*^|()])/g, "$1")];
};

const eachWithEach = (starts: readonly string[], ends: readonly string[]): readonly string[] =>
  starts.flatMap((start) => ends.map((end) => start + end));

/** All of them, or nothing where one is infinite. */
const allOf = (every: readonly Texts[]): (readonly string[])[] | undefined =>
  every.includes(undefined) ? undefined : every.filter((texts) => texts !== undefined);

/** The alternatives of a pattern, each as its plain texts and its groups in parentheses. */
function cut(pattern: string): string[][] {
  const alternatives: string[][] = [[]];
  let [depth, start] = [0, 0];
  const endPart = (end: number, next: number): void => {
    if (end > start) alternatives.at(-1)?.push(pattern.slice(start, end));
    start = next;
  };
  for (const { 0: control, index } of pattern.matchAll(/(?<!\\)[(|)]/g)) {
    if (control === "(" && depth++ === 0) endPart(index, index);
    if (control === ")" && --depth === 0) endPart(index + 1, index + 1);
    if (control !== "|" || depth > 0) continue;
    endPart(index, index + 1);
    alternatives.push([]);
  }
  endPart(pattern.length, pattern.length);
  return alternatives;
}
