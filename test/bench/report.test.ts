import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "../../bench/figures.ts";
import type { Measurement } from "../../bench/http/measure.ts";
import { reportFiles } from "../../bench/report/files.ts";
import { knownFigures, speedFigures } from "../../bench/report/known.ts";
import { performancePage } from "../../bench/report/page.ts";
import { plotsOf } from "../../bench/report/plots.ts";
import { readmeWith } from "../../bench/report/readme.ts";
import { newestResults, resultsFile } from "../../bench/http/results.ts";
import { readSession } from "../../bench/http/arguments.ts";
import { UsageError } from "../../bench/http/usage-error.ts";
import { ratioLines } from "../../bench/ratios.ts";
import { summarizeAll } from "../../bench/http/summary.ts";
import { aboutWorkloads, parts, suites } from "../../bench/suites.ts";
import { root } from "../support/app-forms.ts";
import { createResults } from "./results.ts";

const names = suites.flatMap(({ workloads }) => workloads.map(({ name }) => name));
const inParts = parts.flatMap(({ about }) => Object.keys(about));
const newest = await newestResults();

test("the workloads of bun run bench, each with a sentence about it", () => {
  expect(names).toEqual([
    "ping",
    "json",
    "query",
    "body",
    "param",
    "response-schema",
    "schema-list",
    "cached-list",
    "validated-post",
    "not-found",
    "method-not-allowed",
    "chained",
    "middleware-chain",
    "fast-path",
    "public-ping",
    "public-query",
    "public-body",
  ]);
  expect(inParts).toEqual([
    "bundle-hello",
    "bundle-small",
    "start-hello",
    "start-first-post",
    "start-second-post",
    "start-public",
    "memory-start",
    "memory-loaded",
    "types-50",
    "client-types-50",
    "types-500",
    "client-types-500",
    "types-1000",
    "client-types-1000",
    "cpu-mix-ping-p50",
    "cpu-mix-ping-p99",
    "cpu-mix-work",
    "growth-routes",
    "growth-middleware",
    "growth-payload",
    "growth-connections",
  ]);
  expect([...aboutWorkloads.keys()]).toEqual([...names, ...inParts]);
});

const measurementOf = (contender: string, cpu: readonly number[]): Measurement => ({
  workload: "ping",
  contender,
  rounds: cpu.map((cpuMicroseconds) => ({ cpuMicroseconds, requestsPerSecond: 1000, foreignShare: 0.2 })),
  repeatedRounds: 2,
});

const measurements = [measurementOf("hand-written", [10, 20]), measurementOf("bunsen", [9, 22])];

const results = createResults({ summaries: summarizeAll(measurements), measurements });

test("a line has the workload, the contender and three decimals", () => {
  expect(ratioLines(results)).toEqual(["ping hand-written 1.000", "ping bunsen 1.000"]);
});

test("the page tells ratios with their spread, losses and what disturbed them included", () => {
  const rows = performancePage(results, aboutWorkloads)
    .split("\n")
    .filter((line) => /^\| \w/.test(line));
  expect(rows.map((row) => row.replaceAll(/ +/g, " "))).toEqual([
    "| measured | 2026-01-02T03:04:05.000Z, in 2 min |",
    "| commit | abc1234, with changes that are not in it |",
    "| machine | Some CPU, 2 cores |",
    "| Bun | 1.4.5 |",
    "| others | hono 4.0.0, node 24.0.0 |",
    "| load average | 0.50 before, 1.25 after |",
    "| load | wrk, 64 connections, one request at a time on each |",
    "| cores | server on core 0, load on core 1 |",
    "| rounds | 5 of 0.75 s each, by turns, after 0.5 s of warm-up |",
    "| workload | hand-written | bunsen |",
    "| ping | 1.000 | 1.000 |",
    "| contender | µs CPU/req | min–max | ratio | min–max | req/s | repeated | disturbed |",
    "| hand-written | 15.00 | 10.00–20.00 | 1.000 | 1.000–1.000 | 1,000 | 2 | 2 |",
    "| bunsen | 15.50 | 9.00–22.00 | 1.000 | 0.900–1.100 | 1,000 | 2 | 2 |",
  ]);
});

test("figures of speed are found in a text, but not in its programs", () => {
  const text =
    "It takes 8.5 µs, or 1,200 req/s: 2 times as fast, 40 kB.\n```ts\nafter(5 ms)\n```\nIn 3 steps.";
  expect(speedFigures(text)).toEqual(["8.5", "1,200", "2", "40"]);
});

test("what results know can be told in the words of a text", () => {
  const known = knownFigures(results);
  expect(["15.50", "15.5", "1,000", "1.00"].filter((figure) => !known.has(figure))).toEqual([]);
  expect(known.has("9.9")).toBe(false);
});

describe("the newest results", () => {
  test("are those measured last, of bun run bench only", async () => {
    const directory = await mkdtemp(join(tmpdir(), "bunsen-results-"));
    const later = { ...results, measuredAt: "2026-01-03T00:00:00.000Z" };
    const files = { "b.json": results, "a.json": later, "old.json": { summaries: [] } };
    const other = { ...results, kind: "ablate", measuredAt: "2027-01-01T00:00:00.000Z" };
    for (const [name, content] of Object.entries({ ...files, "ablate.json": other }))
      await Bun.write(join(directory, name), JSON.stringify(content));
    expect(await newestResults(directory)).toEqual(later);
    await rm(directory, { recursive: true });
  });

  test("are what docs, pictures and the README tell: bun run bench:report", async () => {
    for (const [path, content] of await reportFiles(root, newest, aboutWorkloads)) {
      expect([path, await Bun.file(join(root, path)).text()]).toEqual([path, content]);
    }
  });

  test("have every figure of speed that the README tells", async () => {
    const readme = await Bun.file(join(root, "README.md")).text();
    const known = newest === undefined ? new Set<string>() : knownFigures(newest);
    expect(speedFigures(readme).filter((figure) => !known.has(figure))).toEqual([]);
  });

  test.skipIf(newest === undefined)("have every workload, with Bunsen and the baseline in it", async () => {
    const report = Bun.spawn([process.execPath, join(root, "bench/report.ts"), "--ratios"]);
    const lines = (await report.stdout.text()).trim().split("\n");
    expect(lines.filter((line) => !/^[\w-]+ [\w-]+ \d+\.\d{3}$/.test(line))).toEqual([]);
    for (const contender of ["hand-written", "bunsen"]) {
      const measured = lines.filter((line) => line.split(" ")[1] === contender);
      expect(measured.map((line) => line.split(" ")[0] ?? "")).toEqual(expect.arrayContaining(names));
    }
  });
});

const benchmark = { kind: "bench", suites, keepsFullRuns: true };
const fileOf = (...args: string[]) => readSession(args, benchmark).jsonFile;

describe("where results go", () => {
  test("a full run is kept, a quick one or a part is not", () => {
    expect(fileOf()).toMatch(/bench\/results\/\d{4}-\d\d-\d\d-\w+\.json$/);
    expect(fileOf("--quick", "--json", "auto")).toBe(fileOf());
    expect([fileOf("--quick"), fileOf("ping"), fileOf("--json", "x.json")]).toEqual([
      undefined,
      undefined,
      "x.json",
    ]);
  });

  test("some workloads are no results to keep", () => {
    expect(() => readSession(["--json", "auto", "ping"], benchmark)).toThrow(UsageError);
  });

  test("another benchmark's file begins with its name", () => {
    const file = resultsFile("ablate", "abc1234", new Date("2026-01-02T03:04:05Z"));
    expect(file).toEndWith("/bench/results/ablate-2026-01-02-abc1234.json");
  });
});

const figure = (workload: string, contender: string, ...values: number[]): Figure => ({
  workload,
  contender,
  unit: "ms",
  values,
});

const grown = (contender: string, at: number, value: number): Figure => ({
  ...figure(`growth-routes-${at}`, contender, value),
  unit: "µs CPU/req",
  point: { line: "growth-routes", at },
});

const whole = createResults({
  summaries: summarizeAll(measurements),
  measurements,
  figures: [
    figure("start-hello", "hand-written", 5, 6),
    { ...figure("start-hello", "bunsen", 10, 12), fault: "it stumbled" },
    ...[10, 1000].flatMap((at) => [grown("hand-written", at, 5), grown("bunsen", at, 5 + at / 1000)]),
  ],
});

describe("what was measured beside the load", () => {
  const page = performancePage(whole, aboutWorkloads).replaceAll(/ +/g, " ");

  test("is told with its range, its ratio, and what went wrong", () => {
    expect(page).toContain("| hand-written | 5.50 | 5.00–6.00 | 1.000 | 1.000–1.000 |");
    expect(page).toContain("| bunsen † | 11.00 | 10.00–12.00 | 2.000 | 2.000–2.000 |");
    expect(page).toContain("† bunsen: it stumbled.");
  });

  test("is told where it grows, with its slope", () => {
    expect(page).toContain("| contender | 10 | 1,000 | one more |");
    expect(page).toContain("| bunsen | 5.01 | 6.00 | 0.00100 |");
  });

  test("is a loss where others need less", () => {
    const [, losses = ""] = /## Where others need less([^]*?)\n## /.exec(page) ?? [];
    expect(losses).toContain("| start-hello | hand-written 2.00 |");
    expect(losses).not.toContain("| ping |");
  });

  test("has its lines among the ratios", () => {
    expect(ratioLines(whole).slice(2, 4)).toEqual([
      "start-hello hand-written 1.000",
      "start-hello bunsen 2.000",
    ]);
  });
});

describe("pictures", () => {
  const plots = [...plotsOf(whole)];

  test("are three, each an SVG that tells its title and has a dark form", () => {
    expect(plots.map(([name]) => name)).toEqual([
      "performance-ratios.svg",
      "performance-beside.svg",
      "performance-growth.svg",
    ]);
    for (const [, picture] of plots) {
      expect(picture).toMatch(/^<svg [^>]*role="img">\n<title>[^<]+<\/title>/);
      expect(picture).toContain("prefers-color-scheme: dark");
      expect(picture).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test("have every bar, with its figure", () => {
    const beside = plots[1]?.[1] ?? "";
    expect(beside.match(/<rect /g)).toHaveLength(2);
    expect([">5.50<", ">11.0 †<"].filter((label) => !beside.includes(label))).toEqual([]);
  });

  test("are in the page", () => {
    const page = performancePage(whole, aboutWorkloads);
    expect(plots.filter(([name]) => !page.includes(`](images/${name})`))).toEqual([]);
  });
});

describe("the README", () => {
  const readme = "# It\n\n<!-- bench:report writes from here -->\n\nold\n\n<!-- to here -->\n\nMore.\n";

  test("has figures between its marks only", () => {
    const told = readmeWith(readme, whole);
    expect(told).toStartWith("# It\n\n<!-- bench:report writes from here -->\n\nCPU time of the server");
    expect(told).toEndWith("<!-- to here -->\n\nMore.\n");
    expect(told).toMatch(/\| ping +\| +1\.00 \|/);
    expect(readmeWith(told, whole)).toBe(told);
  });

  test("has none where there are no results, and stays as it is without marks", () => {
    const marks = "<!-- bench:report writes from here -->\n\n<!-- to here -->";
    expect(readmeWith(readme, undefined)).toBe(`# It\n\n${marks}\n\nMore.\n`);
    expect(readmeWith("# It\n", whole)).toBe("# It\n");
  });
});

test("the page and the README are as bun fmt writes them", async () => {
  const directory = await mkdtemp(join(tmpdir(), "bunsen-report-"));
  await Bun.write(join(directory, "bunfig.toml"), Bun.file(join(root, "bunfig.toml")));
  for (const [path, content] of await reportFiles(root, whole, aboutWorkloads)) {
    await Bun.write(join(directory, path), content);
  }
  const checked = Bun.spawnSync([process.execPath, "fmt", "--check", "docs", "README.md"], {
    cwd: directory,
  });
  await rm(directory, { recursive: true });
  expect([checked.exitCode, checked.stdout.toString()]).toEqual([0, expect.any(String) as never]);
});
