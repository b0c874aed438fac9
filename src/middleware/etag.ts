import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { createTag, matchesTag, namesTag, weakTag } from "../http/entity-tag.ts";
import { declaredError } from "../http/http-error.ts";
import { isReadable, settledBytes } from "../http/settled-body.ts";
import { checkBoolean, checkKeys, checkRange, checkType } from "./options.ts";

export interface EtagOptions {
  /** Whether tags are weak: they tell the same meaning, not the same bytes (RFC 9110 §8.8.1). Default false. */
  readonly weak?: boolean;
  /** The longest content that gets a tag. Default 1,048,576 (1 MiB). */
  readonly limitBytes?: number;
}

/**
 * Gives answers to GET and HEAD an entity tag of their content, where they have status 200 and no tag of their own, and
 * answers 304 where If-None-Match names it (RFC 9110 §13.1.2), 412 `precondition_failed` where If-Match does not (§13.1.1).
 * Streams are not waited for: they get none.
 *
 * It saves what is sent, not the work: the handler runs in any case. So the conditions of PUT, PATCH and DELETE are the
 * handler's; once there is an answer it is too late to refuse what was done.
 *
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function etag(options: EtagOptions = {}): Middleware {
  checkKeys("etag", options, ["weak", "limitBytes"]);
  const { weak = false, limitBytes = 1024 * 1024 } = options;
  checkBoolean("etag.weak", weak);
  checkType(typeof limitBytes === "number", "etag.limitBytes", "a number of bytes", limitBytes);
  const isLength = Number.isSafeInteger(limitBytes) && limitBytes >= 0;
  checkRange(isLength, "etag.limitBytes", "a whole number of bytes", limitBytes);
  return middleware({
    name: "etag",
    // What compresses comes later, and makes the tag weak.
    order: { after: ["compress"] },
    options,
    async after({ request }: MiddlewareContext, response) {
      if (response.status !== 200 || (request.method !== "GET" && request.method !== "HEAD"))
        return undefined;
      const tag = response.headers.get("etag") ?? (await tagOf(response, limitBytes, weak));
      if (tag === undefined) return undefined;
      response.headers.set("etag", tag);
      return answerConditions(request, response, tag);
    },
  });
}

async function tagOf(response: Response, limitBytes: number, weak: boolean): Promise<string | undefined> {
  const bytes = isReadable(response) ? await settledBytes(response, limitBytes) : undefined;
  if (bytes === undefined) return undefined;
  return weak ? weakTag(createTag(bytes)) : createTag(bytes);
}

/**
 * In the order of RFC 9110 §13.2.2.
 *
 * @throws {HttpError} 412 `precondition_failed`
 */
function answerConditions({ headers }: Request, response: Response, tag: string): Response | undefined {
  const wanted = headers.get("if-match");
  if (wanted !== null && !matchesTag(wanted, tag)) throw declaredError("precondition_failed");
  if (!namesTag(headers.get("if-none-match"), tag)) return undefined;
  for (const name of contentFields) response.headers.delete(name);
  return new Response(null, { status: 304, headers: response.headers });
}

/**
 * What tells of content that is not sent: a 304 has none of it, so that no cache takes it for news (RFC 9110 §15.4.5).
 * Everything else stays; cookies and what CORS and security need are of this answer.
 */
const contentFields = [
  "accept-ranges",
  "content-digest",
  "content-encoding",
  "content-language",
  "content-length",
  "content-range",
  "content-type",
  "last-modified",
  "repr-digest",
] as const;
