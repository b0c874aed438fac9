import type { AddedBy, Middleware, MiddlewareContext } from "../define/middleware.ts";
import { HttpError } from "../http/http-error.ts";
import { guardOf } from "./guard-parts.ts";

/**
 * Lets a request in where one of some guards does, asked in their order: `some(bearer(…), apiKey(…))`. Of what they add to
 * the context only that one's is there. Where all refuse, the first answers that was given credentials, else the first; a
 * 401 has the challenges of all. A fault (5xx) is answered as one, and no further guard is asked.
 *
 * @throws {TypeError | RangeError} where there are fewer than two, or one has other hooks than `before`
 */
export function some<const Parts extends readonly Middleware[]>(
  ...parts: Parts
): Middleware<Partial<AddedBy<Parts>>> {
  return guardOf<Partial<AddedBy<Parts>>>("some", parts, async (c) => {
    const refusals: Refusal[] = [];
    for (const part of parts) {
      const outcome = await ask(part, c);
      // The types do not tell which one's additions these are: each of them may be missing.
      if (!isRefusal(outcome)) return outcome as Partial<AddedBy<Parts>> | undefined;
      refusals.push(outcome);
    }
    return answerOf(refusals);
  });
}

type Refusal = Response | HttpError;

const isRefusal = (outcome: unknown): outcome is Refusal =>
  outcome instanceof Response || outcome instanceof HttpError;

/** What a guard adds, or how it refuses. @throws what is a fault */
async function ask({ before }: Middleware, c: MiddlewareContext): Promise<object | void> {
  try {
    return await before?.(c);
  } catch (error) {
    if (error instanceof HttpError && error.status < 500) return error;
    throw error;
  }
}

/** @throws {HttpError} where the guard that answers threw one */
function answerOf(refusals: readonly Refusal[]): Response {
  const given = refusals.find((one) => !(one instanceof HttpError) || one.code !== "missing_credentials");
  const answer = given ?? refusals[0];
  if (answer instanceof Response) return answer;
  if (answer?.status !== 401) throw answer;
  const challenges = refusals.flatMap((one) =>
    one instanceof HttpError ? (one.headers["www-authenticate"] ?? []) : [],
  );
  throw new HttpError(401, answer.message, {
    code: answer.code,
    headers: { ...answer.headers, "www-authenticate": challenges.join(", ") },
    extensions: answer.extensions,
  });
}
