import type { TSchema } from "@sinclair/typebox";
import { jsonText } from "../define/fingerprint.ts";
import { describeValue, escapeKey } from "../runtime/failures.ts";
import { formats } from "../runtime/formats.ts";
import type {
  NumberRules,
  PlanOf,
  PlanRegistry,
  PropertyPlan,
  StringRules,
  ValuePlan,
} from "../runtime/value-plan.ts";
import type { AppPlan, NamedPlan } from "./app-plan.ts";
import { defaultProblem } from "./plan-default.ts";
import { type Names, toIdentifier } from "./names.ts";

/** A part of a schema that cannot be compiled. */
export interface SchemaProblem {
  /** JSON pointer into the schema. */
  readonly pointer: string;
  readonly problem: string;
  readonly fix: string;
}

type Direction = NamedPlan["direction"];

/** Where the planner stands: what names it gives, where it reports. */
interface Place {
  readonly direction: Direction;
  /** Name of the enclosing plan, from which a nested one gets its own. */
  readonly name: string;
  readonly pointer: string;
  readonly report: (problem: SchemaProblem) => void;
}

type Schema = TSchema & Readonly<Record<string, unknown>>;

/**
 * Plans schemas. Objects, arrays, records and unions get names, and so functions of their own; schemas with an `$id`
 * are planned once for each direction. What has no plan is reported, and never becomes a weaker check.
 */
export class SchemaPlanner {
  readonly #names: Names;
  readonly #schemas: Record<string, NamedPlan> = Object.create(null);
  readonly #registry: Record<string, ValuePlan> = Object.create(null);
  /** By direction and `$id`. */
  readonly #nameById = new Map<string, string>();
  readonly #textById = new Map<string, string>();

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
  plan(schema: TSchema, direction: Direction, name: string, report: Place["report"]): string {
    const place = { direction, name, pointer: "", report };
    const plan = this.#planValue(schema as Schema, place);
    return plan.kind === "named" ? plan.name : this.#register(name, direction, plan);
  }

  #planValue(schema: Schema, place: Place): ValuePlan {
    const kind = kindOf(schema);
    const planKind = kind !== undefined && Object.hasOwn(planners, kind) ? planners[kind] : undefined;
    if (planKind === undefined) {
      place.report(unsupportedKind(schema, place));
      return { kind: "never" };
    }
    reportUnknownKeywords(schema, planKind, place);
    return schema.$id === undefined
      ? this.#planNested(schema, planKind, place)
      : this.#planShared(schema, planKind, place);
  }

  #planNested(schema: Schema, planKind: KindPlanner, place: Place): ValuePlan {
    const plan = planKind.plan(schema, place, (child, step, childName) =>
      this.#planValue(child, { ...place, pointer: place.pointer + step, name: childName ?? place.name }),
    );
    if (plan.kind === "object") this.#checkDefaults(plan, place);
    if (!hasFunctions(plan)) return plan;
    return { kind: "named", name: this.#register(place.name, place.direction, plan) };
  }

  /** A default takes the place of a value that was checked, so it has to fit itself. */
  #checkDefaults({ properties }: PlanOf<"object">, place: Place): void {
    for (const property of properties.filter((candidate) => candidate.default !== undefined)) {
      const problem = defaultProblem(property, this.registry);
      if (problem === undefined) continue;
      const pointer = `${place.pointer}/properties/${escapeKey(property.key)}/default`;
      place.report({ pointer, problem, fix: "Give a default that fits its schema." });
    }
  }

  #planShared(schema: Schema, planKind: KindPlanner, place: Place): ValuePlan {
    const text = jsonText(schema);
    const first = this.#textById.get(String(schema.$id)) ?? text;
    if (first !== text) place.report(sharedIdProblem(schema, place));
    this.#textById.set(String(schema.$id), first);
    const key = `${place.direction} ${schema.$id}`;
    const known = this.#nameById.get(key);
    if (known !== undefined) return { kind: "named", name: known };
    const base = toIdentifier(String(schema.$id));
    const name = place.direction === "input" ? `${base}_input` : base;
    const plan = this.#planNested(schema, planKind, { ...place, name });
    const registered = plan.kind === "named" ? plan.name : this.#register(name, place.direction, plan);
    this.#nameById.set(key, registered);
    return { kind: "named", name: registered };
  }

  #register(wanted: string, direction: Direction, plan: ValuePlan): string {
    const name = this.#names.claim(wanted);
    this.#schemas[name] = { name, direction, plan };
    this.#registry[name] = plan;
    return name;
  }
}

const hasFunctions = (plan: ValuePlan): boolean => ["object", "array", "record", "union"].includes(plan.kind);

/** The TypeBox kind. TypeBox registers its symbols globally, so that the compiler need not load it to read schemas. */
function kindOf(schema: Schema): string | undefined {
  if (typeof schema !== "object" || schema === null) return undefined;
  const kind = (schema as unknown as Record<symbol, unknown>)[Symbol.for("TypeBox.Kind")];
  const isTransform = Symbol.for("TypeBox.Transform") in schema;
  return isTransform || typeof kind !== "string" ? undefined : kind;
}

type PlanChild = (schema: Schema, step: string, name?: string) => ValuePlan;

interface KindPlanner {
  /** The keywords it reads. Any other that is not an annotation is reported. */
  readonly keywords: readonly string[];
  readonly plan: (schema: Schema, place: Place, planChild: PlanChild) => ValuePlan;
}

const annotations: ReadonlySet<string> = new Set([
  "$id",
  "$schema",
  "$comment",
  "title",
  "description",
  "examples",
  "default",
  "deprecated",
  "readOnly",
  "writeOnly",
]);

const numberKeywords = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] as const;
const stringKeywords = ["minLength", "maxLength", "pattern", "format"] as const;
const numericKeywords: ReadonlySet<string> = new Set([
  ...numberKeywords,
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
]);

const planners: Readonly<Record<string, KindPlanner>> = {
  Any: { keywords: [], plan: () => ({ kind: "any" }) },
  Unknown: { keywords: [], plan: () => ({ kind: "any" }) },
  Never: { keywords: ["not"], plan: () => ({ kind: "never" }) },
  Null: { keywords: ["type"], plan: () => ({ kind: "null" }) },
  Undefined: { keywords: ["type"], plan: () => ({ kind: "undefined" }) },
  Void: { keywords: ["type"], plan: () => ({ kind: "undefined" }) },
  Boolean: { keywords: ["type"], plan: () => ({ kind: "boolean" }) },
  Integer: {
    keywords: ["type", ...numberKeywords],
    plan: (schema) => ({ kind: "integer", ...pick<NumberRules>(schema, numberKeywords) }),
  },
  Number: {
    keywords: ["type", ...numberKeywords],
    plan: (schema) => ({ kind: "number", ...pick<NumberRules>(schema, numberKeywords) }),
  },
  String: { keywords: ["type", ...stringKeywords], plan: planString },
  TemplateLiteral: { keywords: ["type", "pattern"], plan: planString },
  Literal: {
    keywords: ["type", "const"],
    plan: (schema) => ({ kind: "literal", value: schema.const as string }),
  },
  Array: {
    keywords: ["type", "items", "minItems", "maxItems"],
    plan: (schema, place, planChild) => ({
      kind: "array",
      items: planChild(schema.items as Schema, "/items", `${place.name}_item`),
      ...pick<{ minItems?: number; maxItems?: number }>(schema, ["minItems", "maxItems"]),
    }),
  },
  Object: { keywords: ["type", "properties", "required", "additionalProperties"], plan: planObject },
  Record: { keywords: ["type", "patternProperties"], plan: planRecord },
  Union: {
    keywords: ["anyOf"],
    plan: (schema, place, planChild) => ({
      kind: "union",
      variants: (schema.anyOf as Schema[]).map((variant, index) =>
        planChild(variant, `/anyOf/${index}`, `${place.name}_${index + 1}`),
      ),
    }),
  },
};

function planString(schema: Schema, place: Place): ValuePlan {
  const rules = pick<StringRules>(schema, stringKeywords);
  if (rules.format !== undefined && !Object.hasOwn(formats, rules.format)) {
    place.report({
      pointer: `${place.pointer}/format`,
      problem: `The format ${JSON.stringify(rules.format)} is not known.`,
      fix: `Use one of ${Object.keys(formats).join(", ")}, or a pattern.`,
    });
  }
  if (rules.pattern !== undefined && (typeof rules.pattern !== "string" || !isRegExp(rules.pattern))) {
    place.report({
      pointer: `${place.pointer}/pattern`,
      problem: `The pattern ${JSON.stringify(rules.pattern)} is not the source of a regular expression.`,
      fix: "Mend its syntax; it is compiled without flags.",
    });
  }
  return { kind: "string", ...rules };
}

function planObject(schema: Schema, place: Place, planChild: PlanChild): ValuePlan {
  const { additionalProperties, required } = schema;
  if (additionalProperties !== undefined && typeof additionalProperties !== "boolean") {
    place.report(
      unsupportedKeyword("additionalProperties", place, "Declare the properties, or use t.Record."),
    );
  }
  const properties = Object.entries(schema.properties as Record<string, Schema>);
  return {
    kind: "object",
    properties: properties.map(([key, property]) => {
      const optional = !(required as readonly string[] | undefined)?.includes(key);
      return planProperty(key, property, optional, place, planChild);
    }),
    ...(additionalProperties === false && place.direction === "input" ? { refusesUnknown: true } : {}),
  };
}

function planProperty(
  key: string,
  schema: Schema,
  optional: boolean,
  place: Place,
  planChild: PlanChild,
): PropertyPlan {
  const value = planChild(schema, `/properties/${escapeKey(key)}`, `${place.name}_${toIdentifier(key)}`);
  // What is no schema is reported.
  const fallback = place.direction === "input" ? schema?.default : undefined;
  return {
    key,
    value,
    ...(optional || fallback !== undefined ? { optional: true } : {}),
    ...(fallback !== undefined ? { default: fallback } : {}),
  };
}

function planRecord(schema: Schema, place: Place, planChild: PlanChild): ValuePlan {
  const patterns = Object.entries((schema.patternProperties ?? {}) as Record<string, Schema>);
  const [pattern, values] = patterns[0] ?? [];
  // The pattern TypeBox writes for t.Record(t.String(), …): every key.
  if (patterns.length !== 1 || pattern !== "^(.*)$" || values === undefined) {
    place.report(
      unsupportedKeyword("patternProperties", place, "Use t.String() for the keys of a t.Record."),
    );
    return { kind: "never" };
  }
  return { kind: "record", values: planChild(values, "/patternProperties/^(.*)$", `${place.name}_value`) };
}

function pick<T extends object>(schema: Schema, keywords: readonly string[]): T {
  return Object.fromEntries(
    keywords.flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]])),
  ) as T;
}

function isRegExp(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

function reportUnknownKeywords(schema: Schema, planKind: KindPlanner, place: Place): void {
  for (const keyword of Object.keys(schema)) {
    if (numericKeywords.has(keyword) && !Number.isFinite(schema[keyword])) {
      place.report(unfitKeyword(keyword, schema[keyword], place));
    }
    if (planKind.keywords.includes(keyword) || annotations.has(keyword)) continue;
    place.report(unsupportedKeyword(keyword, place, "Remove it, and check for it in the handler."));
  }
}

const unfitKeyword = (keyword: string, value: unknown, place: Place): SchemaProblem => ({
  pointer: `${place.pointer}/${keyword}`,
  problem: `The keyword ${JSON.stringify(keyword)} is ${describeValue(value)}, which is no number.`,
  fix: "Give a number, or leave it out.",
});

const unsupportedKeyword = (keyword: string, place: Place, fix: string): SchemaProblem => ({
  pointer: `${place.pointer}/${keyword}`,
  problem: `The keyword ${JSON.stringify(keyword)} cannot be compiled here.`,
  fix,
});

function unsupportedKind(schema: Schema, place: Place): SchemaProblem {
  const kind = schema?.[Symbol.for("TypeBox.Kind") as unknown as string];
  const what = typeof kind === "string" ? `A t.${kind} schema` : "A schema that TypeBox did not make";
  const transformed =
    schema !== null && typeof schema === "object" && Symbol.for("TypeBox.Transform") in schema;
  return {
    pointer: place.pointer,
    problem: `${transformed ? "A t.Transform schema" : what} cannot be compiled yet.`,
    fix: `Use ${Object.keys(planners)
      .map((name) => `t.${name}`)
      .join(", ")}.`,
  };
}

const sharedIdProblem = (schema: Schema, place: Place): SchemaProblem => ({
  pointer: `${place.pointer}/$id`,
  problem: `Two different schemas have the $id ${JSON.stringify(schema.$id)}.`,
  fix: "Give each its own $id; derived schemas (t.Omit, t.Partial …) take a second argument { $id }.",
});
