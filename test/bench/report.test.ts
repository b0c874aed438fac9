import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Measurement } from "../../bench/http/measure.ts";
import { performancePage } from "../../bench/http/report.ts";
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

test("the page is as bun fmt writes it", async () => {
  const directory = await mkdtemp(join(tmpdir(), "bunsen-report-"));
  const file = join(directory, "performance.md");
  await Bun.write(file, performancePage(results, aboutWorkloads));
  const { exitCode } = Bun.spawnSync([process.execPath, "fmt", "--check", file], { cwd: root });
  await rm(directory, { recursive: true });
  expect(exitCode).toBe(0);
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

  test.skipIf(newest === undefined)(
    "docs/performance.md is what they give: bun run bench:report",
    async () => {
      if (newest === undefined) return;
      const page = await Bun.file(join(root, "docs/performance.md")).text();
      expect(page).toBe(performancePage(newest, aboutWorkloads));
    },
  );

  test.skipIf(newest === undefined)("have every workload, with Bunsen and the baseline in it", async () => {
    const report = Bun.spawn([process.execPath, join(root, "bench/report.ts"), "--ratios"]);
    const lines = (await report.stdout.text()).trim().split("\n");
    expect(lines.filter((line) => !/^[\w-]+ [\w-]+ \d+\.\d{3}$/.test(line))).toEqual([]);
    for (const contender of ["hand-written", "bunsen"]) {
      const measured = lines.filter((line) => line.split(" ")[1] === contender);
      expect(measured.map((line) => line.split(" ")[0] ?? "")).toEqual(names);
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
