import type { AppPlan, Dispatch, RoutePlan } from "../compile/app-plan.ts";
import { type AppDefinition, type RouteDefinition, keyOf } from "../define/app-definition.ts";
import { isHtmlPage } from "../runtime/html-page.ts";
import { ExampleRequests, type Given, methodOf } from "./example-request.ts";
import { endlessEvents } from "./first-answer.ts";
import type { LeftOut, Way } from "./outcome.ts";
import type { PlainRequest } from "./plain-request.ts";

/** A route that can be asked, and with what. */
export interface Subject {
  readonly key: string;
  readonly dispatch: Dispatch;
  readonly reason: string;
  readonly request: PlainRequest;
  readonly ways: readonly Way[];
}

export interface Choice extends Given {
  /** The routes that are asked, by their keys. Default: all. */
  readonly keys?: readonly string[] | undefined;
  /** Whether those are asked, too, whose method says that they may change something. */
  readonly writes: boolean;
  readonly ways: readonly Way[];
}

/** The routes that can be asked, and those that cannot, each with why. */
export interface Subjects {
  /** What makes something is before what reads it, what removes it last. */
  readonly subjects: readonly Subject[];
  readonly leftOut: readonly LeftOut[];
}

/** Methods that ask for nothing but to be told (RFC 9110 §9.2.1), and need nothing else. */
const readingMethods: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Makes a request for each route of an app. */
export async function chooseSubjects(
  definition: AppDefinition,
  plan: AppPlan,
  choice: Choice,
): Promise<Subjects> {
  const routes = new Map(definition.routes.map((route) => [keyOf(route), route]));
  const requests = new ExampleRequests(definition, plan);
  const subjects: Subject[] = [];
  const leftOut: LeftOut[] = [];
  for (const planned of plan.routes.filter(({ key }) => choice.keys?.includes(key) ?? true)) {
    const route = routes.get(planned.key);
    if (route === undefined) continue;
    const { key, dispatch, reason } = planned;
    const obstacle = obstacleOf(planned, choice);
    const request =
      obstacle === undefined ? await requests.make(route, planned, choice) : { reason: obstacle };
    const ways = waysOf(route, choice.ways);
    if ("reason" in request) leftOut.push({ key, dispatch, reason: request.reason });
    else if (ways.length > 0) subjects.push({ key, dispatch, reason, request, ways });
    if (ways.length < choice.ways.length) leftOut.push({ key, dispatch, way: "inProcess", reason: bundled });
  }
  return { subjects: subjects.toSorted(byEffect), leftOut };
}

const bundled = "a page that Bun bundles: only a server answers it";

function obstacleOf(plan: RoutePlan, { writes }: Choice): string | undefined {
  if (plan.dispatch === "socket") return "a WebSocket: only answers are measured";
  if (plan.responses?.["events"] !== undefined) return endlessEvents;
  return writes || readingMethods.has(methodOf(plan)) ? undefined : "it may write: add --writes";
}

/** A page that Bun bundles is answered by its server only. */
const waysOf = ({ answer }: RouteDefinition, ways: readonly Way[]): readonly Way[] =>
  isHtmlPage(answer) ? ways.filter((way) => way !== "inProcess") : ways;

/** Whether a route is asked by a method that changes nothing. */
export const isReading = ({ request }: Pick<Subject, "request">): boolean =>
  readingMethods.has(request.method);

/** Whether a route is asked by a method that removes something, which others may need. */
export const isRemoving = ({ request }: Pick<Subject, "request">): boolean => request.method === "DELETE";

/** What makes something comes before what reads it, what removes it last. */
const ranks: Readonly<Record<string, number>> = { POST: 0, PUT: 1, PATCH: 2, DELETE: 4 };
const rankOf = ({ request }: Subject): number => ranks[request.method] ?? 3;

const byEffect = (a: Subject, b: Subject): number => rankOf(a) - rankOf(b);
