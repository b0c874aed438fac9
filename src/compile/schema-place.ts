import { type RouteDefinition, keyOf } from "../define/app-definition.ts";
import { describeValue } from "../runtime/describe.ts";
import type { JsonValue, ValuePlan } from "../runtime/value-plan.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { slownessOf } from "./slow-pattern.ts";

/** A JSON Schema, or the extension of one that TypeBox makes. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** A part of a schema that cannot be compiled. */
export interface SchemaProblem {
  /** JSON pointer into the schema. */
  readonly pointer: string;
  readonly problem: string;
  readonly fix: string;
}

/** What a schema is for. */
export interface SchemaOrigin {
  /** Key of the route. */
  readonly route: string;
  /** `query`, `response/200`. */
  readonly location: string;
  /** Whether its values can be files. */
  readonly hasFiles: boolean;
  /** Whether bytes come as they are, not as the text that JSON has for them. */
  readonly isRaw: boolean;
}

/** Where the planner stands: what names it gives, where it reports. */
export interface Place {
  readonly origin: SchemaOrigin;
  readonly direction: "input" | "output";
  /** Name of the enclosing plan, from which a nested one gets its own. */
  readonly name: string;
  readonly pointer: string;
  /** The schema that `#` refers to, and where it stands. */
  readonly document: Schema;
  readonly documentPointer: string;
  readonly report: (problem: SchemaProblem) => void;
}

/** Plans a schema inside another: `step` is its JSON pointer from there, `name` the name it gets if it needs one. */
export type PlanChild = (schema: unknown, step: string, name: string) => ValuePlan;

/** Reports problems of a route's schema. */
export const schemaReporter =
  (route: RouteDefinition, option: string, report: (diagnostic: Diagnostic) => void) =>
  ({ pointer, problem, fix }: SchemaProblem): void =>
    report({
      code: "unsupported_schema",
      source: route.source,
      problem: `${keyOf(route)}, ${option}${pointer === "" ? "" : ` ${pointer}`}: ${problem}`,
      fix,
    });

/** Reports a part that cannot be compiled, and lets nothing through in its place. */
export function refuse(place: Place, step: string, problem: string, fix: string): ValuePlan {
  place.report({ pointer: place.pointer + step, problem, fix });
  return { kind: "never" };
}

/** Where a pattern stands in a schema, and what bounds the texts it is tried on. */
export interface PatternPlace {
  readonly step: string;
  readonly flags?: unknown;
  readonly maxLength: unknown;
  /** How the texts are bounded: `maxLength`. */
  readonly bound: (length: number) => string;
}

/** Reports text that is not the source of a regular expression, or of one that a client's text can keep busy. */
export function reportPattern(pattern: unknown, at: PatternPlace, place: Place): void {
  const { flags = "", step } = at;
  if (!isPattern(pattern, flags)) return reportSyntax(pattern, flags, step, place);
  const slowness = slownessOf(String(pattern), String(flags), at.maxLength);
  if (slowness === undefined) return;
  const bound = at.bound(slowness.length);
  refuse(
    place,
    step,
    slowness.problem,
    `Bound the text by ${bound}, or write the pattern so that no text can be read in two ways, with ^ before it.`,
  );
}

function reportSyntax(pattern: unknown, flags: unknown, step: string, place: Place): void {
  const told = JSON.stringify(pattern) ?? describeValue(pattern);
  const withFlags = flags === "" ? "" : ` with the flags ${JSON.stringify(flags)}`;
  refuse(
    place,
    step,
    `The pattern ${told}${withFlags} is not the source of a regular expression.`,
    flags === "" ? "Mend its syntax; it is compiled without flags." : "Mend its syntax or its flags.",
  );
}

function isPattern(pattern: unknown, flags: unknown): boolean {
  try {
    return typeof pattern === "string" && new RegExp(pattern, String(flags)) instanceof RegExp;
  } catch {
    return false;
  }
}

/** A constant as a plan. */
export function planConstant(value: JsonValue): ValuePlan {
  if (value === null) return { kind: "null" };
  return typeof value === "object" ? { kind: "equal", value } : { kind: "literal", value };
}

export const isTypeBox = (schema: object): boolean => Symbol.for("TypeBox.Kind") in schema;

/** The functions of the transforms within a schema, in their order. */
export function functionsIn(schema: unknown): unknown[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own: unknown = Reflect.get(schema, Symbol.for("TypeBox.Transform"));
  return [...(own === undefined ? [] : [own]), ...Object.values(schema).flatMap(functionsIn)];
}

export const isRecord = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Those keywords that a schema has. */
export function pick<T extends object>(schema: Schema, keywords: readonly string[]): T {
  return Object.fromEntries(
    keywords.flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]])),
  ) as T;
}

/** A plan with what its schema says of failures: `errorMessage`, and `writeOnly` for what must not be shown. */
export function annotate({ errorMessage, writeOnly }: Schema, plan: ValuePlan): ValuePlan {
  if (errorMessage === undefined && writeOnly !== true) return plan;
  return {
    ...plan,
    ...(errorMessage === undefined ? {} : { message: errorMessage as NonNullable<ValuePlan["message"]> }),
    ...(writeOnly === true ? { isSecret: true } : {}),
  };
}
