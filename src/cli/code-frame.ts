/** Lines longer than this are cut around the place: an app may be minified. */
const widestLine = 100;

/**
 * The lines of a source text around a place, with a mark under it: `["4 | …", "5 | …", "       ^"]`.
 *
 * @param line from 1
 * @param column from 1
 * @returns nothing where the text has no such line
 */
export function codeFrame(text: string, line: number, column: number): readonly string[] {
  const lines = text.split(/\r?\n/);
  const marked = lines[line - 1];
  if (marked === undefined || column < 1 || column > marked.length + 1) return [];
  const first = Math.max(1, line - 1);
  const start = Math.max(0, column - widestLine);
  const margin = String(line).length;
  const shown = lines.slice(first - 1, line).map((one, index) => {
    const number = String(first + index).padStart(margin);
    return `${number} | ${plain(one.slice(start, start + widestLine))}`.trimEnd();
  });
  return [...shown, `${" ".repeat(margin + 2 + column - start)}^`];
}

/** A tab is as wide as a space, so that the mark is under its place; what steers a terminal is left out. */
const plain = (line: string): string => line.replaceAll(/\p{Cc}/gu, " ");
