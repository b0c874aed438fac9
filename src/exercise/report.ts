import type { Dispatch } from "../compile/app-plan.ts";
import type { LeftOut, RouteOutcome, Way } from "./outcome.ts";

/** What a bench of an app tells. */
export interface ExerciseReport {
  /** The app's module, as it was named. */
  readonly app: string;
  readonly measuredAt: string;
  readonly versions: { readonly bunsen: string; readonly bun: string };
  readonly machine: { readonly cpu: string; readonly cores: number; readonly loadAverage: number };
  /** How long each route was measured, each way. */
  readonly seconds: number;
  /** How many there were over loopback. */
  readonly connections: number;
  readonly ways: readonly Way[];
  /** In the order of the app. */
  readonly routes: readonly RouteOutcome[];
  readonly leftOut: readonly LeftOut[];
}

/** Routes of one dispatch. */
export interface Group {
  readonly dispatch: Dispatch;
  readonly about: string;
  readonly routes: readonly RouteOutcome[];
}

/** From what costs least on. */
const dispatches: readonly (readonly [Dispatch, string])[] = [
  ["constant", "by bytes that are known at build"],
  ["direct", "by the handler alone"],
  ["chained", "by middleware and the handler"],
  ["cached", "by an answer that is kept"],
  ["offloaded", "by a worker"],
];

/** The routes that were measured one way, by how they are dispatched. */
export const groupsOf = ({ routes }: ExerciseReport, way: Way): readonly Group[] =>
  dispatches.flatMap(([dispatch, about]) => {
    const found = routes.filter((route) => route.dispatch === dispatch && route[way] !== undefined);
    return found.length === 0 ? [] : [{ dispatch, about, routes: found }];
  });

/** What is said above the figures of a way. */
export function headingOf(way: Way, { seconds, connections }: ExerciseReport): string {
  const each = `${seconds} s each`;
  if (way === "inProcess") return `In process, one request after the other, ${each}`;
  const kept = connections === 1 ? "1 connection" : `${connections} connections`;
  return `Over loopback, ${kept}, one request at a time on each, ${each}`;
}

/** Where and on what it was measured. */
export const placeOf = ({ versions, machine }: ExerciseReport): string =>
  `Bunsen ${versions.bunsen} · Bun ${versions.bun} · ${machine.cpu}, ${machine.cores} cores, load ${machine.loadAverage.toFixed(2)}`;

/** Who is not there, and why. */
export const wayOf = ({ way }: LeftOut): string =>
  way === undefined ? "" : way === "inProcess" ? "in process: " : "over loopback: ";
