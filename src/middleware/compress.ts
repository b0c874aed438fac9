import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { chooseCoding } from "../http/accept-encoding.ts";
import { isCompressibleType } from "../http/compressible-types.ts";
import { namesWeakly, weakTag } from "../http/entity-tag.ts";
import { mediaType } from "../http/media-type.ts";
import { isReadable } from "../http/settled-body.ts";
import { joinVary } from "../runtime/folded-headers.ts";
import { type CompressOptions, checkCompressOptions } from "./compress-options.ts";
import { Compression } from "./compression.ts";

export type { CompressOptions } from "./compress-options.ts";

/**
 * Compresses answers, by what the client takes (RFC 9110 §12.5.3). Streams stay streams: what was sent so far is flushed
 * where nothing follows at once. Constants and cached answers are compressed once for each coding. It is in the phase
 * `protect`: what changes content has done so by then.
 *
 * A strong entity tag becomes weak where content is compressed: its bytes are others then, their meaning is the same (RFC
 * 9110 §8.8.1, §8.8.3.3).
 *
 * @example
 * ```ts
 * app().use(compress({ filter: ({ route }) => route !== "/login" }))
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function compress(options: CompressOptions = {}): Middleware {
  checkCompressOptions(options);
  const { codings = ["zstd", "br", "gzip"], types = [], filter = () => true } = options;
  const offered = [...codings];
  const compression = new Compression(options);
  const further = new Set(types);
  return middleware({
    name: "compress",
    phase: "protect",
    keepsVariants: true,
    options,
    after(c, response) {
      if (!isFit(response, further) || !filter(c, response)) return undefined;
      const { headers } = response;
      headers.set("vary", joinVary(headers.get("vary"), "accept-encoding"));
      const choice = chooseCoding(c.request.headers.get("accept-encoding"), offered);
      if (choice.coding === "identity") return undefined;
      if (response.status === 304) return weakenNamed(c, headers);
      // What is asked in parts is answered in parts of what it is, where it is a file.
      if (c.request.headers.has("range") || !isReadable(response)) return undefined;
      return compression.answer(response, choice.coding, choice.refusesIdentity);
    },
  });
}

/** Whether some request could get an answer compressed. One without content tells what the other would. */
function isFit({ status, headers, body }: Response, further: ReadonlySet<string>): boolean {
  if (status === 204 || status === 205 || status === 206) return false;
  if (body === null && status !== 304) return false;
  const type = mediaType(headers.get("content-type"));
  const isType = type === undefined ? status === 304 : isCompressibleType(type) || further.has(type);
  return isType && !fixedFields.some((name) => headers.has(name)) && !isNoTransform(headers);
}

/** What says that the content is coded already, or tells its digest. */
const fixedFields = ["content-encoding", "content-range", "content-digest", "repr-digest"] as const;

/** RFC 9111 §5.2.2.6 */
const isNoTransform = (headers: Headers): boolean =>
  /(?:^|[,\s])no-transform(?:$|[,\s])/i.test(headers.get("cache-control") ?? "");

/** Tells the tag as the client knows it: a strong one would speak of content that the client does not have. */
function weakenNamed({ request }: MiddlewareContext, headers: Headers): undefined {
  const tag = headers.get("etag");
  if (tag !== null && namesWeakly(request.headers.get("if-none-match"), tag))
    headers.set("etag", weakTag(tag));
}
