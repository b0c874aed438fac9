import { type Encoder, encodeJson } from "../runtime/reply.ts";
import { fits } from "../runtime/failures.ts";
import { project } from "../runtime/projection.ts";
import { mismatchError } from "../runtime/validation-error.ts";
import type { PlanRegistry } from "../runtime/value-plan.ts";

/** The encoders of a route by status. */
export function createEncoders(
  responses: Readonly<Record<string, string>>,
  schemas: PlanRegistry,
): Record<string, Encoder> {
  const encoders = Object.entries(responses).map(([status, name]): [string, Encoder] => {
    const plan = { kind: "named", name } as const;
    return [
      status,
      (value, init) => {
        if (!fits(plan, value, schemas)) throw mismatchError(name, value, schemas);
        return encodeJson(project(plan, value, "output", schemas), init);
      },
    ];
  });
  return Object.fromEntries(encoders);
}
