import type { HandlerContext } from "./schema.ts";

/** The context that middleware sees: inputs are not decoded yet, so that a guard runs before anything is read. */
export type MiddlewareContext = Pick<
  HandlerContext<string, Record<never, never>>,
  "request" | "server" | "path" | "url" | "signal"
>;

/** What runs around handlers. `Added` is what `before` puts into the context. */
export interface Middleware<Added extends object = object> {
  /** Unique within an app; it stands in plans, in `bunsen routes` and in the emitted functions' names. */
  readonly name: string;
  /** Runs before the inputs are read. A Response ends the request; an object is added to the context. */
  readonly before?: (context: MiddlewareContext) => Before<Added> | Promise<Before<Added>>;
  /** Sees every answer of the route, errors included. A Response takes its place. */
  readonly after?: (
    context: MiddlewareContext & Partial<Added>,
    response: Response,
  ) => Response | void | Promise<Response | void>;
}

type Before<Added> = Response | Added | void;

/**
 * Defines a middleware.
 *
 * @example
 * ```ts
 * const timing = middleware({
 *   name: "timing",
 *   before: () => ({ startedAt: performance.now() }),
 *   after: (c, response) => response.headers.set("server-timing", `app;dur=${performance.now() - (c.startedAt ?? 0)}`),
 * });
 * ```
 */
export function middleware<Added extends object>(definition: Middleware<Added>): Middleware<Added> {
  return definition;
}
