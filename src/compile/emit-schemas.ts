import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { NamedPlan } from "./app-plan.ts";
import { emitCheckBody, keysOf, usesKeySet } from "./emit-checks.ts";
import type { SchemaScope } from "./emit-tests.ts";
import { emitKeepBody } from "./emit-keeps.ts";
import { emitProjectBody } from "./emit-projections.ts";
import { isReshaped, keepsAll } from "./reshaping.ts";
import { type Code, comment, identifier, js, lines } from "./js.ts";

/** What is defined for a schema, by name: constants, then functions. */
export interface SchemaCode {
  readonly introduction: Code;
  readonly definitions: ReadonlyMap<string, Code>;
}

/**
 * The functions of a schema: `check_User`, and `project_User` where something of a value is left out or converted; of an
 * answer `keep_User`, which is both.
 *
 * @param isMerged whether its projections are merged with others
 */
export function emitSchema(schema: NamedPlan, registry: PlanRegistry, isMerged: boolean): SchemaCode {
  const { name, plan } = schema;
  const scope = { schema: name, patterns: new Map<string, Code>(), registry };
  const functions: [string, Code][] = [[`check_${name}`, emitCheckBody(plan, scope)]];
  if (isReshaped(plan, registry)) {
    const body = [...emitUncopied(schema, registry, isMerged), emitProjectBody(schema, registry, scope)];
    functions.push([`project_${name}`, lines(body)]);
    if (schema.direction === "output") functions.push([`keep_${name}`, emitKeepBody(schema, scope)]);
  }
  const definitions = functions.map(([called, body]): [string, Code] => [
    called,
    js`
      function ${identifier(called)}(value) {
        ${body}
      }`,
  ]);
  return {
    introduction: comment(describeSchema(schema)),
    definitions: new Map([...emitConstants(schema, scope), ...definitions]),
  };
}

/** An answer that is stringified next needs no copy where nothing would be left out of it. */
function emitUncopied({ direction, plan }: NamedPlan, registry: PlanRegistry, isMerged: boolean): Code[] {
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
function emitConstants({ plan }: NamedPlan, scope: SchemaScope): [string, Code][] {
  const constants = [...scope.patterns].map(([key, name]): [string, Code] => {
    const slash = key.indexOf("/");
    const [flags, source] = [key.slice(0, slash), key.slice(slash + 1)];
    const made = flags === "" ? js`new RegExp(${source})` : js`new RegExp(${source}, ${flags})`;
    return [name.text, js`const ${name} = ${made};`];
  });
  if (plan.kind === "object" && usesKeySet(plan)) {
    const name = keysOf(scope);
    constants.push([name.text, js`const ${name} = new Set(${plan.properties.map((p) => p.key)});`]);
  }
  return constants;
}
