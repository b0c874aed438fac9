import type { Figure } from "../figures.ts";
import { median } from "../http/summary.ts";

/** A contender's figures along a line, from little to much. */
export interface GrowthLine {
  readonly line: string;
  readonly contender: string;
  readonly points: readonly { readonly at: number; readonly median: number }[];
  /** What one more of it costs: least squares over the points. */
  readonly slope: number;
}

/** The lines among figures. */
export function growthLines(figures: readonly Figure[]): GrowthLine[] {
  const onLines = figures.filter(({ point }) => point !== undefined);
  const groups = Map.groupBy(onLines, ({ point, contender }) => `${point?.line} ${contender}`);
  return [...groups.values()].map((group) => {
    const points = group.map(({ point, values }) => ({ at: point?.at ?? 0, median: median(values) }));
    const [first] = group;
    const [line, contender] = [first?.point?.line ?? "", first?.contender ?? ""];
    return { line, contender, points, slope: slopeOf(points) };
  });
}

export function slopeOf(points: GrowthLine["points"]): number {
  const mean = (of: (point: GrowthLine["points"][number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanAt, meanValue] = [mean(({ at }) => at), mean((point) => point.median)];
  const covariance = mean((point) => (point.at - meanAt) * (point.median - meanValue));
  return covariance / mean(({ at }) => (at - meanAt) ** 2);
}

/** A line of text for each: what one more costs. */
export const slopeLines = (figures: readonly Figure[]): string[] =>
  growthLines(figures).map(
    ({ line, contender, slope }) =>
      `${line.padEnd(22)} ${contender.padEnd(16)} ${slope.toPrecision(3)} µs CPU/req for one more`,
  );
