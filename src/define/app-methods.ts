import type { Method } from "../http/methods.ts";
import type { Constant } from "../runtime/constant.ts";
import type { HtmlPage } from "../runtime/html-page.ts";
import type { Handler, RouteOptions } from "./schema.ts";

/** A path, options before the handler, so that the handler's types follow from them; or a constant in its place. */
export interface Define<This, Added, Provided> {
  <const Path extends string, const Options extends RouteOptions>(
    path: Path,
    options: Options,
    handler: Handler<Path, Options, Added, Provided> | Constant | HtmlPage,
  ): This;
  <const Path extends string>(
    path: Path,
    handler: Handler<Path, Record<never, never>, Added, Provided> | Constant | HtmlPage,
  ): This;
}

/** The methods of an app that define routes, by their names. */
export type RouteMethod = Lowercase<Method> | "all";
