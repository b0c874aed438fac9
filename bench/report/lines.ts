import type { GrowthLine } from "../growth/slope.ts";
import { kindOf, path, picture, round, short, text } from "./svg.ts";

const columns = 2;
const panelWidth = 430;
const panelHeight = 230;
const plot = { left: 60, right: 330, top: 40, bottom: 190 } as const;

/** One panel for each thing that grows; its points stand at equal distances. */
export function linePicture(title: string, lines: readonly GrowthLine[]): string {
  const panels = [...Map.groupBy(lines, ({ line }) => line)];
  const content = panels.flatMap(([name, group], index) => {
    const left = (index % columns) * panelWidth;
    const top = Math.floor(index / columns) * panelHeight;
    return [
      `<g transform="translate(${left} ${top})">`,
      text(6, 18, name, "title"),
      ...drawAxes(group),
      ...drawLines(group),
      "</g>",
    ];
  });
  return picture(title, columns * panelWidth, Math.ceil(panels.length / columns) * panelHeight, content);
}

function drawAxes(lines: readonly GrowthLine[]): string[] {
  const yOf = heightOf(lines);
  const values = lines.flatMap(({ points }) => points.map(({ median }) => median));
  const marks = [Math.min(...values), Math.max(...values)];
  const points = lines[0]?.points ?? [];
  return [
    path(`M${plot.left} ${plot.top - 8}V${plot.bottom}H${plot.right}`, "axis"),
    ...marks.map((value) => path(`M${plot.left} ${yOf(value)}H${plot.right}`, "grid")),
    ...marks.map((value) => text(plot.left - 6, yOf(value) + 4, `${short(value)} µs`, "note end")),
    ...points.map(({ at }, index) =>
      text(xOf(index, points.length), plot.bottom + 16, at.toLocaleString("en-US"), "note middle"),
    ),
  ];
}

function drawLines(lines: readonly GrowthLine[]): string[] {
  const yOf = heightOf(lines);
  return lines.flatMap(({ contender, points }, index) => {
    const kind = kindOf(contender);
    const places = points.map(({ median }, place) => [xOf(place, points.length), yOf(median)] as const);
    const keyY = plot.top + index * 18;
    return [
      path(`M${places.map(([x, y]) => `${x} ${y}`).join("L")}`, `line ${kind}`),
      ...places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" class="${kind}"/>`),
      `<circle cx="${plot.right + 14}" cy="${keyY}" r="4" class="${kind}"/>`,
      text(plot.right + 24, keyY + 4, contender),
    ];
  });
}

const xOf = (index: number, count: number): number =>
  round(plot.left + 16 + (index / Math.max(1, count - 1)) * (plot.right - plot.left - 32));

/** Linear from nothing, or, where the most is more than twenty times the least, by powers of ten. */
function heightOf(lines: readonly GrowthLine[]): (value: number) => number {
  const values = lines.flatMap(({ points }) => points.map(({ median }) => median));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const height = plot.bottom - plot.top;
  if (most / least <= 20) return (value) => round(plot.bottom - (value / most) * height);
  const share = (value: number): number => Math.log(value / least) / Math.log(most / least);
  return (value) => round(plot.bottom - 8 - share(value) * (height - 8));
}
