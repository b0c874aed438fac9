import { validationError } from "../runtime/validation-error.ts";
import { type Validated, refuseValidated } from "../runtime/validators.ts";
import { type Frame, readJsonMessage } from "./message.ts";

/**
 * Reads messages in JSON by a validator of another library.
 *
 * @param limitDepth deepest accepted value
 */
export function createValidatedReader(
  validate: (value: unknown) => Promise<Validated>,
  limitDepth: number,
): (frame: Frame) => Promise<unknown> {
  return async (frame) => {
    const { issues, received, value } = await validate(readJsonMessage(frame, limitDepth));
    if (issues !== undefined) throw validationError(refuseValidated("message", issues, received));
    return value;
  };
}
