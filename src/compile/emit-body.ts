import type { AppPlan, InputPlan, RoutePlan } from "./app-plan.ts";
import { type InputScope, emitAccept, nameOf, parserOf } from "./emit-accept.ts";
import { type Code, comment, identifier, js } from "./js.ts";

/** The options of a form's reader, as code. */
export function formReaderOf(
  route: RoutePlan,
  { body, keys }: InputPlan,
  forms: AppPlan["forms"],
): Code | undefined {
  if (body === undefined || !("forms" in body) || body.forms.length === 0) return undefined;
  const { limitFields, limitFieldBytes } = forms;
  const names = keys === undefined ? js`undefined` : js`new Set(${[...keys]})`;
  return js`{
    types: ${[...body.forms]},
    accepted: ${acceptedBy(body)},
    names: ${names},
    limitBytes: ${route.bodyLimitBytes ?? 0},
    limitFields: ${limitFields},
    limitFieldBytes: ${limitFieldBytes},
  }`;
}

/** The media types that a body is read from, in words. */
export function acceptedBy(body: NonNullable<InputPlan["body"]>): string {
  const types = [
    ...(body.kind === "json" ? ["application/json"] : []),
    ...("forms" in body ? body.forms : []),
  ];
  return types.join(" or ");
}

/** The expression for the value of a body. */
export function emitReadBody(input: InputPlan, { route }: InputScope): Code {
  const { body } = input;
  const limit = route.bodyLimitBytes ?? 0;
  const depth = route.bodyDepth === undefined ? js`undefined` : js`${route.bodyDepth}`;
  const parse = input.schema === undefined ? (text: Code) => text : parserOf("body", route);
  const form = nameOf("form", route);
  switch (body?.kind) {
    case "text":
      return parse(js`await readText(request, ${limit})`);
    case "bytes":
      return js`await readBytes(request, ${limit})`;
    case "form":
      return parse(js`await readForm(request, ${form})`);
    default: {
      if (body === undefined || body.forms.length === 0)
        return coerced(
          input,
          js`await readJson(request, ${limit}${route.bodyDepth === undefined ? js`` : js`, ${depth}`})`,
        );
      const json = coerced(input, js`await readJson(request, ${limit}, ${depth}, ${form}.accepted)`);
      return js`isForm(request, ${form}) ? ${parse(js`await readForm(request, ${form})`)} : ${json}`;
    }
  }
}

const coerced = ({ schema, body }: InputPlan, json: Code): Code =>
  body?.kind === "json" && body.coerces && schema !== undefined
    ? js`coerce(schema_plans[${schema}], ${json}, schema_plans)`
    : json;

/** The function by which a worker takes a body that came as bytes, `parse_POST_orders_raw`; none where none does. */
export function emitRawBodyParser(scope: InputScope): Code[] {
  const { route } = scope;
  const { body } = route.inputs;
  if (body === undefined || route.worker?.rawBodyBytes === undefined) return [];
  const depth = route.bodyDepth === undefined ? js`` : js`, ${route.bodyDepth}`;
  return [
    js`
      ${comment(`The body of ${route.key}, in the worker, where it is a large one.`)}
      async function ${rawBodyParserOf(route)}(c) {
        let refused;
        ${emitAccept("body", body, coerced(body, js`await parseJson(c.body${depth})`), scope)}
        if (refused !== undefined) throw validationError(refused);
      }`,
  ];
}

export const rawBodyParserOf = ({ name }: RoutePlan): Code => identifier(`parse_${name}_raw`);
