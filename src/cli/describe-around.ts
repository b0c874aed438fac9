import type { AppPlan, AroundPlan, MiddlewarePlan, RoutePlan } from "../compile/app-plan.ts";
import type { Fact } from "./fact.ts";

/** A middleware of a route, with how many conditions each request is asked. */
interface Member extends MiddlewarePlan {
  readonly skips: readonly number[];
}

export const membersOf = ({ middleware }: AroundPlan, plan: AppPlan): readonly Member[] =>
  middleware.flatMap(({ id, skips }) => {
    const planned = plan.middleware[id];
    return planned === undefined ? [] : [{ ...planned, skips }];
  });

/** A route's plan with its middleware in whole, for `--json`. */
export const plainRoute = (route: RoutePlan, plan: AppPlan): object => ({
  ...route,
  around: { ...route.around, middleware: membersOf(route.around, plan) },
});

/** The fast path that a route is on; undefined where that changes nothing. */
export const effectiveFastPath = ({ fastPath, skipped }: AroundPlan): string | undefined =>
  skipped.length > 0 ? fastPath : undefined;

/** In a few words: `requestId logger? bearer, skips cors`. A `?` stands for a condition that each request decides. */
export function summarizeAround(around: AroundPlan): string {
  const running = around.middleware.map(({ id, skips }) => (skips.length > 0 ? `${id}?` : id)).join(" ");
  const fastPath = effectiveFastPath(around);
  if (fastPath !== undefined && running === "") return `(fast path ${fastPath})`;
  const skipped = around.skipped.map(({ name }) => name).join(" ");
  return [running, skipped && `skips ${skipped}`].filter(Boolean).join(", ");
}

/** Every middleware of a route, whether it runs, and why; constant header fields. */
export function describeAround(around: AroundPlan, plan: AppPlan): Fact[] {
  const fastPath = effectiveFastPath(around);
  return [
    ...(fastPath === undefined ? [] : [["fast path", fastPath] as const]),
    ...membersOf(around, plan).map((member) => ["middleware", describeMember(member)] as const),
    ...around.skipped.map(({ name, reason }) => ["skipped", `${name}: ${reason}`] as const),
    ...Object.entries(around.headers).map(([name, value]) => ["header", `${name}: ${value}`] as const),
  ];
}

function describeMember({ name, phase, guards, hooks, memo, checks, skips }: Member): string {
  const told = [
    phase,
    guards ? "guards" : "",
    hooks.join(" and "),
    memo === undefined ? "" : `memo ${memo.ttlSeconds} s, ${memo.capacityEntries} entries`,
    checks === undefined ? "" : `checks by ${checks}`,
    skips.length === 0 ? "" : `unless a condition of the request holds (${skips.length})`,
  ];
  return `${name}: ${told.filter(Boolean).join(", ")}`;
}
