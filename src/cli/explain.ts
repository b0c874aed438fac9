import { type AppPlan, type EncoderPlan, type RoutePlan, registryOf } from "../compile/app-plan.ts";
import { emitRoute } from "../compile/emit-route.ts";
import { CommandError } from "./command-error.ts";
import { planModule } from "./plan-module.ts";

/** `bunsen explain`: everything that was decided about one route, and its emitted code. */
export async function printExplanation(
  path: string,
  key: string,
  options: { readonly json: boolean },
): Promise<void> {
  const { plan } = await planModule(path);
  const route = findRoute(plan, key, path);
  console.log(options.json ? JSON.stringify(route, undefined, 2) : explainRoute(route, plan));
}

function findRoute(plan: AppPlan, key: string, path: string): RoutePlan {
  const route = plan.routes.find((candidate) => candidate.key === key.trim());
  if (route !== undefined) return route;
  const known = plan.routes.map((candidate) => `  ${candidate.key}`).join("\n");
  throw new CommandError(`${path} has no route ${JSON.stringify(key)}. Its routes are:\n${known}`);
}

/** A route's plan in words. */
export function explainRoute(route: RoutePlan, plan: AppPlan): string {
  const { file, line, column } = route.source;
  return [
    route.key,
    `  defined     ${file}:${line}:${column}`,
    `  dispatch    ${route.dispatch}: ${route.reason}`,
    `  answers     ${route.methods.join(", ")}${route.methods.includes("GET") ? ", HEAD (from GET)" : ""}`,
    ...(route.dispatch === "constant" ? [] : [`  host        checked in the ${places[route.hostCheck]}`]),
    ...route.middleware.map(
      ({ name, hasBefore, hasAfter }) => `  middleware  ${name}: ${hooks(hasBefore, hasAfter)}`,
    ),
    ...Object.entries(route.inputs).map(
      ([location, { schema, keys }]) =>
        `  reads       ${location} by ${schema}${keys.length > 0 ? `: ${keys.join(", ")}` : ""}`,
    ),
    ...Object.entries(route.responses ?? {}).flatMap(([status, schema]) => [
      `  writes      ${status} by ${schema}, what it declares only`,
      ...explainEncoder(route.encoders[status]),
    ]),
    ...(route.responses === undefined && !route.isConstant
      ? ["  writes      what the handler returns, undeclared"]
      : []),
    ...(route.bodyLimitBytes === undefined ? [] : [`  body        at most ${route.bodyLimitBytes} bytes`]),
    "",
    emitRoute(route, registryOf(plan)).text,
  ].join("\n");
}

const explainEncoder = (plan: EncoderPlan | undefined): string[] =>
  plan === undefined
    ? []
    : [
        `              ${plan.strategy}: ${plan.reason}`,
        ...(plan.checks === "kinds" ? ["              checked for the kinds of values only"] : []),
      ];

const places: Readonly<Record<RoutePlan["hostCheck"], string>> = {
  url: "URL: no other header field is read",
  field: "header field",
};

const hooks = (hasBefore: boolean, hasAfter: boolean): string =>
  [hasBefore && "before", hasAfter && "after"].filter(Boolean).join(" and ") || "no hooks";
