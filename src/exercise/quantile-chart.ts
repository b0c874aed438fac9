import { durationText } from "../measure/quantity-text.ts";
import { escapeHtml } from "./escape-html.ts";
import type { Figures, RouteOutcome, Way } from "./outcome.ts";
import type { ExerciseReport } from "./report.ts";

/** In the units of the drawing, which is as wide as the page. */
const width = 960;
const rowHeight = 36;
const barHeight = 12;
const axisHeight = 20;

/** From how many ns on, and to where, the powers of ten that the bars of a way end between. */
interface Scale {
  readonly least: number;
  readonly most: number;
}

/** Bars of p50, p95 and p99, one behind the other, for each route; the same logarithmic scale for all of a way. */
export function quantileChart(routes: readonly RouteOutcome[], way: Way, report: ExerciseReport): string {
  const scale = scaleOf(report.routes.flatMap((route) => route[way] ?? []));
  const rows = routes.flatMap((route, index) => {
    const figures = route[way];
    return figures === undefined ? [] : [rowOf(route.key, figures, index * rowHeight, scale)];
  });
  const height = routes.length * rowHeight + axisHeight;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="p50, p95 and p99 of each route">
${axisOf(scale, height)}
${rows.join("\n")}
</svg>`;
}

function scaleOf(all: readonly Figures[]): Scale {
  const least = Math.floor(Math.log10(Math.min(...all.map(({ p50Ns }) => Math.max(p50Ns, 1)))));
  const most = Math.ceil(Math.log10(Math.max(...all.map(({ p99Ns }) => Math.max(p99Ns, 1)))));
  return { least, most: Math.max(most, least + 1) };
}

const placeOf = (nanoseconds: number, { least, most }: Scale): number =>
  Math.round(((Math.log10(Math.max(nanoseconds, 1)) - least) / (most - least)) * width * 10) / 10;

function rowOf(key: string, figures: Figures, top: number, scale: Scale): string {
  const bars = (["p99", "p95", "p50"] as const).map((name) => {
    const end = Math.max(1, placeOf(figures[`${name}Ns`], scale));
    return `<rect class="${name}" x="0" y="${top + 18}" width="${end}" height="${barHeight}"/>`;
  });
  const told = [figures.p50Ns, figures.p95Ns, figures.p99Ns].map(durationText).join(" · ");
  return `<g><text x="2" y="${top + 13}">${escapeHtml(key)} · ${told}</text>${bars.join("")}</g>`;
}

function axisOf(scale: Scale, height: number): string {
  const powers = Array.from({ length: scale.most - scale.least + 1 }, (_, index) => scale.least + index);
  return powers
    .map((power) => {
      const x = placeOf(10 ** power, scale);
      const anchor = x === 0 ? "start" : x === width ? "end" : "middle";
      const label = `<text x="${x}" y="${height - 4}" text-anchor="${anchor}">${durationText(10 ** power)}</text>`;
      return `<line x1="${x}" x2="${x}" y1="0" y2="${height - axisHeight}"/>${label}`;
    })
    .join("\n");
}
