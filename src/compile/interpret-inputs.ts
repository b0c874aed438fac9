import { limitBody, readJson } from "../http/body.ts";
import { readQuery, type TextValues } from "../http/query.ts";
import { queryOf } from "../http/target.ts";
import type { Context } from "../runtime/context.ts";
import { fits } from "../runtime/failures.ts";
import { readCookies, readHeaders } from "../runtime/inputs.ts";
import type { TextParameters } from "../runtime/parameters.ts";
import type { BunsenRequest } from "../runtime/route-table.ts";
import { parseText, type Text } from "../runtime/text.ts";
import { type InputLocation, validationError } from "../runtime/validation-error.ts";
import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { InputPlan, RoutePlan } from "./app-plan.ts";
import { project } from "./interpret-value.ts";

/** Reads what a route declares into the context, location by location. */
export function createInputReader(
  route: RoutePlan,
  schemas: PlanRegistry,
): (request: BunsenRequest, context: Context, parameters: TextParameters) => Promise<void> {
  const { inputs, bodyLimitBytes } = route;
  const read = (location: InputLocation, input: InputPlan, value: unknown): unknown => {
    const plan = { kind: "named", name: input.schema } as const;
    if (!fits(plan, value, schemas)) throw validationError(location, input.schema, value, schemas);
    return project(plan, value, "input", schemas);
  };
  const readText = (location: InputLocation, input: InputPlan, text: TextValues): unknown =>
    read(location, input, parseObject(input, text, schemas));
  return async (request, context, text) => {
    if (bodyLimitBytes !== undefined && !inputs.body)
      context.request = await limitBody(request, bodyLimitBytes);
    if (route.parameters.length > 0) {
      context.params = inputs.params ? readText("params", inputs.params, text) : text;
    }
    if (inputs.query) {
      context.query = readText(
        "query",
        inputs.query,
        readQuery(queryOf(request.url), new Set(inputs.query.keys)),
      );
    }
    if (inputs.headers) {
      context.headers = readText(
        "headers",
        inputs.headers,
        readHeaders(request, new Set(inputs.headers.keys)),
      );
    }
    if (inputs.cookies) {
      context.cookies = readText(
        "cookies",
        inputs.cookies,
        readCookies(request, new Set(inputs.cookies.keys)),
      );
    }
    if (inputs.body) {
      const value = await readJson(request, bodyLimitBytes ?? 0, route.bodyDepth);
      context.body = read("body", inputs.body, value);
    }
  };
}

/** The object that text values stand for, before it is checked. */
function parseObject(input: InputPlan, text: TextValues, schemas: PlanRegistry): Record<string, unknown> {
  const plan = schemas[input.schema];
  if (plan?.kind !== "object") throw new TypeError(`The schema ${input.schema} is not planned as an object.`);
  const value: Record<string, unknown> = Object.create(null);
  for (const { key, value: member } of plan.properties)
    value[key] = parseText(member, text[key] as Text, schemas);
  return value;
}
