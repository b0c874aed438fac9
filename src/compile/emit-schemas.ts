import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { NamedPlan } from "./app-plan.ts";
import { emitCheckBody, keysOf, usesKeySet } from "./emit-checks.ts";
import type { SchemaScope } from "./emit-tests.ts";
import { emitKeepBody } from "./emit-keeps.ts";
import { emitProjectBody } from "./emit-projections.ts";
import { isReshaped, keepsAll } from "./reshaping.ts";
import { type Code, comment, identifier, js, lines } from "./js.ts";

/** What is defined for a schema. A function is written when it is asked for. */
export interface SchemaCode {
  readonly introduction: Code;
  /** By name. */
  readonly functions: ReadonlyMap<string, () => Code>;
  /** What the functions use that were written so far. */
  readonly constants: () => readonly Code[];
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
  const functions = new Map<string, () => Code>();
  const define = (called: string, body: () => Code): void => {
    functions.set(
      called,
      () => js`
        function ${identifier(called)}(value) {
          ${body()}
        }`,
    );
  };
  define(`check_${name}`, () => emitCheckBody(plan, scope));
  if (isReshaped(plan, registry)) {
    define(`project_${name}`, () =>
      lines([...emitUncopied(schema, registry, isMerged), emitProjectBody(schema, registry, scope)]),
    );
    if (schema.direction === "output") define(`keep_${name}`, () => emitKeepBody(schema, scope));
  }
  return {
    introduction: comment(describeSchema(schema)),
    functions,
    constants: () => emitConstants(schema, scope),
  };
}

/** Everything that is defined for a schema. */
export function definitionsOf({ functions, constants }: SchemaCode): Code[] {
  const written = [...functions.values()].map((write) => write());
  return [...constants(), ...written];
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
function emitConstants({ plan }: NamedPlan, scope: SchemaScope): Code[] {
  const constants = [...scope.patterns].map(([key, name]) => {
    const slash = key.indexOf("/");
    const [flags, source] = [key.slice(0, slash), key.slice(slash + 1)];
    return flags === ""
      ? js`const ${name} = new RegExp(${source});`
      : js`const ${name} = new RegExp(${source}, ${flags});`;
  });
  if (plan.kind === "object" && usesKeySet(plan))
    constants.push(js`const ${keysOf(scope)} = new Set(${plan.properties.map((p) => p.key)});`);
  return constants;
}
