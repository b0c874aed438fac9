import { type RouteDefinition, keyOf } from "../define/app-definition.ts";
import { type RouteWorkerOptions, defaultPool } from "../define/worker-options.ts";
import { partsOf } from "../runtime/plan-parts.ts";
import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";
import type { WorkerPlan } from "../runtime/worker-plan.ts";
import { Context } from "../runtime/context.ts";
import type { InputPlan, RoutePlan } from "./app-plan.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { withNamed } from "./named-plans.ts";
import { checkKeys } from "./option-keys.ts";

type Report = (diagnostic: Diagnostic) => void;
type Refuse = (problem: string, fix: string) => void;

/**
 * Plans how a worker runs the handler of a route; undefined where none does.
 *
 * @param pools names of the app's pools
 */
export function planWorker(
  route: RouteDefinition,
  { inputs, parameters, cache }: Pick<RoutePlan, "inputs" | "parameters" | "cache">,
  registry: PlanRegistry,
  pools: readonly string[],
  report: Report,
): WorkerPlan | undefined {
  const { worker } = route.options;
  if (worker === undefined || worker === false) return undefined;
  const refuse: Refuse = (problem, fix) =>
    report({ code: "invalid_option", source: route.source, problem: `${keyOf(route)}: ${problem}`, fix });
  const options = checkKeys(
    `worker of ${keyOf(route)}`,
    worker === true ? {} : worker,
    ["pool", "timeoutMs", "priority", "context"],
    route.source,
    report,
  );
  checkOptions(options, pools, refuse);
  checkRoute(route, refuse);
  checkInputs(inputs, registry, refuse);
  // What the handler of a cached route has beside its inputs.
  const locations = [...(parameters.length === 0 ? [] : ["params"]), ...(cache ? ["vary", "key"] : [])];
  return {
    pool: options.pool ?? defaultPool,
    priority: options.priority ?? "normal",
    timeoutMs: options.timeoutMs,
    sends: [...new Set([...locations, ...Object.keys(inputs), ...(options.context ?? [])])],
    rawBodyBytes: comesRaw(inputs.body, registry) && cache === undefined ? rawBodyBytes : undefined,
  };
}

/**
 * To parse a body here and to send the copy takes this thread 0.04 ms for 1 kB, 0.3 for 14 and 6 for 230; its bytes 0.01 to
 * 0.02 (`bun bench/workers.ts`). A small one is parsed here all the same: what is refused then does not get to the queue.
 */
const rawBodyBytes = 4096;

/**
 * Whether a worker can tell a body that came as bytes from one that was parsed. Forms, and what a validator of another
 * library reads, stay where the request is.
 */
function comesRaw(input: InputPlan | undefined, registry: PlanRegistry): boolean {
  const { body, schema } = input ?? {};
  if (schema === undefined || body?.kind !== "json" || body.forms.length > 0) return false;
  const kind = registry[schema]?.kind;
  return kind === "object" || kind === "array";
}

const longestMs = 2_147_483_647;

function checkOptions(options: RouteWorkerOptions, pools: readonly string[], refuse: Refuse): void {
  const { pool, timeoutMs, priority, context }: Readonly<Record<string, unknown>> = { ...options };
  if (pool !== undefined && !pools.includes(pool as string))
    refuse(
      `there is no pool ${Bun.inspect(pool)}.`,
      `Name it in workers.pools, or use one of ${pools.join(", ")}.`,
    );
  if (timeoutMs !== undefined && !(Number.isSafeInteger(timeoutMs) && isTime(timeoutMs as number)))
    refuse(
      `worker.timeoutMs must be whole milliseconds, not ${Bun.inspect(timeoutMs)}.`,
      "Give a number like 5000.",
    );
  if (priority !== undefined && !["high", "normal", "low"].includes(priority as string))
    refuse(`worker.priority must be a word, not ${Bun.inspect(priority)}.`, 'Use "high", "normal" or "low".');
  if (context !== undefined && !isListOfNames(context))
    refuse(
      `worker.context must be a list of names that middleware adds, not ${Bun.inspect(context)}.`,
      'Write context: ["user"].',
    );
}

const isTime = (ms: number): boolean => ms >= 1 && ms <= longestMs;

/** What a context has by itself stays where it is. */
const ownNames = new Context(new Request("http://localhost/"), undefined);

const isListOfNames = (names: unknown): boolean =>
  Array.isArray(names) && names.every((name) => typeof name === "string" && !(name in ownNames));

function checkRoute({ answer, options }: RouteDefinition, refuse: Refuse): void {
  if (typeof answer !== "function")
    refuse("a constant needs no worker.", "Remove worker: its bytes are known already.");
  if (options.events !== undefined)
    refuse(
      "events do not come from a worker.",
      "Remove worker, and have the work of each event done by a task.",
    );
  if ([options.bodyType].flat().includes("stream"))
    refuse(
      "a body that is streamed does not go over to a worker.",
      'Use bodyType: "bytes", or remove worker.',
    );
}

/** What is decoded has to be the same on the other side: plain data. */
function checkInputs(inputs: RoutePlan["inputs"], registry: PlanRegistry, refuse: Refuse): void {
  for (const [location, { schema }] of Object.entries(inputs)) {
    if (schema === undefined) continue;
    const kinds = kindsWithin(schema, registry);
    if (kinds.has("transform"))
      refuse(
        `what the transform in ${location} makes may not be the same in a worker.`,
        "Decode it in the handler, or remove worker.",
      );
    if (kinds.has("file"))
      refuse(
        `a file in ${location} does not go over to a worker.`,
        'Use bodyType: "bytes", or remove worker.',
      );
  }
}

function kindsWithin(schema: string, registry: PlanRegistry): ReadonlySet<string> {
  const kinds = new Set<string>();
  const visit = (plan: ValuePlan): void => {
    kinds.add(plan.kind);
    partsOf(plan).forEach(visit);
  };
  for (const name of withNamed([schema], registry)) {
    const plan = registry[name];
    if (plan !== undefined) visit(plan);
  }
  return kinds;
}
