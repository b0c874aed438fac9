import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { NamedPlan } from "./app-plan.ts";
import { type SchemaScope, emitCheckBody, keysOf } from "./emit-checks.ts";
import { emitProjectBody, isReshaped } from "./emit-projections.ts";
import { type Code, comment, identifier, js, lines } from "./js.ts";

/** The functions of a schema: `check_User`, and `project_User` where something of a value is left out or converted. */
export function emitSchema(schema: NamedPlan, registry: PlanRegistry, isProjected: boolean): Code {
  const scope: SchemaScope = { schema: schema.name, patterns: new Map() };
  const functions = [
    js`
      function ${identifier(`check_${schema.name}`)}(value) {
        ${emitCheckBody(schema.plan, scope)}
      }`,
  ];
  if (isProjected && isReshaped(schema.plan, registry)) {
    functions.push(js`
      function ${identifier(`project_${schema.name}`)}(value) {
        ${emitProjectBody(schema, registry, scope)}
      }`);
  }
  return lines([...emitConstants(schema, scope), comment(describeSchema(schema)), ...functions]);
}

function describeSchema({ direction, plan }: NamedPlan): string {
  const what = direction === "input" ? "Input" : "Output";
  if (plan.kind !== "object") return `${what}: ${plan.kind}.`;
  return `${what}: object of ${plan.properties.map((p) => p.key).join(", ") || "any keys"}.`;
}

/** Regular expressions and key sets that the functions use, made once. */
function emitConstants({ plan }: NamedPlan, scope: SchemaScope): Code[] {
  const constants = [...scope.patterns].map(([key, name]) => {
    const slash = key.indexOf("/");
    const [flags, source] = [key.slice(0, slash), key.slice(slash + 1)];
    return flags === ""
      ? js`const ${name} = new RegExp(${source});`
      : js`const ${name} = new RegExp(${source}, ${flags});`;
  });
  const asksForKeys = plan.kind === "object" && (plan.patterns !== undefined || plan.unknown !== undefined);
  if (asksForKeys && plan.properties.length > 0) {
    constants.push(js`const ${keysOf(scope)} = new Set(${plan.properties.map((p) => p.key)});`);
  }
  return constants;
}
