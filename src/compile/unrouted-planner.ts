import type { AppDefinition } from "../define/app-definition.ts";
import type { Middleware } from "../define/middleware.ts";
import type { AroundPlan, UnroutedPlan } from "./app-plan.ts";
import { type MiddlewarePlanner, isSame } from "./middleware-planner.ts";
import type { Subject } from "./middleware-subject.ts";

/**
 * Plans what runs around the answers that no route gives: the app's own middleware around a 404, what all routes of a
 * path run around its 405 and OPTIONS.
 *
 * @param paths the routes of each shape of a path, with the targets that it has in the table
 */
export function planUnrouted(
  planner: MiddlewarePlanner,
  { middleware }: AppDefinition,
  paths: readonly { readonly targets: readonly string[]; readonly subjects: readonly Subject[] }[],
): UnroutedPlan {
  const around = planner.plan({
    ...unrouted,
    key: "a path without a route",
    segments: undefined,
    rivals: () => [],
    middleware,
    owner: { key: "", middleware },
  });
  const byTarget: Record<string, AroundPlan> = {};
  for (const { targets, subjects } of paths) {
    const [first] = subjects;
    if (first === undefined) continue;
    const { key, owner, segments, rivals } = first;
    const plan = planner.plan({ ...unrouted, key, owner, segments, rivals, middleware: sharedBy(subjects) });
    if (Bun.deepEquals(plan, around)) continue;
    for (const target of targets) byTarget[target] = plan;
  }
  return { around, byTarget };
}

const unrouted = { isRoute: false, source: undefined, methods: [], skip: [], allowUnguarded: false } as const;

/** What all of some routes have, and none of them leaves out. */
function sharedBy(subjects: readonly Subject[]): readonly Middleware[] {
  const [first] = subjects;
  return first?.middleware.filter((one) => subjects.every((subject) => has(subject, one))) ?? [];
}

const has = ({ middleware, skip }: Subject, one: Middleware): boolean =>
  middleware.some((other) => isSame(other, one)) && !skip.includes(one.name);
