import { HttpError } from "../http/http-error.ts";
import { describeKind, describeValue } from "./describe.ts";
import { failureCodes } from "./failure-rules.ts";
import { wordsOf } from "./failure-walk.ts";
import { ConversionError, project } from "./projection.ts";
import { type FailureLocation, type InputFailure, addFailures } from "./validation-error.ts";
import type { PlanRegistry } from "./value-plan.ts";

/**
 * Adds that a function of the schema did not take a value. The place is found by converting once more, this time step by
 * step.
 *
 * @throws the error itself where it is a HttpError, or no function threw it
 */
export function refuseConversion<Location extends FailureLocation>(
  error: unknown,
  earlier: readonly InputFailure<Location>[] | undefined,
  location: Location,
  schema: string,
  value: unknown,
  registry: PlanRegistry,
): readonly InputFailure<Location>[] {
  if (error instanceof HttpError) throw error;
  const { pointer, value: received, words: own, isSecret } = locate(error, schema, value, registry);
  const words = wordsOf(own, "transform");
  return addFailures(earlier, location, [
    {
      pointer,
      rule: "transform",
      code: failureCodes.transform,
      expected: "a value that its schema can convert",
      received: isSecret ? describeKind(received) : describeValue(received),
      ...(words === undefined ? {} : { message: words }),
    },
  ]);
}

function locate(error: unknown, schema: string, value: unknown, registry: PlanRegistry): ConversionError {
  if (error instanceof ConversionError) return error;
  try {
    project({ kind: "named", name: schema }, value, "input", registry);
  } catch (second) {
    if (second instanceof ConversionError) return second;
    throw second;
  }
  throw error;
}
