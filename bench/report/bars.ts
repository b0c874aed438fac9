import type { Range } from "../http/summary.ts";
import { kindOf, path, picture, round, text } from "./svg.ts";

/** Some bars beside each other, on one scale. */
export interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** Where a line is drawn through all bars. */
  readonly reference?: number;
}

export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly range: Range;
  /** What stands beside it. */
  readonly label: string;
}

const columns = 2;
const panelWidth = 430;
const barHeight = 17;
const nameWidth = 115;
const barWidth = 240;
const titleHeight = 30;

/** Panels in two columns. A bar that would be much longer than the others ends at the edge; its label tells how long it is. */
export function barPicture(title: string, panels: readonly Panel[]): string {
  const content: string[] = [];
  let y = 0;
  for (let index = 0; index < panels.length; index += columns) {
    const row = panels.slice(index, index + columns);
    for (const [column, panel] of row.entries()) content.push(...drawPanel(panel, column * panelWidth, y));
    y += titleHeight + Math.max(...row.map(({ bars }) => bars.length)) * barHeight + 12;
  }
  return picture(title, columns * panelWidth, y, content);
}

function drawPanel({ title, bars, reference }: Panel, left: number, top: number): string[] {
  const start = left + nameWidth;
  const most = scaleOf(bars.map(({ value }) => value));
  const xOf = (value: number): number => round(start + (Math.min(value, most) / most) * barWidth);
  const drawn = bars.flatMap(({ name, value, range, label }, index) => {
    const y = top + titleHeight + index * barHeight;
    const middle = y + barHeight / 2 - 1.5;
    const whisker = `M${xOf(range.min)} ${middle}H${xOf(range.max)}`;
    return [
      text(start - 6, y + 11, name, "end"),
      `<rect x="${start}" y="${y}" width="${round(xOf(value) - start)}" height="${barHeight - 4}" class="${kindOf(name)}"/>`,
      path(whisker, "range"),
      text(Math.max(xOf(value), xOf(range.max)) + 5, y + 11, label, "note"),
    ];
  });
  const bottom = top + titleHeight + bars.length * barHeight;
  const line =
    reference === undefined ? [] : [path(`M${xOf(reference)} ${top + titleHeight - 4}V${bottom}`, "axis")];
  return [text(left + 6, top + 18, title, "title"), ...line, ...drawn];
}

/** The longest value, but for those that would leave nothing to see of the others. */
function scaleOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 1;
  return Math.min(Math.max(...values), middle * 4) || 1;
}
