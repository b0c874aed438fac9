import type { InputLocation } from "../runtime/validation-error.ts";
import type { PlanOf, PlanRegistry, PropertyPlan, ValuePlan } from "../runtime/value-plan.ts";
import { isExact, isReshaped } from "./reshaping.ts";
import { type Code, comment, join, js, memberKey, identifier, property } from "./js.ts";

/** The decoder of one location: `decode_GET_products_query(text)`, `decode_POST_products_body(value)`. */
export function emitDecoder(
  routeName: string,
  location: InputLocation,
  schema: string,
  registry: PlanRegistry,
): Code {
  const decode = identifier(`decode_${routeName}_${location}`);
  const plan: ValuePlan = { kind: "named", name: schema };
  const isWhole = location === "body" ? !isReshaped(plan, registry) : isExact(registry[schema], registry);
  const kept = !isWhole ? js`${identifier(`project_${schema}`)}(value)` : js`value`;
  const end = js`
    if (${identifier(`check_${schema}`)}(value)) return ${kept};
    throw validationError(${location}, ${schema}, value, schema_plans);`;
  if (location === "body") {
    return js`
      function ${decode}(value) {
        ${end}
      }`;
  }
  return js`
    ${comment(`Reads the ${location} as text, by name.`)}
    function ${decode}(text) {
      const value = ${emitParsedObject(objectPlan(schema, registry))};
      ${end}
    }`;

  function emitParsedObject({ properties }: PlanOf<"object">): Code {
    if (properties.length === 0) return js`{}`;
    const members = properties.map((member) => js`${memberKey(member.key)}: ${emitMember(member)}`);
    return js`{
      ${join(members, ",\n")},
    }`;
  }

  function emitMember({ key: text, value }: PropertyPlan): Code {
    return emitParser(value, property(js`text`, text), registry);
  }
}

function objectPlan(schema: string, registry: PlanRegistry): PlanOf<"object"> {
  const plan = registry[schema];
  if (plan?.kind !== "object") throw new TypeError(`The schema ${schema} is not planned as an object.`);
  return plan;
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
      return text;
    case "named": {
      const named = registry[plan.name];
      if (named?.kind !== "array") return js`parseText(schema_plans[${plan.name}], ${text}, schema_plans)`;
      return js`parseArray(${text}, (item) => ${emitParser(named.items, js`item`, registry)})`;
    }
    default:
      return js`parseText(${plan as never}, ${text}, schema_plans)`; // a plan is plain data
  }
}
