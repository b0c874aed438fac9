import { summarizeFigure } from "../figures.ts";
import type { Results } from "../http/results.ts";

/** What tells of speed or weight in a text: a figure with such a unit, or so many times as fast. */
const speedFigure =
  /(\d[\d,.]*)(?=\s?(?:µs|ms|ns|kB|MB|req\/s|requests (?:a|per) second|times (?:as|faster|slower|less|more)|×))/g;

/** The figures of a text that tell of speed, as they stand there, without those of its programs. */
export const speedFigures = (text: string): string[] =>
  [...text.replaceAll(/^```[^]*?^```$/gm, "").matchAll(speedFigure)].map(([, figure = ""]) => figure);

/** Every figure of results, as it can stand in a text. */
export function knownFigures({ summaries, figures }: Results): ReadonlySet<string> {
  const measured = [
    ...summaries.flatMap((row) => [row.ratio, row.cpuMicroseconds.median, row.requestsPerSecond]),
    ...figures.flatMap((figure) => {
      const { median, ratio } = summarizeFigure(figure, figures);
      return [median, ratio];
    }),
  ];
  return new Set(measured.flatMap((value) => [...spellings(value), ...spellings(1 / value)]));
}

const spellings = (value: number): string[] => [
  Math.round(value).toLocaleString("en-US"),
  ...[0, 1, 2, 3].map((digits) => value.toFixed(digits)),
];
