import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { NamedPlan } from "./app-plan.ts";
import { emitCheckBody, keysOf, usesKeySet } from "./emit-checks.ts";
import type { SchemaScope } from "./emit-tests.ts";
import { emitProjectBody } from "./emit-projections.ts";
import { isReshaped, keepsAll } from "./reshaping.ts";
import { type Code, comment, identifier, js, lines } from "./js.ts";

/** The functions of a schema: `check_User`, and `project_User` where something of a value is left out or converted. */
export function emitSchema(schema: NamedPlan, registry: PlanRegistry, use: SchemaUse): Code {
  const scope: SchemaScope = { schema: schema.name, patterns: new Map() };
  const functions = [
    js`
      function ${identifier(`check_${schema.name}`)}(value) {
        ${emitCheckBody(schema.plan, scope)}
      }`,
  ];
  if (use.isProjected && isReshaped(schema.plan, registry)) {
    functions.push(js`
      function ${identifier(`project_${schema.name}`)}(value) {
        ${lines([...emitUncopied(schema, registry, use), emitProjectBody(schema, registry, scope)])}
      }`);
  }
  return lines([...emitConstants(schema, scope), comment(describeSchema(schema)), ...functions]);
}

/** How an app uses a schema. */
export interface SchemaUse {
  /** Whether its values are projected at all. */
  readonly isProjected: boolean;
  /** Whether its projections are merged with others. */
  readonly isMerged: boolean;
}

/** An answer that is stringified next needs no copy where nothing would be left out of it. */
function emitUncopied(
  { direction, plan }: NamedPlan,
  registry: PlanRegistry,
  { isMerged }: SchemaUse,
): Code[] {
  if (direction === "input" || isMerged || plan.kind !== "object" || !keepsAll(plan, registry)) return [];
  return [js`if (isPlainRecord(value)) return value;`];
}

function describeSchema({ direction, plan }: NamedPlan): string {
  const what = direction === "input" ? "Input" : "Output";
  if (plan.kind !== "object") return `${what}: ${describePlan[plan.kind] ?? plan.kind}.`;
  return `${what}: object of ${plan.properties.map((p) => p.key).join(", ") || "any keys"}.`;
}

const describePlan: Partial<Record<NamedPlan["plan"]["kind"], string>> = {
  one: "exactly one of several",
  intersect: "all of several",
  not: "anything but one",
};

/** Regular expressions and key sets that the functions use, made once. */
function emitConstants({ plan }: NamedPlan, scope: SchemaScope): Code[] {
  const constants = [...scope.patterns].map(([key, name]) => {
    const slash = key.indexOf("/");
    const [flags, source] = [key.slice(0, slash), key.slice(slash + 1)];
    return flags === ""
      ? js`const ${name} = new RegExp(${source});`
      : js`const ${name} = new RegExp(${source}, ${flags});`;
  });
  if (plan.kind === "object" && usesKeySet(plan)) {
    constants.push(js`const ${keysOf(scope)} = new Set(${plan.properties.map((p) => p.key)});`);
  }
  return constants;
}
