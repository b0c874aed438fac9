/** The rules of a number, as JSON Schema says them. */
interface NumberRules {
  readonly type?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** A number that fits a schema, 1 where it can be. */
export function exampleNumber(schema: Readonly<Record<string, unknown>>): number {
  const rules: NumberRules = schema;
  const { minimum = -Infinity, maximum = Infinity } = rules;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity, multipleOf = 1 } = rules;
  const least = Math.max(minimum, exclusiveMinimum);
  const most = Math.min(maximum, exclusiveMaximum);
  const near = [0, least, most].flatMap((bound) => [
    ...multiplesNear(bound, multipleOf),
    ...multiplesNear(bound, 1),
  ]);
  // Between two bounds there may be no multiple, nor a whole number.
  const candidates = [1, ...near, (least + most) / 2, least, most];
  return candidates.find((value) => fits(value, rules)) ?? 1;
}

const multiplesNear = (bound: number, of: number): readonly number[] =>
  [0, 1, 2, -1].map((steps) => (Math.floor(bound / of) + steps) * of);

const fits = (value: number, rules: NumberRules): boolean =>
  Number.isFinite(value) &&
  (rules.type !== "integer" || Number.isInteger(value)) &&
  value >= (rules.minimum ?? -Infinity) &&
  value <= (rules.maximum ?? Infinity) &&
  value > (rules.exclusiveMinimum ?? -Infinity) &&
  value < (rules.exclusiveMaximum ?? Infinity) &&
  (rules.multipleOf === undefined || Number.isInteger(value / rules.multipleOf));
