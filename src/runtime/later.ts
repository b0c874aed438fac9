import type { Failing } from "./awaited-answer.ts";
import { type FoldedHeaders, fillHeaders } from "./folded-headers.ts";
import { EventAnswer } from "./event-answer.ts";
import type { StreamContext } from "./item-reader.ts";
import { type Encoders, Reply, initOf, isThenable, respond, respondBySchema, withType } from "./reply.ts";
import { isStreamed, openBody } from "./streamed-body.ts";

/** Whether a handler's result is a promise, or what is sent item by item. */
export const isLater = (result: unknown): boolean =>
  isThenable(result) || isStreamed(result instanceof Reply ? result.value : result);

/** Where the errors go of answers that have begun. */
interface Cutting {
  tellCut(error: unknown, request: Request): void;
}

/** Answers with what a promise gives, and sends items one by one where that is what it gives. */
export async function respondOrStream(
  app: Cutting,
  context: StreamContext,
  result: unknown,
  encoders: Encoders | undefined,
  folded?: FoldedHeaders,
): Promise<Response> {
  const given = await result;
  if (given instanceof EventAnswer) {
    const events = given.open(encoders?.events, (error) => app.tellCut(error, context.request));
    return fillHeaders(events, folded);
  }
  if (encoders !== undefined) return respondBySchema(given, encoders, folded);
  const value: unknown = given instanceof Reply ? given.value : given;
  if (!isStreamed(value)) return respond(given, folded);
  const init = given instanceof Reply ? initOf(given) : undefined;
  return fillHeaders(await stream(app, context, value, init), folded);
}

async function stream(
  app: Cutting,
  context: StreamContext,
  items: AsyncIterable<unknown>,
  init: ReturnType<typeof initOf> | undefined,
): Promise<Response> {
  const { request } = context;
  try {
    const { body, type } = await openBody(items, context, (error) => app.tellCut(error, request));
    return new Response(body, withType(type, init));
  } catch (error) {
    if (isDeparture(error, request)) return new Response(null, { status: clientClosedRequest });
    throw error;
  }
}

/** Whether an error only says that the client went away: that is no fault, and nobody is there to be told. */
const isDeparture = (error: unknown, { signal }: Request): boolean =>
  signal.aborted && (error === signal.reason || (error instanceof Error && error.name === "AbortError"));

/** Seen by middleware alone. nginx writes the same into its log. */
const clientClosedRequest = 499;

/** Answers with what a promise gives, or item by item; or with the error. */
export async function respondLater(
  app: Failing & Cutting,
  key: string,
  context: StreamContext,
  result: unknown,
  encoders: Encoders | undefined,
  folded?: FoldedHeaders,
): Promise<Response> {
  try {
    return await respondOrStream(app, context, result, encoders, folded);
  } catch (error) {
    return app.fail(error, context.request, key, folded);
  }
}
