import { countText } from "../measure/quantity-text.ts";
import type { FirstAnswer } from "./first-answer.ts";
import type { Delivered } from "./loopback-load.ts";
import type { LeftOut, RouteOutcome, Way } from "./outcome.ts";
import type { Subject } from "./subjects.ts";

/** What is measured of a route, one way: figures, or why there are none. */
export type Part = Pick<RouteOutcome, "inProcess" | "loopback"> | Refusal;

export interface Refusal {
  readonly reason: string;
}

/** A route's first answer, and what was measured then, one way. */
export interface Measured {
  readonly way: Way;
  readonly first: FirstAnswer;
  readonly part: Part;
}

const isRefusal = (part: Part): part is Refusal => "reason" in part;

/** Why a load has no figures: not all of it was answered. */
export function lossOf({ durations, failures, unanswered }: Delivered): Refusal | undefined {
  if (failures > 0) return { reason: `${failures} connections were cut before the answer` };
  if (unanswered > 0) return { reason: `${unanswered} requests had no answer: try fewer --connections` };
  return durations.count === 0 ? { reason: "nothing was answered" } : undefined;
}

/** Times of refusals, as where a limit is reached, would be taken for those of answers. */
export function strayOf(
  statuses: ReadonlyMap<number, number>,
  { status: expected }: FirstAnswer,
): Refusal | undefined {
  if ([...statuses.keys()].every((status) => status === expected)) return undefined;
  const told = [...statuses].map(([status, count]) => `${status} × ${countText(count)}`);
  return { reason: `${expected} at first, later ${told.join(", ")}` };
}

/** What was measured of a route; undefined where nothing was. */
export function outcomeOf(
  { key, dispatch, reason, request }: Subject,
  all: readonly Measured[],
): RouteOutcome | undefined {
  const measured = all.filter(({ part }) => !isRefusal(part));
  const status = measured[0]?.first.status;
  if (status === undefined) return undefined;
  const { method, target } = request;
  const parts = measured.map(({ part }) => part);
  return Object.assign({ key, dispatch, reason, method, target, status }, ...parts) as RouteOutcome;
}

/** Why there are no figures of a route: one for both ways, where they say the same. */
export function refusalsOf({ key, dispatch, ways }: Subject, all: readonly Measured[]): readonly LeftOut[] {
  const refusals = all.flatMap(({ way, first: { status }, part }): LeftOut[] =>
    isRefusal(part)
      ? [{ key, dispatch, way, ...(status === undefined ? {} : { status }), reason: part.reason }]
      : [],
  );
  const [first, second] = refusals;
  if (first === undefined || (ways.length > 1 && first.reason !== second?.reason)) return refusals;
  const { way: _, ...both } = first;
  return [both];
}
