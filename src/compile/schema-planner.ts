import type { TSchema } from "@sinclair/typebox";
import { jsonText } from "../define/fingerprint.ts";
import { escapeKey } from "../runtime/object-values.ts";
import type { PlanRegistry, PropertyPlan, ValuePlan } from "../runtime/value-plan.ts";
import type { AppPlan } from "./app-plan.ts";
import { Names, toIdentifier } from "./names.ts";
import { PlanBook } from "./plan-book.ts";
import { defaultProblem } from "./plan-default.ts";
import { planCombinations, planEnumerations, planTypes } from "./schema-combinations.ts";
import { toPresent } from "./schema-objects.ts";
import {
  type Place,
  type PlanChild,
  type Schema,
  type SchemaOrigin,
  type SchemaProblem,
  annotate,
  functionsIn,
  isRecord,
  isTypeBox,
  refuse,
} from "./schema-place.ts";
import { findTarget } from "./schema-references.ts";
import { reportKeywords } from "./schema-shapes.ts";

/**
 * Plans schemas: TypeBox's, and JSON Schema (draft 7) which they are. Every keyword is read or reported, so that none
 * becomes a weaker check in silence. Structures get names, and so functions of their own; schemas with an `$id`, and
 * what is referred to, are planned once for each direction.
 */
export class SchemaPlanner {
  readonly #book: PlanBook;
  readonly #transformNames = new Names();
  /** By {@link keyOfId}. */
  readonly #nameById = new Map<string, string>();
  readonly #schemaById = new Map<string, Schema>();
  /** Properties with a default, to be checked when all that they refer to is planned. */
  readonly #defaults: { readonly property: PropertyPlan; readonly place: Place }[] = [];
  /** Names of plans by the schema itself, for other references. */
  readonly #byTarget = { input: new Map<unknown, string>(), output: new Map<unknown, string>() };

  constructor(names: Names) {
    this.#book = new PlanBook(names);
  }

  /** Every plan made so far, by name. */
  get schemas(): AppPlan["schemas"] {
    return this.#book.schemas;
  }

  /** The plans alone, for `named` references. */
  get registry(): PlanRegistry {
    return this.#book.registry;
  }

  /** Plans a whole schema and returns the name of its plan. */
  plan(
    schema: TSchema,
    direction: Place["direction"],
    name: string,
    origin: SchemaOrigin,
    report: (problem: SchemaProblem) => void,
  ): string {
    const document = schema as unknown as Schema;
    const told = new Set<string>();
    const place: Place = {
      origin,
      direction,
      name,
      pointer: "",
      document,
      documentPointer: "",
      report(problem) {
        const text = `${problem.pointer} ${problem.problem}`;
        if (!told.has(text)) report(problem);
        told.add(text);
      },
    };
    const planned = this.#planRoot(document, place);
    this.#book.tagUnions();
    this.#checkDefaults();
    return planned;
  }

  /** The name of a schema without its rules: its own, where it has none. */
  withoutRules(schema: string): string {
    return this.#book.withoutRules(schema);
  }

  #planRoot(schema: Schema, place: Place): string {
    const { name } = place;
    const isInline = isRecord(schema) && schema.$ref === undefined && schema.$id === undefined;
    if (!isInline) {
      const plan = this.#planSchema(schema, place);
      return plan.kind === "named" ? plan.name : this.#fill(this.#claim(name), plan, place);
    }
    // Named before it is planned: inside it, `#` is its name.
    const claimed = this.#claim(name);
    this.#byTarget[place.direction].set(schema, claimed);
    return this.#fill(claimed, this.#planKeywords(schema, { ...place, name: claimed }), place);
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
    if (schema.$defs !== undefined && typeof schema.$ref === "string" && isTypeBox(schema)) {
      const inside = { ...place, document: schema, documentPointer: place.pointer };
      return this.#convert(schema, this.#planReference(schema, inside), place);
    }
    if (typeof schema.$ref === "string")
      return this.#convert(schema, this.#planReference(schema, place), place);
    if (typeof schema.$id === "string") return this.#planIdentified(schema, schema.$id, place);
    return this.#name(this.#planKeywords(schema, place), place);
  }

  /** A structure gets a name, and so a function; a leaf stays where it is. */
  #name(plan: ValuePlan, place: Place): ValuePlan {
    if (!structures.has(plan.kind)) return plan;
    return { kind: "named", name: this.#fill(this.#claim(place.name), plan, place) };
  }

  #planIdentified(schema: Schema, id: string, place: Place): ValuePlan {
    const first = this.#schemaById.get(id) ?? schema;
    if (!isSameSchema(first, schema)) reportSharedId(id, place);
    this.#schemaById.set(id, first);
    const key = keyOfId(id, place);
    const known = this.#nameById.get(key);
    if (known !== undefined) return { kind: "named", name: known };
    const base = toIdentifier(id);
    const name = this.#claim(place.direction === "input" ? `${base}_input` : base);
    this.#nameById.set(key, name);
    this.#byTarget[place.direction].set(schema, name);
    // Within plain JSON Schema an `$id` begins a document; TypeBox refers by name.
    const inside = isTypeBox(schema) ? place : { ...place, document: schema, documentPointer: place.pointer };
    this.#fill(name, this.#planKeywords(schema, { ...inside, name }), place);
    return { kind: "named", name };
  }

  /** `#`, `#/definitions/x`, the name of a module's member, or the `$id` of a schema that is planned already. */
  #planReference(schema: Schema, place: Place): ValuePlan {
    const reference = String(schema.$ref);
    const known = this.#nameById.get(keyOfId(reference, place));
    const found = findTarget(reference, place.document);
    if (found === undefined && known !== undefined) return { kind: "named", name: known };
    if (found === undefined) {
      return refuse(
        place,
        "/$ref",
        `The reference ${JSON.stringify(reference)} leads nowhere.`,
        "Use t.Module, t.Recursive, or a schema with that $id in an earlier route.",
      );
    }
    const target = found.schema;
    const planned = this.#byTarget[place.direction].get(target);
    if (planned !== undefined) return { kind: "named", name: planned };
    const there = { ...place, pointer: place.documentPointer + found.step };
    const isMember = isRecord(target) && typeof target.$id === "string" && !isRecord(place.document.$defs);
    if (isMember) return this.#planIdentified(target, String(target.$id), there);
    const base = reference === "#" ? "document" : toIdentifier(reference);
    const name = this.#claim(place.direction === "input" ? `${base}_input` : base);
    this.#byTarget[place.direction].set(target, name);
    const leadsOn = !isRecord(target) || target.$ref !== undefined;
    const inside = { ...there, name };
    const plan = leadsOn ? this.#planSchema(target, inside) : this.#planKeywords(target, inside);
    return { kind: "named", name: this.#fill(name, plan, inside) };
  }

  /** All keywords of a schema together: what each group of them asks for. */
  #planKeywords(schema: Schema, place: Place): ValuePlan {
    let isSound = true;
    const own: Place = {
      ...place,
      report: (problem) => {
        isSound = false;
        place.report(problem);
      },
    };
    if (!reportKeywords(schema, own)) return { kind: "never" };
    const planChild: PlanChild = (child, step, name) =>
      this.#planSchema(child, { ...place, pointer: place.pointer + step, name: toIdentifier(name) });
    const members = [
      ...planTypes(schema, own, planChild).map((plan) => this.#finishObject(plan, place)),
      ...planEnumerations(schema),
      ...planCombinations(schema, own, planChild),
    ];
    if (!isSound) return { kind: "never" };
    return this.#convert(schema, this.#join(members, place), place);
  }

  /** A value that fits all of the plans. */
  #join(members: readonly ValuePlan[], place: Place): ValuePlan {
    const [first] = members;
    if (first === undefined) return { kind: "any" };
    return members.length === 1
      ? first
      : { kind: "intersect", members: members.map((m, index) => this.#name(m, numbered(place, index))) };
  }

  /** What a schema's functions make of its values, and what it says of its failures. */
  #convert(schema: Schema, plan: ValuePlan, place: Place): ValuePlan {
    const annotated = annotate(schema, plan);
    if (!(Symbol.for("TypeBox.Transform") in schema)) return annotated;
    const { direction, pointer, origin } = place;
    const { route, location } = origin;
    const inner = this.#name(annotated, { ...place, name: `${place.name}_wire` });
    const name = this.#transformNames.claim(`${place.name}_${direction}`);
    return annotate(schema, { kind: "transform", plan: inner, name, direction, route, location, pointer });
  }

  /** What can be said of an object's properties only when they are planned. */
  #finishObject(plan: ValuePlan, place: Place): ValuePlan {
    if (plan.kind !== "object") return plan;
    for (const property of plan.properties) {
      if (property.default !== undefined) this.#defaults.push({ property, place });
    }
    return { ...plan, properties: plan.properties.map((property) => toPresent(property, this.registry)) };
  }

  #claim(wanted: string): string {
    return this.#book.claim(wanted);
  }

  #fill(name: string, plan: ValuePlan, place: Place): string {
    if (!this.#book.enter(name, plan, place.direction)) refuseCircle(place);
    return name;
  }
}

const refuseCircle = (place: Place): ValuePlan =>
  refuse(
    place,
    "",
    "The schema refers to itself with nothing in between.",
    "Refer to it from a property or from items.",
  );

const structures: ReadonlySet<ValuePlan["kind"]> = new Set([
  "object",
  "array",
  "tuple",
  "union",
  "one",
  "intersect",
  "not",
]);

/** What a schema with an `$id` is planned for. */
const keyOfId = (id: string, { direction, origin }: Place): string =>
  `${direction} ${origin.isRaw ? "raw " : ""}${id}`;

/** Whether two schemas say the same, with the same functions. */
function isSameSchema(a: Schema, b: Schema): boolean {
  const [functionsOfA, functionsOfB] = [functionsIn(a), functionsIn(b)];
  const isSame = functionsOfA.every((functions, index) => functions === functionsOfB[index]);
  return isSame && functionsOfA.length === functionsOfB.length && jsonText(a) === jsonText(b);
}

const numbered = (place: Place, index: number): Place => ({ ...place, name: `${place.name}_${index + 1}` });

function reportSharedId(id: string, place: Place): void {
  refuse(
    place,
    "/$id",
    `Two different schemas have the $id ${JSON.stringify(id)}.`,
    "Give each its own $id; derived schemas (t.Omit, t.Partial …) take a second argument { $id }.",
  );
}
