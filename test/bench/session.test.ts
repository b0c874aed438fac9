import { afterEach, beforeEach, expect, spyOn, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "../../bench/figures.ts";
import { readResults } from "../../bench/http/results.ts";
import { runSession } from "../../bench/http/session.ts";
import type { Part } from "../../bench/part.ts";

let spies: { mockRestore(): void }[] = [];
beforeEach(() => {
  spies = [spyOn(console, "log"), spyOn(console, "error")].map((spy) => spy.mockImplementation(() => {}));
});
afterEach(() => {
  for (const spy of spies) spy.mockRestore();
  process.exitCode = 0;
});

const start: Figure = { workload: "start", contender: "hand-written", unit: "ms", values: [5] };
const measured: Part = { about: { start: "A start." }, measure: async () => [start] };
const failing: Part = {
  about: { end: "An end." },
  measure: () => Promise.reject(new Error("It fell over.")),
};

async function run(parts: readonly Part[], signal = new AbortController().signal) {
  const directory = await mkdtemp(join(tmpdir(), "bunsen-session-"));
  const jsonFile = join(directory, "results.json");
  try {
    await runSession({ kind: "bench", extent: "quick", suites: [], parts, jsonFile }, signal);
    return await readResults(jsonFile);
  } finally {
    await rm(directory, { recursive: true });
  }
}

test("figures of parts are in the results", async () => {
  const { figures, extent } = await run([measured]);
  expect([figures, extent]).toEqual([[start], "quick"]);
});

test("a part that fails leaves what others measured, and the exit code tells of it", async () => {
  const { figures } = await run([failing, measured]);
  expect([figures, process.exitCode]).toEqual([[start], 1]);
});

test("what is interrupted leaves no results", async () => {
  await expect(run([failing], AbortSignal.abort(new Error("Enough.")))).rejects.toThrow("Enough.");
});
