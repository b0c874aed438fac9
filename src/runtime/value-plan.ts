/**
 * What the compiler makes of a schema: plain data, one shape per kind. It says what a value must be (`check`), what is
 * kept of it (`project`), how text becomes it (`parse`) and what is wrong with one that does not fit (`failures`).
 */
export type ValuePlan =
  | { readonly kind: "any" }
  | { readonly kind: "never" }
  | { readonly kind: "null" }
  | { readonly kind: "undefined" }
  | { readonly kind: "boolean" }
  | ({ readonly kind: "integer" } & NumberRules)
  | ({ readonly kind: "number" } & NumberRules)
  | ({ readonly kind: "string" } & StringRules)
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | ArrayPlan
  | ObjectPlan
  | { readonly kind: "record"; readonly values: ValuePlan }
  | { readonly kind: "union"; readonly variants: readonly ValuePlan[] }
  | { readonly kind: "named"; readonly name: string };

/** A plan of one kind. */
export type PlanOf<K extends ValuePlan["kind"]> = Extract<ValuePlan, { readonly kind: K }>;

/** Bounds of a number, in its own unit. */
export interface NumberRules {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** Rules of a string; lengths in UTF-16 code units, as TypeBox counts them. */
export interface StringRules {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Source of a regular expression without flags. */
  readonly pattern?: string;
  readonly format?: string;
}

export interface ArrayPlan {
  readonly kind: "array";
  readonly items: ValuePlan;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface ObjectPlan {
  readonly kind: "object";
  readonly properties: readonly PropertyPlan[];
  /** Whether a property that is not declared is an error. By default it is left out. */
  readonly refusesUnknown?: true;
}

export interface PropertyPlan {
  readonly key: string;
  readonly value: ValuePlan;
  /** Whether it may be absent (or undefined). */
  readonly optional?: true;
  /** Takes the place of an absent property. Inputs only. */
  readonly default?: unknown;
}

/** Plans by name, for `named` references. */
export type PlanRegistry = Readonly<Record<string, ValuePlan>>;
