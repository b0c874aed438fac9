/**
 * What the compiler makes of a schema: plain data, one shape per kind. It says what a value must be (`check`), what is
 * kept of it (`project`), how text becomes it (`parse`) and what is wrong with one that does not fit (`failures`).
 */
export type ValuePlan = PlanKinds & Annotations;

/** What a schema says of its own failures. */
export interface Annotations {
  /** Words for a client in place of ours: for every failure of the value itself, or by the rule that is broken. */
  readonly message?: string | Readonly<Record<string, string>>;
  /** Whether the value that came must not be shown. */
  readonly isSecret?: true;
}

type PlanKinds =
  | { readonly kind: "any" }
  /** Anything that is there: any value but undefined. */
  | { readonly kind: "defined" }
  | { readonly kind: "never" }
  | { readonly kind: "null" }
  | { readonly kind: "undefined" }
  | { readonly kind: "boolean" }
  | ({ readonly kind: "integer" } & NumberRules)
  | ({ readonly kind: "number" } & NumberRules)
  | ({ readonly kind: "string" } & StringRules)
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  /** Equal to a JSON array or object, member by member. */
  | { readonly kind: "equal"; readonly value: JsonValue }
  /** An output: a `Date`, written as its ISO text. */
  | ({ readonly kind: "date" } & DateRules)
  /** An input: ISO text, read as a `Date`. */
  | ({ readonly kind: "dateText" } & DateRules)
  /** An output: a `Uint8Array`, written as base64. Raw, an input: bytes as they came, kept as they are. */
  | ({ readonly kind: "bytes"; readonly isRaw?: true } & BytesRules)
  /** An input: base64, read as a `Uint8Array`. */
  | ({ readonly kind: "bytesText" } & BytesRules)
  /** An output: a `bigint`, written as its decimal digits in a string, which loses nothing. */
  | ({ readonly kind: "bigint" } & BigIntRules)
  /** An input: decimal digits in a string, or a safe integer, read as a `bigint`. */
  | ({ readonly kind: "bigintText" } & BigIntRules)
  /** An input: a file of a form. */
  | ({ readonly kind: "file" } & FileRules)
  /** An object, kept as it is. */
  | { readonly kind: "anyObject" }
  | ArrayPlan
  | TuplePlan
  | ObjectPlan
  | UnionPlan
  /** Fits exactly one of them. */
  | { readonly kind: "one"; readonly variants: readonly ValuePlan[] }
  /** Fits all of them. */
  | { readonly kind: "intersect"; readonly members: readonly ValuePlan[] }
  | { readonly kind: "not"; readonly plan: ValuePlan }
  | TransformPlan
  | { readonly kind: "named"; readonly name: string };

/** A plan of one kind. */
export type PlanOf<K extends ValuePlan["kind"]> = Extract<ValuePlan, { readonly kind: K }>;

/** What JSON can say. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Bounds of a number, in its own unit. */
export interface NumberRules {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** Rules of a string. */
export interface StringRules {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** What lengths count: UTF-16 code units, as TypeBox does, or code points, as JSON Schema does. */
  readonly counts?: "codePoints";
  /** Source of a regular expression. */
  readonly pattern?: string;
  /** Flags of the pattern. */
  readonly flags?: string;
  readonly format?: string;
}

/** Bounds of a date, in milliseconds since 1970. */
export interface DateRules {
  readonly minimumTimestamp?: number;
  readonly maximumTimestamp?: number;
  readonly exclusiveMinimumTimestamp?: number;
  readonly exclusiveMaximumTimestamp?: number;
  readonly multipleOfTimestamp?: number;
}

/** Bounds of a byte array. */
export interface BytesRules {
  readonly minByteLength?: number;
  readonly maxByteLength?: number;
}

/** Rules of a file. */
export interface FileRules {
  /** Media types it may have, `image/png`, or `image/*`; what the client says of it. */
  readonly mediaTypes?: readonly string[];
  readonly minSizeBytes?: number;
  readonly maxSizeBytes?: number;
}

/** Bounds of a bigint, as decimal digits. */
export interface BigIntRules {
  readonly minimum?: string;
  readonly maximum?: string;
  readonly exclusiveMinimum?: string;
  readonly exclusiveMaximum?: string;
  readonly multipleOf?: string;
}

/** Rules of an array's items as a whole. */
export interface ItemRules {
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Whether no two items are equal. */
  readonly uniqueItems?: true;
  /** At least `minContains` (default 1) and at most `maxContains` items fit this. */
  readonly contains?: ValuePlan;
  readonly minContains?: number;
  readonly maxContains?: number;
}

export interface ArrayPlan extends ItemRules {
  readonly kind: "array";
  readonly items: ValuePlan;
  /** What stands between items where the array comes as one text, `1,2,3`. */
  readonly separator?: string;
}

export interface TuplePlan extends ItemRules {
  readonly kind: "tuple";
  readonly items: readonly ValuePlan[];
  /** What items after those must be. */
  readonly rest: ValuePlan;
  /** What stands between items where the tuple comes as one text. */
  readonly separator?: string;
}

/** A value that a function of the schema makes: of what fits `plan` in an input, into what fits it in an output. */
export interface TransformPlan {
  readonly kind: "transform";
  readonly plan: ValuePlan;
  readonly direction: "input" | "output";
  /** Unique among transforms; what its function is called in emitted code. */
  readonly name: string;
  /** Where the function stands: a route's key, a location, and a JSON pointer into its schema. */
  readonly route: string;
  readonly location: string;
  readonly pointer: string;
  /** The function itself, once the plan is bound to its app. */
  readonly convert?: (value: unknown) => unknown;
}

export interface ObjectPlan {
  readonly kind: "object";
  readonly properties: readonly PropertyPlan[];
  /** Plans of properties that are not declared, by a pattern of their keys. */
  readonly patterns?: readonly { readonly pattern: string; readonly value: ValuePlan }[];
  /**
   * What becomes of a property that is neither declared nor matched: it is left out (default), an error, or kept, if it
   * fits a plan.
   */
  readonly unknown?: "refuse" | ValuePlan;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  /** What every key must be. */
  readonly names?: ValuePlan;
  /** Says nothing of what properties there are: an object that fits is kept as it is. */
  readonly whole?: true;
}

export interface PropertyPlan {
  readonly key: string;
  readonly value: ValuePlan;
  /** Whether it may be absent (or undefined). */
  readonly optional?: true;
  /** Takes the place of an absent property. Inputs only. */
  readonly default?: unknown;
}

/** Fits the first variant that it fits. */
export interface UnionPlan {
  readonly kind: "union";
  readonly variants: readonly ValuePlan[];
  /** Where one property of an object says which variant it can be. */
  readonly tag?: UnionTag;
}

/** A required property whose constant is another one in each variant that is an object. */
export interface UnionTag {
  readonly key: string;
  /** Its constant in each variant, in their order; null for a variant that is no object. */
  readonly values: readonly (string | number | boolean | null)[];
}

/** Plans by name, for `named` references. */
export type PlanRegistry = Readonly<Record<string, ValuePlan>>;
