import { alignFigures } from "./aligned-table.ts";
import type { ComparedMeasurement } from "./measurement.ts";
import type { Paint } from "./paint.ts";
import { bytesText, countText, durationText } from "./quantity-text.ts";

const head = ["NAME", "P50", "P95", "P99", "MIN", "MAX", "CALLS", "HEAP/CALL"];

/** Measurements as a table: a line each; their ratios where there is a baseline. */
export function reportText(measurements: readonly ComparedMeasurement[], paint: Paint): string {
  if (measurements.length === 0) return "Nothing was measured.";
  const hasRatios = measurements.some(({ ratio }) => ratio !== undefined);
  const rows = measurements.map((one) => [...figuresOf(one), ...(hasRatios ? [ratioText(one)] : [])]);
  const [first = "", ...lines] = alignFigures([[...head, ...(hasRatios ? ["RATIO"] : [])], ...rows]);
  return [paint("dim", first), ...lines.map((line, index) => painted(line, measurements[index], paint))].join(
    "\n",
  );
}

function figuresOf(measurement: ComparedMeasurement): readonly string[] {
  const { name, p50Ns, p95Ns, p99Ns, minNs, maxNs, iterations, heapBytes } = measurement;
  return [
    // A name has one line.
    name.replaceAll(/\p{Cc}/gu, " "),
    ...[p50Ns, p95Ns, p99Ns, minNs, maxNs].map(durationText),
    countText(iterations),
    heapBytes === undefined ? "-" : bytesText(heapBytes),
  ];
}

const ratioText = ({ ratio, isBaseline }: ComparedMeasurement): string =>
  isBaseline ? "baseline" : (ratio ?? Number.NaN).toFixed(2);

/** What is within a twentieth of the baseline is no other. */
function painted(line: string, measurement: ComparedMeasurement | undefined, paint: Paint): string {
  const { ratio = 1, isBaseline = true } = measurement ?? {};
  if (isBaseline || Math.abs(ratio - 1) <= 0.05) return line;
  return paint(ratio < 1 ? "green" : "yellow", line);
}
