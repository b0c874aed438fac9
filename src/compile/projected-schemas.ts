import { partsOf } from "../runtime/plan-parts.ts";
import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";
import type { AppPlan, InputPlan, RoutePlan } from "./app-plan.ts";
import { isExact, isReshaped } from "./reshaping.ts";

/** The schemas whose values are projected somewhere: only these need a `project_` function. */
export function projectedSchemas(plan: AppPlan, registry: PlanRegistry): ReadonlySet<string> {
  return reachable(
    plan.routes.flatMap((route) => rootsOf(route, registry)),
    registry,
  );
}

/** Schemas, and all that they name. */
function reachable(roots: readonly string[], registry: PlanRegistry): ReadonlySet<string> {
  const found = new Set(roots);
  for (const schema of found) for (const nested of referencesOf(registry[schema])) found.add(nested);
  return found;
}

/**
 * The schemas whose projections are merged with those of others, at any depth. A merge tells what is kept by what was
 * copied.
 */
export function mergedSchemas(registry: PlanRegistry): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (schema: string): void => {
    if (found.has(schema)) return;
    found.add(schema);
    for (const nested of referencesOf(registry[schema])) visit(nested);
  };
  for (const plan of Object.values(registry)) {
    for (const name of intersectionsOf(plan).flatMap(referencesOf)) visit(name);
  }
  return found;
}

/** The intersections that stand in a plan. */
function intersectionsOf(plan: ValuePlan): ValuePlan[] {
  if (plan.kind === "intersect") return [plan];
  return plan.kind === "object" ? plan.properties.flatMap(({ value }) => intersectionsOf(value)) : [];
}

function rootsOf(route: RoutePlan, registry: PlanRegistry): string[] {
  const inputs = Object.values(route.inputs).filter((input) => isProjected(input, registry));
  return [...Object.values(route.responses ?? {}), ...inputs.flatMap(({ schema }) => schema ?? [])];
}

/** Whether what a handler gets can be another value than the one that was checked. */
export function isProjected(input: InputPlan, registry: PlanRegistry): boolean {
  const { schema, body } = input;
  if (schema === undefined) return false;
  if (!isReshaped({ kind: "named", name: schema }, registry)) return false;
  const isNamed = body === undefined || body.kind === "form";
  return !isNamed || !isExact(registry[schema], registry);
}

/** The schemas that a plan names directly. */
function referencesOf(plan: ValuePlan | undefined): string[] {
  if (plan === undefined) return [];
  return plan.kind === "named" ? [plan.name] : partsOf(plan).flatMap(referencesOf);
}

/** The transforms of a plan itself, not of those it names. */
export function transformsOf(plan: ValuePlan): (ValuePlan & { readonly kind: "transform" })[] {
  const inner = partsOf(plan).flatMap(transformsOf);
  return plan.kind === "transform" ? [plan, ...inner] : inner;
}

/** The schemas that call functions of the app, by themselves or through one they name. */
export function boundSchemas(registry: PlanRegistry): ReadonlySet<string> {
  const names = Object.keys(registry);
  if (Object.values(registry).every((plan) => transformsOf(plan).length === 0)) return new Set();
  return new Set(
    names.filter((name) =>
      [...reachable([name], registry)].some(
        (nested) => transformsOf(registry[nested] as ValuePlan).length > 0,
      ),
    ),
  );
}
