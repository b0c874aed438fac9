/**
 * The rules that a value can break, by the keyword that asks for it, each with its stable `code`. `docs/errors.md` has a
 * row for each code; a test compares the two.
 */
const codes = {
  required: "missing",
  type: "wrong_type",
  const: "not_allowed_value",
  enum: "not_allowed_value",
  minimum: "too_small",
  exclusiveMinimum: "too_small",
  maximum: "too_large",
  exclusiveMaximum: "too_large",
  multipleOf: "not_a_multiple",
  minLength: "too_short",
  maxLength: "too_long",
  pattern: "no_match",
  format: "wrong_format",
  minItems: "too_few",
  maxItems: "too_many",
  uniqueItems: "not_unique",
  contains: "too_few",
  minContains: "too_few",
  maxContains: "too_many",
  minProperties: "too_few",
  maxProperties: "too_many",
  propertyNames: "wrong_name",
  additionalProperties: "unknown_property",
  minByteLength: "too_short",
  maxByteLength: "too_long",
  minimumTimestamp: "too_early",
  exclusiveMinimumTimestamp: "too_early",
  maximumTimestamp: "too_late",
  exclusiveMaximumTimestamp: "too_late",
  multipleOfTimestamp: "not_a_multiple",
  anyOf: "no_variant_fits",
  oneOf: "not_one_variant",
  not: "not_allowed_value",
  mediaTypes: "wrong_media_type",
  minSizeBytes: "too_small",
  maxSizeBytes: "too_large",
  transform: "not_convertible",
  validator: "invalid",
} as const;

export const failureCodes: typeof codes = codes;

/** The keyword that asks for what a value does not have. */
export type FailureRule = keyof typeof failureCodes;

/** A rule that does not hold, and what it asks for in words. */
export interface BrokenRule {
  readonly rule: FailureRule;
  readonly expected: string;
}

/** One thing that is wrong with a value. */
export interface Failure {
  /** JSON pointer (RFC 6901) to it, `/lines/0/quantity`; empty for the whole value. */
  readonly pointer: string;
  readonly rule: FailureRule;
  /** Stable name of what is wrong, several rules can share one: `too_small`. */
  readonly code: (typeof failureCodes)[FailureRule];
  readonly expected: string;
  /** The value that came, as JSON, at most 60 characters; `nothing` where it is absent. */
  readonly received: string;
  /** The schema's own words, its `errorMessage`, or those of the app's `messages`. */
  readonly message?: string;
}
