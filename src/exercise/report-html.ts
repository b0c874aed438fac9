import type { LeftOut, Way } from "./outcome.ts";
import { escapeHtml } from "./escape-html.ts";
import { quantileChart } from "./quantile-chart.ts";
import { figureTexts, lastText } from "./report-text.ts";
import { type ExerciseReport, type Group, groupsOf, headingOf, placeOf, wayOf } from "./report.ts";

/** What was measured, as one page that needs nothing else: styles and charts are in it, and it runs no script. */
export const exerciseHtml = (report: ExerciseReport): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(report.app)}: bench</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(report.app)}</h1>
<p>${escapeHtml(placeOf(report))} · ${escapeHtml(report.measuredAt)}</p>
${report.ways.map((way) => waySection(way, report)).join("\n")}
${leftOutSection(report.leftOut)}
</body>
</html>
`;

const style = `
:root { color-scheme: light dark; --p50: #1b6ca8; --p95: #7fb2d9; --p99: #c9dff0; --line: #8888; }
@media (prefers-color-scheme: dark) { :root { --p50: #8cc4f0; --p95: #3f7fb0; --p99: #24506f; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; width: 100%; }
th:not(:first-child) { width: 6rem; }
.words th { text-align: left; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .6rem; text-align: right; }
th:first-child, td:first-child, .words td { text-align: left; overflow-wrap: anywhere; }
td { font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: currentColor; font: 12px system-ui, sans-serif; }
svg line { stroke: var(--line); }
.p50 { fill: var(--p50); background: var(--p50); }
.p95 { fill: var(--p95); background: var(--p95); }
.p99 { fill: var(--p99); background: var(--p99); }
.legend i { display: inline-block; height: .8em; margin-left: .5rem; width: 1.2em; }
`;

function waySection(way: Way, report: ExerciseReport): string {
  const groups = groupsOf(report, way);
  if (groups.length === 0) return "";
  return `<section>
<h2>${escapeHtml(headingOf(way, report))}</h2>
<p class="legend"><i class="p50"></i> p50 <i class="p95"></i> p95 <i class="p99"></i> p99, on a logarithmic scale</p>
${groups.map((group) => groupSection(group, way, report)).join("\n")}
</section>`;
}

const lastHead: Readonly<Record<Way, string>> = { inProcess: "heap/request", loopback: "CPU/request" };

function groupSection({ dispatch, about, routes }: Group, way: Way, report: ExerciseReport): string {
  const head = ["route", "p50", "p95", "p99", "requests/s", lastHead[way]];
  const rows = routes.map((route) => [route.key, ...figureTexts(route[way]), lastText(route, way)]);
  return `<h3>${dispatch}: ${escapeHtml(about)}</h3>
${quantileChart(routes, way, report)}
${tableOf(head, rows)}`;
}

function leftOutSection(leftOut: readonly LeftOut[]): string {
  if (leftOut.length === 0) return "";
  const rows = leftOut.map((one) => [one.key, `${wayOf(one)}${one.reason}`]);
  return `<section class="words">
<h2>Left out</h2>
${tableOf(["route", "why"], rows)}
</section>`;
}

const cells = (texts: readonly string[], name: string): string =>
  texts.map((text) => `<${name}>${escapeHtml(text)}</${name}>`).join("");

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [cells(head, "th"), ...rows.map((row) => cells(row, "td"))];
  return `<table>\n${lines.map((line) => `<tr>${line}</tr>`).join("\n")}\n</table>`;
}
