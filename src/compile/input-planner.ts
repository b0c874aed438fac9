import type { TSchema } from "@sinclair/typebox";
import { type RouteDefinition, keyOf } from "../define/app-definition.ts";
import type { InputSchema } from "../define/schema.ts";
import { isStandardSchema } from "../define/standard-schema.ts";
import { hasKeyRules } from "../runtime/object-values.ts";
import type { InputLocation } from "../runtime/validation-error.ts";
import type { ObjectPlan, ValuePlan } from "../runtime/value-plan.ts";
import type { BodyPlan, InputPlan, RoutePlan } from "./app-plan.ts";
import { bodyPlanOf, hasFiles } from "./body-planner.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import type { SchemaPlanner } from "./schema-planner.ts";
import { readsWithoutEnd } from "./schema-references.ts";
import { schemaReporter } from "./schema-place.ts";

type Report = (diagnostic: Diagnostic) => void;

/** Plans how the inputs of a route are read. */
export class InputPlanner {
  readonly #schemas: SchemaPlanner;
  readonly #report: Report;

  constructor(schemas: SchemaPlanner, report: Report) {
    this.#schemas = schemas;
    this.#report = report;
  }

  /** @param name of the route, from which its schemas get theirs */
  plan(route: RouteDefinition, name: string, parameters: readonly string[]): RoutePlan["inputs"] {
    const inputs: Partial<Record<InputLocation, InputPlan>> = {};
    const body = bodyPlanOf(route, this.#report);
    for (const location of ["params", "query", "headers", "cookies", "body"] as const) {
      const schema = route.options[location];
      if (schema === undefined) continue;
      inputs[location] = this.#planInput(
        route,
        schema,
        location,
        name,
        location === "body" ? body : undefined,
      );
    }
    if (inputs.params?.schema !== undefined) this.#checkParameters(route, parameters, inputs.params);
    return inputs;
  }

  #planInput(
    route: RouteDefinition,
    schema: InputSchema,
    location: InputLocation,
    routeName: string,
    body: BodyPlan | undefined,
  ): InputPlan {
    const asWhole = { keys: undefined, unknown: "kept", body } as const;
    if (isStandardSchema(schema)) return { schema: undefined, ...asWhole };
    const planned = this.#schemas.plan(
      schema as TSchema,
      "input",
      `${routeName}_${location}`,
      { route: keyOf(route), location, hasFiles: hasFiles(body), isRaw: body?.kind === "bytes" },
      schemaReporter(route, location, this.#report),
    );
    if (body?.kind === "text") this.#checkReading(route, { kind: "named", name: planned }, location);
    if (body !== undefined && body.kind !== "form" && (body.kind !== "json" || body.forms.length === 0))
      return { schema: planned, ...asWhole, keys: [], unknown: this.#unknownOf(planned) };
    return { ...this.#planNamed(route, planned, location), body };
  }

  #unknownOf(schema: string): InputPlan["unknown"] {
    const plan = this.#schemas.registry[schema];
    return plan?.kind === "object" ? unknownOf(plan) : "stripped";
  }

  /** Values that come by name. Their schema is an object. */
  #planNamed(route: RouteDefinition, schema: string, location: InputLocation): Omit<InputPlan, "body"> {
    const plan = this.#schemas.registry[schema];
    if (plan?.kind !== "object") {
      this.#refuse(
        route,
        `the ${location} schema is not an object schema.`,
        `Use t.Object with a property for each name: ${location}: t.Object({ name: t.String() }).`,
      );
      return { schema, keys: [], unknown: "stripped" };
    }
    for (const { key, value } of plan.properties) this.#checkReading(route, value, `${location} /${key}`);
    const keys = plan.properties.map(({ key }) => key);
    const unknown = unknownOf(plan);
    if (location === "headers") {
      this.#checkFieldNames(route, keys);
      this.#checkFieldPatterns(route, plan.patterns);
    }
    if (unknown === "refused" && location === "headers") {
      this.#refuse(
        route,
        "the headers schema refuses fields that it does not name, and every request has some.",
        "Remove additionalProperties: false from it.",
      );
    }
    // A path has no other names than those that are declared.
    const isNamed = location === "params" || !hasKeyRules(plan);
    return { schema, keys: isNamed ? keys : undefined, unknown };
  }

  #refuse(route: RouteDefinition, problem: string, fix: string): void {
    this.#report({
      code: "unsupported_schema",
      source: route.source,
      problem: `${keyOf(route)}: ${problem}`,
      fix,
    });
  }

  /** A request cannot have a field of another name, and asking for one throws (RFC 9110 §5.6.2). */
  #checkFieldNames(route: RouteDefinition, names: readonly string[]): void {
    for (const name of names.filter((text) => !/^[\w!#$%&'*+.^`|~-]+$/.test(text))) {
      this.#refuse(
        route,
        `the headers schema names ${JSON.stringify(name)}, which no header field can be called.`,
        'Use letters, digits and -: "x-request-id".',
      );
    }
  }

  #checkReading(route: RouteDefinition, plan: ValuePlan, place: string): void {
    if (!readsWithoutEnd(plan, this.#schemas.registry)) return;
    this.#refuse(
      route,
      `${place} is a list that can contain itself, which text cannot say.`,
      "Use a list of values, or read it from a JSON body.",
    );
  }

  /** Fields that the schema does not name have names in lower case, which another pattern would never match. */
  #checkFieldPatterns(route: RouteDefinition, patterns: ObjectPlan["patterns"] = []): void {
    for (const { pattern } of patterns.filter((entry) => /[A-Z]/.test(entry.pattern.replace(/\\./g, "")))) {
      this.#refuse(
        route,
        `the headers schema has the pattern ${JSON.stringify(pattern)}, and names of fields are in lower case.`,
        "Write its letters in lower case.",
      );
    }
  }

  #checkParameters(route: RouteDefinition, parameters: readonly string[], { keys = [] }: InputPlan): void {
    const report = (problem: string, fix: string): void =>
      this.#report({
        code: "parameter_without_schema",
        source: route.source,
        problem: `${keyOf(route)}: ${problem}`,
        fix,
      });
    for (const name of parameters.filter((parameter) => !keys.includes(parameter))) {
      report(
        `the params schema has no property for ${name === "*" ? "the *" : `:${name}`}.`,
        `Add ${JSON.stringify(name)} to it, or leave the schema out to get text.`,
      );
    }
    for (const name of keys.filter((key) => !parameters.includes(key))) {
      report(
        `the params schema names ${JSON.stringify(name)}, which is not in the path.`,
        `Add :${name} to the path, or remove the property.`,
      );
    }
  }
}

/** What becomes of properties that an object does not declare. */
function unknownOf({ patterns, unknown }: ObjectPlan): InputPlan["unknown"] {
  if (unknown === "refuse") return "refused";
  return (patterns ?? unknown) === undefined ? "stripped" : "kept";
}
