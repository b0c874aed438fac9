import { type HttpError, appError } from "../http/http-error.ts";
import { describeValue } from "./describe.ts";
import type { Failure } from "./failure-rules.ts";
import { failureLimit, failuresBy } from "./failure-collector.ts";
import type { PlanRegistry } from "./value-plan.ts";

/** Where a value of a request stands. */
export type InputLocation = "params" | "query" | "headers" | "cookies" | "body";

/** Where a value that does not fit stands: in a request, or in a message of a WebSocket. */
export type FailureLocation = InputLocation | "message";

/** One thing that is wrong with a request, or with a message. */
export interface InputFailure<Location extends FailureLocation = InputLocation> extends Failure {
  readonly in: Location;
}

/** Adds what is wrong with one location to what is wrong with those before. Of header fields only the kind is told. */
export function refuse<Location extends FailureLocation>(
  earlier: readonly InputFailure<Location>[] | undefined,
  location: Location,
  schema: string,
  value: unknown,
  registry: PlanRegistry,
): readonly InputFailure<Location>[] {
  const found = failuresBy({ kind: "named", name: schema }, value, registry);
  return addFailures(earlier, location, found);
}

/** Tokens and sessions are in header fields and cookies. */
export const isCredential = (location: FailureLocation): boolean =>
  location === "headers" || location === "cookies";

/** What is told of a value that must not be shown. */
export const hiddenValue = "a value that is not shown";

function hideReceived(failure: Failure): Failure {
  return failure.received === describeValue(undefined) ? failure : { ...failure, received: hiddenValue };
}

export function addFailures<Location extends FailureLocation>(
  earlier: readonly InputFailure<Location>[] = [],
  location: Location,
  found: readonly Failure[],
): readonly InputFailure<Location>[] {
  const told = isCredential(location) ? found.map(hideReceived) : found;
  return [...earlier, ...told.map((failure) => ({ in: location, ...failure }))].slice(0, failureLimit);
}

/** A request that does not fit: 422 with every failure in `errors`, each with its location and JSON pointer. */
export function validationError(found: readonly InputFailure<FailureLocation>[]): HttpError {
  const locations = [...new Set(found.map((failure) => failure.in))];
  return appError("validation_failed", locations.join(", "), { extensions: { errors: found } });
}

/** A value that a handler returned and its response schema does not allow: 500, and the failures go to the log. */
export function mismatchError(schema: string, value: unknown, registry: PlanRegistry): HttpError {
  const found = failuresBy({ kind: "named", name: schema }, value, registry);
  const told = found.map(
    (f) => `${f.pointer || "the value"}: expected ${f.expected}, received ${f.received}`,
  );
  return appError("response_schema_mismatch", "", {
    cause: new TypeError(`The answer does not fit the schema ${schema}. ${told.join("; ")}.`),
  });
}

/** A value of a union that fitted one of its variants when it was checked, and none when it was read: 500. */
export const noVariantError = (): HttpError =>
  appError("response_schema_mismatch", "", {
    cause: new TypeError("No variant of a union fits: the value changed while it was read."),
  });
