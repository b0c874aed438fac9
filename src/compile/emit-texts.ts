import type { InputLocation } from "../runtime/validation-error.ts";
import type { PlanRegistry, PropertyPlan, ValuePlan } from "../runtime/value-plan.ts";
import type { InputPlan } from "./app-plan.ts";
import { type Code, comment, identifier, join, js, memberKey, property } from "./js.ts";

const TEXT: Code = js`text`;

/** The function that makes the value of one location of its text: `parse_GET_products_query(text)`. */
export function emitTextParser(
  routeName: string,
  location: InputLocation,
  input: InputPlan,
  registry: PlanRegistry,
): Code {
  const schema = input.schema ?? "";
  const parse = identifier(`parse_${routeName}_${location}`);
  const plan = registry[schema];
  if (input.body?.kind === "text") {
    return js`
      ${comment("Reads the body as text.")}
      function ${parse}(text) {
        return ${emitParser({ kind: "named", name: schema }, TEXT, registry)};
      }`;
  }
  if (plan?.kind !== "object") throw new TypeError(`The schema ${schema} is not planned as an object.`);
  const declared = emitDeclared(plan.properties, registry);
  const value =
    input.keys === undefined ? js`parseOthers(${declared}, text, ${schema}, schema_plans)` : declared;
  return js`
    ${comment(`Reads the ${location} as text, by name.`)}
    function ${parse}(text) {
      return ${value};
    }`;
}

function emitDeclared(properties: readonly PropertyPlan[], registry: PlanRegistry): Code {
  if (properties.length === 0) return js`{}`;
  const members = properties.map(
    ({ key, value }) => js`${memberKey(key)}: ${emitParser(value, property(TEXT, key), registry)}`,
  );
  return js`{
    ${join(members, ",\n")},
  }`;
}

/** An expression for the value that text stands for. Kinds without a rule of their own are parsed by their plan. */
function emitParser(plan: ValuePlan, text: Code, registry: PlanRegistry): Code {
  switch (plan.kind) {
    case "integer":
      return js`parseInteger(${text})`;
    case "number":
      return js`parseNumber(${text})`;
    case "boolean":
      return js`parseBoolean(${text})`;
    case "literal":
      return js`parseLiteral(${plan.value}, ${text})`;
    case "string":
    case "any":
    case "never":
    case "undefined":
    case "file":
      return text;
    case "transform":
      return emitParser(plan.plan, text, registry);
    case "named": {
      const named = registry[plan.name];
      if (named?.kind !== "array") return js`parseText(schema_plans[${plan.name}], ${text}, schema_plans)`;
      const items = named.separator === undefined ? text : js`splitText(${named.separator}, ${text})`;
      return js`parseArray(${items}, (item) => ${emitParser(named.items, js`item`, registry)})`;
    }
    default:
      return js`parseText(${plan as never}, ${text}, schema_plans)`; // a plan is plain data
  }
}
