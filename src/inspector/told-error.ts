import { HttpError } from "../http/http-error.ts";
import type { Asked } from "./asked.ts";
import { carriedValues } from "./carried-values.ts";
import type { ToldError } from "./recent-errors.ts";
import { thrownPlace } from "./thrown-place.ts";
import { toldMessage, withheld } from "./told-message.ts";

/**
 * What is told of what was thrown, which may be anything. Never throws.
 *
 * @param asked undefined where what the error may tell of is not known
 * @param code of what is no HttpError
 * @param directory of the app
 */
export function toldError(
  error: unknown,
  asked: Asked | undefined,
  code: string,
  directory: string,
): Omit<ToldError, "route" | "target"> {
  try {
    const known = error instanceof HttpError ? error : undefined;
    return {
      code: known?.code ?? code,
      message: toldMessage(error, asked && carriedValues(asked)),
      place: thrownPlace(known?.cause ?? error, directory),
    };
  } catch {
    // An error that has no text, or a body that throws where it is looked at.
    return { code, message: withheld };
  }
}
