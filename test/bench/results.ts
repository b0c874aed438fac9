import type { Results } from "../../bench/http/results.ts";
import { schedules } from "../../bench/http/session.ts";

/** Results of a run that never was. */
export const createResults = (parts: Partial<Results> = {}): Results => ({
  kind: "bench",
  measuredAt: "2026-01-02T03:04:05.000Z",
  elapsedSeconds: 61,
  machine: { cpu: "Some CPU", cores: 2, loadAverage: 0.5, bun: "1.4.5", commit: "abc1234", isDirty: true },
  loadAverageAfter: 1.25,
  versions: { hono: "4.0.0", node: "24.0.0" },
  generator: "wrk",
  connections: 64,
  isPinned: true,
  extent: "full",
  schedule: schedules.full,
  payloads: { ping: "abc" },
  summaries: [],
  measurements: [],
  figures: [],
  ...parts,
});
