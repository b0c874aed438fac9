import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { RoutePlan } from "./app-plan.ts";
import { isReshaped } from "./emit-projections.ts";
import { type Code, identifier, join, js, memberKey } from "./js.ts";

/** The encoders of a route by status, `encode_GET_users_id`. */
export function emitEncoders(route: RoutePlan, registry: PlanRegistry): Code {
  const entries = Object.entries(route.responses ?? {}).map(([status, schema]) => {
    const project = isReshaped({ kind: "named", name: schema }, registry)
      ? js`${identifier(`project_${schema}`)}(value)`
      : js`value`;
    return js`
      ${memberKey(status)}(value, init) {
        if (!${identifier(`check_${schema}`)}(value)) throw mismatchError(${schema}, value, schema_plans);
        return encodeJson(${project}, init);
      }`;
  });
  return js`
    const ${identifier(`encode_${route.name}`)} = {
      ${join(entries, ",\n")},
    };`;
}

/** The expression that turns what the handler returned into the answer. */
export const emitRespond = (route: RoutePlan, result: Code, folded: Code): Code =>
  route.responses === undefined
    ? js`respond(${result}${folded})`
    : js`respondBySchema(${result}, ${encodersOf(route)}${folded})`;

export const encodersOf = (route: RoutePlan): Code =>
  route.responses === undefined ? js`undefined` : identifier(`encode_${route.name}`);
