import { describeValue } from "./describe.ts";
import { type Failure, failureCodes } from "./failure-rules.ts";
import { failureLimit } from "./failure-collector.ts";
import { escapeKey } from "./object-values.ts";
import {
  type FailureLocation,
  type InputFailure,
  type InputLocation,
  addFailures,
  hiddenValue,
  isCredential,
} from "./validation-error.ts";

/** What a validator of another library made of a value, or what is wrong with it. */
export interface Validated {
  readonly received: unknown;
  readonly value?: unknown;
  readonly issues?: readonly ValidatorIssue[] | undefined;
}

/** Shaped as Standard Schema v1 says. */
export interface ValidatorIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Puts what a validator made into the context, or adds its issues to the failures. */
export function acceptValidated(
  context: Record<InputLocation, unknown>,
  location: InputLocation,
  validated: Validated,
  earlier: readonly InputFailure[] | undefined,
): readonly InputFailure[] | undefined {
  if (validated.issues === undefined) {
    context[location] = validated.value;
    return earlier;
  }
  return refuseValidated(location, validated.issues, validated.received, earlier);
}

/** Adds the issues of a validator to the failures. */
export function refuseValidated<Location extends FailureLocation>(
  location: Location,
  issues: readonly ValidatorIssue[],
  received: unknown,
  earlier?: readonly InputFailure<Location>[],
): readonly InputFailure<Location>[] {
  const told = issues
    .slice(0, failureLimit)
    .map((issue) => failureOf(issue, received, isCredential(location)));
  return addFailures(earlier, location, told);
}

/** The words are the library's: it alone knows what it asks for. Some tell the value, which must not be told of a token. */
function failureOf({ message, path = [] }: ValidatorIssue, value: unknown, isHidden: boolean): Failure {
  const keys = path.map((step) => (typeof step === "object" ? step.key : step));
  const received = valueAt(value, keys);
  const tells = !isHidden || received === undefined;
  return {
    pointer: keys.map((key) => `/${escapeKey(String(key))}`).join(""),
    rule: "validator",
    code: failureCodes.validator,
    expected: tells ? message : "a value that its validator takes",
    received: tells ? describeValue(received) : hiddenValue,
  };
}

function valueAt(value: unknown, keys: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<PropertyKey, unknown>)[key];
  }
  return found;
}
