import { type App } from "../../src/bunsen.ts";
import { DiagnosticsError } from "../../src/define/diagnostic.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { RouteOutcome } from "../../src/exercise/outcome.ts";
import type { PlainRequest } from "../../src/exercise/plain-request.ts";
import type { ExerciseReport } from "../../src/exercise/report.ts";
import { type Choice, type Subjects, chooseSubjects } from "../../src/exercise/subjects.ts";
import { root } from "../support/app-forms.ts";

/** What would be asked of an app. */
export async function subjectsOf(
  app: Pick<App, "definition">,
  choice: Partial<Choice> = {},
): Promise<Subjects> {
  const definition = app.definition();
  const { plan, diagnostics } = planApp(definition, root);
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics);
  return chooseSubjects(definition, plan, {
    headers: {},
    writes: true,
    ways: ["inProcess", "loopback"],
    ...choice,
  });
}

/** The request for the only route of an app, its body as text. */
export async function requestFor(app: Pick<App, "definition">): Promise<object> {
  const { subjects, leftOut } = await subjectsOf(app);
  const [subject] = subjects;
  if (subject === undefined) return { leftOut: leftOut[0]?.reason };
  const { method, target, headers, body } = subject.request;
  const text = body === undefined ? {} : { body: new TextDecoder().decode(body) };
  return { asked: `${method} ${target}`, ...headers, ...text };
}

export const requestWith = (given: Partial<PlainRequest>): PlainRequest => ({
  method: "GET",
  target: "/",
  headers: {},
  body: undefined,
  ...given,
});

const figures = {
  requests: 12_345,
  seconds: 1,
  requestsPerSecond: 12_345.6,
  p50Ns: 5500,
  p95Ns: 10_700,
  p99Ns: 37_500,
  maxNs: 6_000_000,
};

/** A route with figures that are easy to tell apart. */
export const outcomeWith = (given: Partial<RouteOutcome>): RouteOutcome => ({
  key: "GET /a",
  dispatch: "direct",
  reason: "no middleware is active",
  method: "GET",
  target: "/a",
  status: 200,
  inProcess: { ...figures, heapBytes: 1250 },
  loopback: { ...figures, p50Ns: 266_000, p95Ns: 366_000, p99Ns: 465_000, cpuMicroseconds: 7.45 },
  ...given,
});

export const reportWith = (given: Partial<ExerciseReport>): ExerciseReport => ({
  app: "app.ts",
  measuredAt: "2026-01-31T12:00:00.000Z",
  versions: { bunsen: "0.1.0", bun: "1.4.5" },
  machine: { cpu: "A CPU", cores: 2, loadAverage: 0.5 },
  seconds: 1,
  connections: 16,
  ways: ["inProcess", "loopback"],
  routes: [outcomeWith({})],
  leftOut: [],
  ...given,
});
