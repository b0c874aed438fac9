import { type Middleware, middleware } from "../define/middleware.ts";
import { checkKeys, checkRange, checkType } from "./options.ts";

export interface BodyLimitOptions {
  /** Largest request body in bytes; 0 refuses every body. */
  readonly limitBytes: number;
}

/**
 * Limits the request bodies of a group, or of an app; larger ones are 413 `body_too_large` before the handler runs. It has
 * no hook and costs nothing: the limit of each route is decided when the app is planned. The option `bodyLimitBytes` of a
 * route comes first, then the innermost middleware, then the app's `limits.bodyBytes`.
 *
 * @example
 * ```ts
 * app().group("/uploads", (uploads) => uploads.use(bodyLimit({ limitBytes: 10 * 1024 * 1024 })).post("/", save))
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function bodyLimit(options: BodyLimitOptions): Middleware {
  checkKeys("bodyLimit", options, ["limitBytes"]);
  const { limitBytes } = options;
  checkType(typeof limitBytes === "number", "bodyLimit.limitBytes", "a number of bytes", limitBytes);
  const isLength = Number.isSafeInteger(limitBytes) && limitBytes >= 0;
  checkRange(isLength, "bodyLimit.limitBytes", "a whole number of bytes", limitBytes);
  return middleware({
    name: "bodyLimit",
    phase: "protect",
    guards: true,
    multiple: true,
    bodyLimitBytes: limitBytes,
    options,
  });
}
