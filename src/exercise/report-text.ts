import { alignFigures } from "../measure/aligned-table.ts";
import type { Paint } from "../measure/paint.ts";
import { bytesText, countText, durationText } from "../measure/quantity-text.ts";
import type { Figures, RouteOutcome, Way } from "./outcome.ts";
import { type ExerciseReport, groupsOf, headingOf, placeOf, wayOf } from "./report.ts";

/** What was measured, as tables: one for each way, and one of who is not in them. */
export function exerciseText(report: ExerciseReport, paint: Paint): string {
  const tables = report.ways.flatMap((way) => tableOf(way, report, paint));
  return [paint("dim", placeOf(report)), ...tables, ...leftOutOf(report, paint)].join("\n\n");
}

const lastColumn: Readonly<Record<Way, string>> = { inProcess: "HEAP/REQ", loopback: "CPU/REQ" };

function tableOf(way: Way, report: ExerciseReport, paint: Paint): string[] {
  const groups = groupsOf(report, way);
  if (groups.length === 0) return [];
  const head = ["ROUTE", "P50", "P95", "P99", "REQ/S", lastColumn[way]];
  const rows = groups.flatMap(({ dispatch, about, routes }) => [
    [`${dispatch}: ${about}`],
    ...routes.map((route) => rowOf(route, way)),
  ]);
  const [first = "", ...lines] = alignFigures([head, ...rows]);
  const told = lines.map((line, index) => (rows[index]?.length === 1 ? paint("bold", line) : line));
  return [[headingOf(way, report), "", paint("dim", first), ...told].join("\n")];
}

function rowOf(route: RouteOutcome, way: Way): readonly string[] {
  return [`  ${plain(route.key)}`, ...figureTexts(route[way]), lastText(route, way)];
}

const heapText = ({ inProcess }: RouteOutcome): string =>
  inProcess?.heapBytes === undefined ? "-" : bytesText(inProcess.heapBytes);

const cpuText = ({ loopback }: RouteOutcome): string =>
  loopback === undefined ? "-" : durationText(loopback.cpuMicroseconds * 1000);

/** Quantiles and rate of a route, in the order of the columns. */
export const figureTexts = (figures: Figures | undefined): readonly string[] =>
  figures === undefined
    ? []
    : [
        ...[figures.p50Ns, figures.p95Ns, figures.p99Ns].map(durationText),
        countText(figures.requestsPerSecond),
      ];

/** The last column of a way: what a request takes of the heap, or of the server's CPU. */
export const lastText = (route: RouteOutcome, way: Way): string =>
  way === "inProcess" ? heapText(route) : cpuText(route);

function leftOutOf({ leftOut }: ExerciseReport, paint: Paint): string[] {
  if (leftOut.length === 0) return [];
  const width = Math.max(...leftOut.map(({ key }) => Bun.stringWidth(plain(key))));
  const lines = leftOut.map((one) => {
    const key = plain(one.key);
    return `  ${key}${" ".repeat(width - Bun.stringWidth(key))}  ${wayOf(one)}${plain(one.reason)}`;
  });
  return [[paint("yellow", "Left out"), ...lines].join("\n")];
}

/** What an app says has one line, and does not steer a terminal. */
const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, " ");
