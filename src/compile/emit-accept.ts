import type { InputLocation } from "../runtime/validation-error.ts";
import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { AppPlan, InputPlan, RoutePlan } from "./app-plan.ts";
import { type Code, identifier, js, lines, property } from "./js.ts";
import { isProjected } from "./reshaping.ts";

/** What the inputs of a route are emitted from. */
export interface InputScope {
  readonly route: RoutePlan;
  readonly registry: PlanRegistry;
  readonly forms: AppPlan["forms"];
  /** The schemas that call functions of the app, which can throw. */
  readonly bound: ReadonlySet<string>;
}

/**
 * The statements that put a value into the context, or tell what is wrong with it beside what was before.
 *
 * @param read the expression for what came
 */
export function emitAccept(location: InputLocation, input: InputPlan, read: Code, scope: InputScope): Code {
  const { route, registry, bound } = scope;
  if (input.schema === undefined) {
    return js`refused = acceptValidated(c, ${location}, await ${validatorOf(location, route)}(${read}), refused);`;
  }
  const { schema } = input;
  const value = identifier(`${location}_value`);
  const kept = isProjected(input, registry) ? js`${identifier(`project_${schema}`)}(${value})` : value;
  const set = js`${property(js`c`, location)} = ${kept};`;
  const refuse = js`refused = refuse(refused, ${location}, ${schema}, ${value}, schema_plans);`;
  return lines([
    js`const ${value} = ${read};`,
    bound.has(schema)
      ? js`
          if (${identifier(`check_${schema}`)}(${value})) {
            try {
              ${set}
            } catch (error) {
              refused = refuseConversion(error, refused, ${location}, ${schema}, ${value}, schema_plans);
            }
          } else ${refuse}`
      : js`
          if (${identifier(`check_${schema}`)}(${value})) ${set}
          else ${refuse}`,
  ]);
}

/** `form_POST_orders`. */
export const nameOf = (what: string, route: RoutePlan): Code => identifier(`${what}_${route.name}`);
export const validatorOf = (location: InputLocation, route: RoutePlan): Code =>
  identifier(`validate_${route.name}_${location}`);
export const parserOf =
  (location: InputLocation, route: RoutePlan) =>
  (text: Code): Code =>
    js`${identifier(`parse_${route.name}_${location}`)}(${text})`;
