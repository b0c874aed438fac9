/** The name that somebody may have meant; undefined where none is near: one change in two characters, three at most. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const limit = Math.min(3, Math.floor(word.length / 2));
  const near = names
    .filter((name) => Math.abs(name.length - word.length) <= limit)
    .map((name) => ({ name, changes: changesBetween(word, name) }))
    .filter(({ changes }) => changes <= limit)
    .toSorted((one, other) => one.changes - other.changes);
  return near[0]?.name;
}

/** How many characters have to be put in, left out or exchanged (Levenshtein). Names are short: so is what is compared. */
function changesBetween(word: string, name: string): number {
  let row = Array.from({ length: name.length + 1 }, (_, index) => index);
  for (const [line, typed] of Array.from(word).entries()) {
    const next = [line + 1];
    for (const [column, meant] of Array.from(name).entries()) {
      const exchanged = (row[column] ?? 0) + (typed === meant ? 0 : 1);
      next.push(Math.min(exchanged, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[name.length] ?? 0;
}
