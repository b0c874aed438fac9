import { createBodyContenders } from "./body-contenders.ts";
import { proveEqualValues } from "./equal-values.ts";
import { createQueryContenders, queryProofs, querySample } from "./query-contenders.ts";
import { proofs, samples } from "./samples.ts";

/**
 * Proves that all contenders decode every sample alike.
 *
 * @throws {UnequalValueError} at the first difference
 */
export function proveContenders(): void {
  for (const proof of [...samples, ...proofs]) {
    // The baseline checks nothing.
    proveEqualValues(createBodyContenders(proof.schema).slice(1), proof);
  }
  for (const proof of [querySample, ...queryProofs]) proveEqualValues(createQueryContenders(), proof);
}
