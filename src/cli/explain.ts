import type { AppPlan, BodyPlan, EncoderPlan, InputPlan, RoutePlan } from "../compile/app-plan.ts";
import { acceptedBy } from "../compile/emit-body.ts";
import { describeCache } from "./describe-cache.ts";
import type { WorkerPlan } from "../runtime/worker-plan.ts";
import { CommandError } from "./command-error.ts";
import { describeSocket } from "./describe-socket.ts";
import { describeAround, plainRoute } from "./describe-around.ts";
import { emittedSource } from "./emitted-source.ts";
import { type Fact, lineOf } from "./fact.ts";
import { planModule } from "./plan-module.ts";

/** `bunsen explain`: everything that was decided about one route, and its emitted code. */
export async function printExplanation(
  path: string,
  key: string,
  options: { readonly json: boolean },
): Promise<void> {
  const { plan } = await planModule(path);
  const route = findRoute(plan, key, path);
  console.log(
    options.json ? JSON.stringify(plainRoute(route, plan), undefined, 2) : explainRoute(route, plan),
  );
}

function findRoute(plan: AppPlan, key: string, path: string): RoutePlan {
  const route = plan.routes.find((candidate) => candidate.key === key.trim());
  if (route !== undefined) return route;
  const known = plan.routes.map((candidate) => `  ${candidate.key}`).join("\n");
  throw new CommandError(`${path} has no route ${JSON.stringify(key)}. Its routes are:\n${known}`);
}

/** A route's plan in words, with its code. */
export const explainRoute = (route: RoutePlan, plan: AppPlan): string =>
  [route.key, ...factsOf(route, plan).map(lineOf), "", emittedSource(route, plan)].join("\n");

/** Everything that was decided about a route. */
export function factsOf(route: RoutePlan, plan: AppPlan): readonly Fact[] {
  const { file, line, column } = route.source;
  return [
    ["defined", `${file}:${line}:${column}`],
    ["dispatch", `${route.dispatch}: ${route.reason}`],
    ...facts(route.isLazy, "handler", () => "loaded at its first request"),
    ["answers", `${route.methods.join(", ")}${route.methods.includes("GET") ? ", HEAD (from GET)" : ""}`],
    ...explainOverride(route, plan),
    ...facts(route.dispatch !== "constant", "host", () => `checked in the ${places[route.hostCheck]}`),
    ...describeAround(route.around, plan),
    ...Object.entries(route.inputs).map(([location, input]): Fact => [
      "reads",
      `${location} ${describeInput(location, input)}`,
    ]),
    ...explainAnswers(route),
    ...(route.socket === undefined ? [] : describeSocket(route.socket, plan)),
    ...(route.worker === undefined ? [] : [["worker", describeWorker(route.worker)] as const]),
    ...(route.cache === undefined ? [] : describeCache(route.cache, route)),
    ...facts(
      route.bodyLimitBytes !== undefined,
      "body",
      () =>
        `at most ${route.bodyLimitBytes} bytes${limitedBy(route)}${route.streamsBody ? ", streamed" : ""}`,
    ),
    ...facts(route.bodyDepth !== undefined, "depth", () => `at most ${route.bodyDepth} levels of JSON`),
  ];
}

/** A fact, where it is one. */
const facts = (holds: boolean, label: string, text: () => string): readonly Fact[] =>
  holds ? [[label, text()]] : [];

/** By what answers are written, or that nothing says so. */
function explainAnswers({ responses, encoders, isConstant, socket }: RoutePlan): readonly Fact[] {
  if (responses === undefined)
    return facts(!isConstant && socket === undefined, "writes", () => "what the handler returns, undeclared");
  return Object.entries(responses).flatMap(([status, schema]) => [
    ["writes", `${status} by ${schema}, what it declares only`],
    ...explainEncoder(encoders[status]),
  ]);
}

/** How a POST says that it stands for the route's method. */
function explainOverride({ methods }: RoutePlan, { methodOverride }: AppPlan): readonly Fact[] {
  const names = methodOverride?.methods.filter((method) => methods.includes(method)) ?? [];
  if (methodOverride === undefined || names.length === 0) return [];
  const { header, query } = methodOverride;
  const places = [`${header}: ${names.join(" | ")}`, ...(query === undefined ? [] : [`?${query}=`])];
  return [["override", `POST with ${places.join(" or ")}`]];
}

/** The middleware that says the limit, where one does. */
function limitedBy({ around: { bodyLimit }, bodyLimitBytes }: RoutePlan): string {
  return bodyLimit?.limitBytes === bodyLimitBytes && bodyLimit !== undefined ? `, by ${bodyLimit.name}` : "";
}

/** What an input is read from and by, which keys, and what becomes of others. */
function describeInput(location: string, { schema, keys = [], unknown, body }: InputPlan): string {
  const from = body === undefined ? "" : `as ${describeBody(body)} `;
  if (schema === undefined) return `${from}by a validator of another library, which gets all of it`;
  const named = keys.length > 0 ? `: ${keys.join(", ")}` : "";
  // A path has no other names, and of header fields others are always there.
  const hasOthers = ["query", "cookies"].includes(location) || (body !== undefined && !isPlain(body));
  return `${from}by ${schema}${named}${hasOthers ? `; what it does not declare is ${unknown}` : ""}`;
}

const isPlain = ({ kind }: BodyPlan): boolean => kind === "text" || kind === "bytes";

function describeBody(body: BodyPlan): string {
  if (isPlain(body)) return body.kind;
  return `${acceptedBy(body)}${body.kind === "json" && body.coerces ? ", text coerced," : ""}`;
}
/** Where the handler is run, and what it is given there. */
function describeWorker({ pool, priority, timeoutMs, sends, rawBodyBytes }: WorkerPlan): string {
  const given = sends.length === 0 ? "nothing goes over" : `${sends.join(", ")} go over`;
  const raw = rawBodyBytes === undefined ? "" : `, a body from ${rawBodyBytes} bytes on as it came`;
  const time = timeoutMs === undefined ? "" : `; ${timeoutMs} ms, waiting included`;
  return `pool ${pool}, ${priority} priority: ${given}${raw}${time}`;
}

const explainEncoder = (plan: EncoderPlan | undefined): readonly Fact[] =>
  plan === undefined
    ? []
    : [
        ["", `${plan.strategy}: ${plan.reason}`],
        ...facts(plan.checks === "kinds", "", () => "checked for the kinds of values only"),
      ];

const places: Readonly<Record<RoutePlan["hostCheck"], string>> = {
  url: "URL: no other header field is read",
  field: "header field",
};
