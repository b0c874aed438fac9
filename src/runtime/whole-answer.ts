import { declaredError } from "../http/http-error.ts";
import { EventAnswer } from "./event-answer.ts";
import { type Encoders, Reply, respond, respondBySchema } from "./reply.ts";
import { isStreamed } from "./streamed-body.ts";

/**
 * Answers with what a handler gives in a worker: an answer goes over as a whole.
 *
 * @throws {HttpError} 500 `unsendable_value` for what is sent item by item
 */
export async function respondWhole(result: unknown, encoders: Encoders | undefined): Promise<Response> {
  const given = await result;
  const value: unknown = given instanceof Reply ? given.value : given;
  if (given instanceof EventAnswer || isStreamed(value)) throw streamedError();
  return encoders === undefined ? respond(given) : respondBySchema(given, encoders);
}

const streamedError = (): Error =>
  declaredError("unsendable_value", "", {
    cause: new TypeError(
      "The handler gives what is sent item by item, and the answer of a worker goes over as a whole. Remove worker, and have " +
        "the work of each item done by a task.",
    ),
  });
