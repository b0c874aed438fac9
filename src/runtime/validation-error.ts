import { type HttpError, declaredError } from "../http/http-error.ts";
import { failures } from "./failures.ts";
import type { PlanRegistry } from "./value-plan.ts";

/** Where a value of a request stands. */
export type InputLocation = "params" | "query" | "headers" | "cookies" | "body";

/** A request that does not fit: 422 with every failure in `errors`, each with its location and JSON pointer. */
export function validationError(
  location: InputLocation,
  schema: string,
  value: unknown,
  registry: PlanRegistry,
): HttpError {
  const found = failures({ kind: "named", name: schema }, value, registry);
  return declaredError("validation_failed", location, {
    extensions: { errors: found.map((failure) => ({ in: location, ...failure })) },
  });
}

/** A value that a handler returned and its response schema does not allow: 500, and the failures go to the log. */
export function mismatchError(schema: string, value: unknown, registry: PlanRegistry): HttpError {
  const found = failures({ kind: "named", name: schema }, value, registry);
  const told = found.map(
    (f) => `${f.pointer || "the value"}: expected ${f.expected}, received ${f.received}`,
  );
  return declaredError("response_schema_mismatch", "", {
    cause: new TypeError(`The answer does not fit the schema ${schema}. ${told.join("; ")}.`),
  });
}

/** A value of a union that fitted one of its variants when it was checked, and none when it was read: 500. */
export const noVariantError = (): HttpError =>
  declaredError("response_schema_mismatch", "", {
    cause: new TypeError("No variant of a union fits: the value changed while it was read."),
  });
