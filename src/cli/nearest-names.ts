/** Some of the names that need the fewest changes to become a text, the nearest first. */
export function nearestNames(text: string, names: readonly string[], count: number = 5): readonly string[] {
  const distances = names.map((name) => ({ name, distance: editDistance(text, name) }));
  return distances
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ name }) => name);
}

/** How many characters are put in, taken out or replaced (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [above, character] of from.split("").entries()) {
    const next = [above + 1];
    for (const [left, other] of to.split("").entries()) {
      const replaced = (row[left] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(replaced, (row[left + 1] ?? 0) + 1, (next[left] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
