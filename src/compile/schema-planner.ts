import type { TSchema } from "@sinclair/typebox";
import { jsonText } from "../define/fingerprint.ts";
import { describeValue, escapeKey, fits } from "../runtime/failures.ts";
import type { JsonValue, PlanRegistry, PropertyPlan, ValuePlan } from "../runtime/value-plan.ts";
import type { AppPlan, NamedPlan } from "./app-plan.ts";
import { defaultProblem } from "./plan-default.ts";
import { type Names, toIdentifier } from "./names.ts";
import {
  type Place,
  type PlanChild,
  type Schema,
  type SchemaProblem,
  isRecord,
  isTypeBox,
  jsonTypes,
  planConstant,
  typePlanners,
} from "./schema-keywords.ts";

export type { SchemaProblem } from "./schema-keywords.ts";

/**
 * Plans schemas: TypeBox's, and JSON Schema (draft 7) which they are. Every keyword is read or reported, so that none
 * becomes a weaker check in silence. Structures get names, and so functions of their own; schemas with an `$id`, and
 * what is referred to, are planned once for each direction.
 */
export class SchemaPlanner {
  readonly #names: Names;
  readonly #schemas: Record<string, NamedPlan> = Object.create(null);
  readonly #registry: Record<string, ValuePlan> = Object.create(null);
  /** By direction and `$id`. */
  readonly #nameById = new Map<string, string>();
  readonly #textById = new Map<string, string>();
  /** Properties with a default, to be checked when all that they refer to is planned. */
  readonly #defaults: { readonly property: PropertyPlan; readonly place: Place }[] = [];
  /** Names of plans by the schema itself, for other references. */
  readonly #byTarget = { input: new Map<unknown, string>(), output: new Map<unknown, string>() };

  constructor(names: Names) {
    this.#names = names;
  }

  /** Every plan made so far, by name. */
  get schemas(): AppPlan["schemas"] {
    return this.#schemas;
  }

  /** The plans alone, for `named` references. */
  get registry(): PlanRegistry {
    return this.#registry;
  }

  /** Plans a whole schema and returns the name of its plan. */
  plan(
    schema: TSchema,
    direction: Place["direction"],
    name: string,
    report: (problem: SchemaProblem) => void,
  ): string {
    const place: Place = { direction, name, pointer: "", document: schema as unknown as Schema, report };
    const planned = this.#planRoot(schema as unknown as Schema, place);
    this.#checkDefaults();
    return planned;
  }

  #planRoot(schema: Schema, place: Place): string {
    const { name, direction } = place;
    const isInline = isRecord(schema) && schema.$ref === undefined && schema.$id === undefined;
    if (!isInline || Symbol.for("TypeBox.Transform") in schema) {
      const plan = this.#planSchema(schema, place);
      return plan.kind === "named" ? plan.name : this.#fill(this.#claim(name), direction, plan);
    }
    // Named before it is planned: inside it, `#` is its name.
    const claimed = this.#claim(name);
    this.#byTarget[direction].set(schema, claimed);
    return this.#fill(claimed, direction, this.#planKeywords(schema, { ...place, name: claimed }));
  }

  /** A default takes the place of a value that was checked, so it has to fit itself. */
  #checkDefaults(): void {
    for (const { property, place } of this.#defaults.splice(0)) {
      const problem = defaultProblem(property, this.registry);
      if (problem === undefined) continue;
      const pointer = `${place.pointer}/properties/${escapeKey(property.key)}/default`;
      place.report({ pointer, problem, fix: "Give a default that fits its schema." });
    }
  }

  #planSchema(schema: unknown, place: Place): ValuePlan {
    if (schema === true) return { kind: "any" };
    if (schema === false) return { kind: "never" };
    if (!isRecord(schema)) return refuse(place, "", "There is no schema.", "Write one, or remove the key.");
    if (Symbol.for("TypeBox.Transform") in schema) {
      return refuse(
        place,
        "",
        "A t.Transform schema cannot be compiled yet.",
        "Convert the value in the handler.",
      );
    }
    if (schema.$defs !== undefined && typeof schema.$ref === "string" && isTypeBox(schema)) {
      return this.#planReference(schema, { ...place, document: schema });
    }
    if (typeof schema.$ref === "string") return this.#planReference(schema, place);
    if (typeof schema.$id === "string") return this.#planIdentified(schema, schema.$id, place);
    return this.#name(this.#planKeywords(schema, place), place);
  }

  /** A structure gets a name, and so a function; a leaf stays where it is. */
  #name(plan: ValuePlan, place: Place): ValuePlan {
    if (!structures.has(plan.kind)) return plan;
    return {
      kind: "named",
      name: this.#fill(this.#claim(place.name), place.direction, plan),
    };
  }

  #planIdentified(schema: Schema, id: string, place: Place): ValuePlan {
    const text = jsonText(schema);
    const first = this.#textById.get(id) ?? text;
    if (first !== text) reportSharedId(id, place);
    this.#textById.set(id, first);
    const key = `${place.direction} ${id}`;
    const known = this.#nameById.get(key);
    if (known !== undefined) return { kind: "named", name: known };
    const base = toIdentifier(id);
    const name = this.#claim(place.direction === "input" ? `${base}_input` : base);
    this.#nameById.set(key, name);
    this.#byTarget[place.direction].set(schema, name);
    this.#fill(name, place.direction, this.#planKeywords(schema, { ...place, name }));
    return { kind: "named", name };
  }

  /** `#`, `#/definitions/x`, the name of a module's member, or the `$id` of a schema that is planned already. */
  #planReference(schema: Schema, place: Place): ValuePlan {
    const reference = String(schema.$ref);
    const known = this.#nameById.get(`${place.direction} ${reference}`);
    const target = findTarget(reference, place.document);
    if (target === undefined && known !== undefined) return { kind: "named", name: known };
    if (target === undefined) {
      return refuse(
        place,
        "/$ref",
        `The reference ${JSON.stringify(reference)} leads nowhere.`,
        "Use t.Module, t.Recursive, or a schema with that $id in an earlier route.",
      );
    }
    const planned = this.#byTarget[place.direction].get(target);
    if (planned !== undefined) return { kind: "named", name: planned };
    const isMember = isRecord(target) && typeof target.$id === "string" && !isRecord(place.document.$defs);
    if (isMember) return this.#planIdentified(target, String(target.$id), place);
    const base = reference === "#" ? "document" : toIdentifier(reference);
    const name = this.#claim(place.direction === "input" ? `${base}_input` : base);
    this.#byTarget[place.direction].set(target, name);
    const leadsOn = !isRecord(target) || target.$ref !== undefined;
    const inside = { ...place, name };
    const plan = leadsOn ? this.#planSchema(target, inside) : this.#planKeywords(target, inside);
    return { kind: "named", name: this.#fill(name, place.direction, plan) };
  }

  /** All keywords of a schema together: what each group of them asks for. */
  #planKeywords(schema: Schema, place: Place): ValuePlan {
    reportUnknownKeywords(schema, place);
    const planChild: PlanChild = (child, step, name) =>
      this.#planSchema(child, { ...place, pointer: place.pointer + step, name: toIdentifier(name) });
    const members = [
      ...planTypes(schema, place, planChild).map((plan) => this.#finishObject(plan, place)),
      ...planEnumerations(schema),
      ...planCombinations(schema, place, planChild),
    ];
    const [first] = members;
    if (first === undefined) return { kind: "any" };
    return members.length === 1
      ? first
      : { kind: "intersect", members: members.map((m, index) => this.#name(m, numbered(place, index))) };
  }

  /** What can be said of an object's properties only when they are planned. */
  #finishObject(plan: ValuePlan, place: Place): ValuePlan {
    if (plan.kind !== "object") return plan;
    for (const property of plan.properties) {
      if (property.default !== undefined) this.#defaults.push({ property, place });
    }
    return { ...plan, properties: plan.properties.map((property) => this.#bePresent(property)) };
  }

  /** A required property is there, even where its schema alone (`t.Any`, `t.Not`) would let undefined through. */
  #bePresent(property: PropertyPlan): PropertyPlan {
    const { value, optional } = property;
    if (optional || !fits(value, undefined, this.registry) || isForUndefined(value, this.registry))
      return property;
    if (value.kind === "any") return { ...property, value: { kind: "defined" } };
    return { ...property, value: { kind: "intersect", members: [{ kind: "defined" }, value] } };
  }

  /** Takes a name; its plan may refer to it while it is made. */
  #claim(wanted: string): string {
    const name = this.#names.claim(wanted);
    this.#registry[name] = { kind: "never" };
    return name;
  }

  #fill(name: string, direction: Place["direction"], plan: ValuePlan): string {
    // Now, so that a plan stands after those it is made of.
    this.#schemas[name] = { name, direction, plan };
    this.#registry[name] = plan;
    return name;
  }
}

const structures: ReadonlySet<ValuePlan["kind"]> = new Set([
  "object",
  "array",
  "tuple",
  "union",
  "one",
  "intersect",
  "not",
]);

const numbered = (place: Place, index: number): Place => ({ ...place, name: `${place.name}_${index + 1}` });

/** What `type` and the keywords of types ask for. Without `type`, a keyword speaks only of values of its own type. */
function planTypes(schema: Schema, place: Place, planChild: PlanChild): ValuePlan[] {
  if (typeof schema.const !== "undefined" && typeof schema.type === "string" && hasNoTypeKeywords(schema))
    return [];
  const { type } = schema;
  if (typeof type === "string") return [planType(type, schema, place, planChild)];
  if (Array.isArray(type)) {
    return [
      { kind: "union", variants: type.map((name) => planNested(String(name), schema, place, planChild)) },
    ];
  }
  if (type !== undefined)
    return [refuse(place, "/type", `${JSON.stringify(type)} is no type.`, "Use a type's name.")];
  if (hasNoTypeKeywords(schema)) return [];
  return [{ kind: "union", variants: jsonTypes.map((name) => planNested(name, schema, place, planChild)) }];
}

function planType(type: string, schema: Schema, place: Place, planChild: PlanChild): ValuePlan {
  const planner = Object.hasOwn(typePlanners, type) ? typePlanners[type] : undefined;
  if (planner !== undefined) return planner.plan(schema, place, planChild);
  const known = Object.keys(typePlanners).join(", ");
  return refuse(
    place,
    "/type",
    `The type ${JSON.stringify(type)} cannot be compiled.`,
    `Use one of ${known}.`,
  );
}

/** One type of several: a structure among them is planned under a name, as a schema of that type alone. */
function planNested(type: string, schema: Schema, place: Place, planChild: PlanChild): ValuePlan {
  const keywords = typePlanners[type]?.keywords ?? [];
  const own = keywords
    .filter((keyword) => schema[keyword] !== undefined)
    .map((keyword) => [keyword, schema[keyword]]);
  return planChild({ type, ...Object.fromEntries(own) }, "", `${place.name}_${type}`);
}

const hasNoTypeKeywords = (schema: Schema): boolean =>
  jsonTypes.every((type) => typePlanners[type]?.keywords.every((keyword) => schema[keyword] === undefined));

function planEnumerations(schema: Schema): ValuePlan[] {
  const plans: ValuePlan[] = [];
  if (schema.const !== undefined) plans.push(planConstant(schema.const as JsonValue));
  if (Array.isArray(schema.enum))
    plans.push({ kind: "union", variants: schema.enum.map((value) => planConstant(value as JsonValue)) });
  return plans;
}

function planCombinations(schema: Schema, place: Place, planChild: PlanChild): ValuePlan[] {
  const each = (keyword: string): ValuePlan[] =>
    ((schema[keyword] ?? []) as unknown[]).map((part, index) =>
      planChild(part, `/${keyword}/${index}`, `${place.name}_${index + 1}`),
    );
  const plans = each("allOf");
  if (schema.anyOf !== undefined) plans.push({ kind: "union", variants: each("anyOf") });
  if (schema.oneOf !== undefined) plans.push({ kind: "one", variants: each("oneOf") });
  if (schema.not !== undefined) plans.push(planNot(planChild(schema.not, "/not", `${place.name}_not`)));
  if (schema.if !== undefined) plans.push(...planCondition(schema, place, planChild));
  for (const [key, dependency] of Object.entries((schema.dependencies ?? {}) as Record<string, unknown>)) {
    plans.push(planDependency(key, dependency, place, planChild));
  }
  return plans;
}

/** `if` holds and `then` does, or it does not and `else` does. */
function planCondition(schema: Schema, place: Place, planChild: PlanChild): ValuePlan[] {
  const condition = (name: string): ValuePlan => planChild(schema.if, "/if", `${place.name}_${name}`);
  const plans: ValuePlan[] = [];
  if (schema.then !== undefined) {
    const then = planChild(schema.then, "/then", `${place.name}_then`);
    plans.push({ kind: "union", variants: [planNot(condition("if")), then] });
  }
  if (schema.else !== undefined) {
    const otherwise = planChild(schema.else, "/else", `${place.name}_else`);
    plans.push({ kind: "union", variants: [condition("if"), otherwise] });
  }
  return plans;
}

/** An object that has a key must have others, or fit a schema. */
function planDependency(key: string, dependency: unknown, place: Place, planChild: PlanChild): ValuePlan {
  const needed = Array.isArray(dependency) ? { type: "object", required: dependency } : dependency;
  const without = planChild({ not: { type: "object", required: [key] } }, "", `${place.name}_without_${key}`);
  const step = `/dependencies/${key}`;
  return { kind: "union", variants: [without, planChild(needed, step, `${place.name}_with_${key}`)] };
}

/** Whether a plan names undefined as a value: `t.Undefined()`, `t.Union([t.String(), t.Undefined()])`. */
function isForUndefined(plan: ValuePlan, registry: PlanRegistry): boolean {
  if (plan.kind === "named") return isForUndefined(registry[plan.name] ?? { kind: "never" }, registry);
  if (plan.kind === "union") return plan.variants.some((variant) => isForUndefined(variant, registry));
  return plan.kind === "undefined";
}

const planNot = (plan: ValuePlan): ValuePlan =>
  plan.kind === "any" ? { kind: "never" } : { kind: "not", plan };

/** What a reference leads to within a document. */
function findTarget(reference: string, document: Schema): unknown {
  if (isRecord(document.$defs) && Object.hasOwn(document.$defs, reference)) return document.$defs[reference];
  if (reference === "#" || reference === document.$id) return document;
  if (!reference.startsWith("#/")) return undefined;
  let target: unknown = document;
  for (const step of reference.slice(2).split("/")) {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof target !== "object" || target === null || !Object.hasOwn(target, key)) return undefined;
    target = (target as Record<string, unknown>)[key];
  }
  return target;
}

const annotations: ReadonlySet<string> = new Set([
  "$id",
  "$schema",
  "$comment",
  "$defs",
  "definitions",
  "title",
  "description",
  "examples",
  "default",
  "deprecated",
  "readOnly",
  "writeOnly",
]);

const general: ReadonlySet<string> = new Set([
  "type",
  "const",
  "enum",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependencies",
]);

const numericKeywords: ReadonlySet<string> = new Set([
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minContains",
  "maxContains",
  "minProperties",
  "maxProperties",
  "minByteLength",
  "maxByteLength",
]);

function reportUnknownKeywords(schema: Schema, place: Place): void {
  const types =
    typeof schema.type === "string" ? [schema.type] : Array.isArray(schema.type) ? schema.type : jsonTypes;
  const known = new Set(types.flatMap((type) => typePlanners[String(type)]?.keywords ?? []));
  for (const keyword of Object.keys(schema)) {
    const value = schema[keyword];
    if (numericKeywords.has(keyword) && !Number.isFinite(value) && typeof value !== "bigint") {
      place.report({
        pointer: `${place.pointer}/${keyword}`,
        problem: `The keyword ${JSON.stringify(keyword)} is ${describeValue(value)}, which is no number.`,
        fix: "Give a number, or leave it out.",
      });
    }
    if (general.has(keyword) || annotations.has(keyword) || known.has(keyword)) continue;
    // A keyword of another type says nothing of this one's values.
    if (Object.values(typePlanners).some(({ keywords }) => keywords.includes(keyword)) && !isTypeBox(schema))
      continue;
    if (keyword === "additionalItems" || (keyword === "unevaluatedProperties" && schema[keyword] === true))
      continue;
    place.report({
      pointer: `${place.pointer}/${keyword}`,
      problem: `The keyword ${JSON.stringify(keyword)} cannot be compiled here.`,
      fix: "Remove it, and check for it in the handler.",
    });
  }
}

function refuse(place: Place, step: string, problem: string, fix: string): ValuePlan {
  place.report({ pointer: place.pointer + step, problem, fix });
  return { kind: "never" };
}

function reportSharedId(id: string, place: Place): void {
  refuse(
    place,
    "/$id",
    `Two different schemas have the $id ${JSON.stringify(id)}.`,
    "Give each its own $id; derived schemas (t.Omit, t.Partial …) take a second argument { $id }.",
  );
}
