import { HttpError } from "../http/http-error.ts";
import { mapParts } from "./plan-parts.ts";
import type { PlanRegistry, TransformPlan, ValuePlan } from "./value-plan.ts";

/** Finds the function of a transform. */
export interface TransformBinding {
  transform(route: string, location: string, pointer: string, direction: "input" | "output"): Convert;
}

export type Convert = (value: unknown) => unknown;

/** Gives every transform of the plans its function. */
export function bindTransforms(plans: PlanRegistry, app: TransformBinding): PlanRegistry {
  const bind = (plan: ValuePlan): ValuePlan => {
    const bound = mapParts(plan, bind);
    if (bound.kind !== "transform") return bound;
    const { route, location, pointer, direction } = bound;
    return { ...bound, convert: app.transform(route, location, pointer, direction) };
  };
  return Object.fromEntries(Object.entries(plans).map(([name, plan]) => [name, bind(plan)]));
}

/** What the function of a transform makes of a value. @throws what the function throws */
export function transform(plan: TransformPlan, value: unknown): unknown {
  if (plan.convert === undefined) throw new TypeError(`The transform at ${plan.pointer} has no function.`);
  return plan.convert(value);
}

/** The same for a value that it may refuse; undefined where it does. @throws {HttpError} where it throws one */
export function tryTransform(plan: TransformPlan, value: unknown): { readonly value: unknown } | undefined {
  try {
    return { value: transform(plan, value) };
  } catch (error) {
    if (error instanceof HttpError) throw error;
    return undefined;
  }
}

/** Whether a function takes a value, and what it makes of it fits. */
export function isConvertible(
  convert: Convert,
  value: unknown,
  fits: (converted: unknown) => boolean,
): boolean {
  let converted: unknown;
  try {
    converted = convert(value);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    return false;
  }
  return fits(converted);
}
