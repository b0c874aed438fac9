import type { Constant } from "../runtime/constant.ts";
import type { AppDefinition } from "./app-definition.ts";
import { isInert } from "./inert.ts";
import { LateConstant } from "./late-constant.ts";
import type { RouteOptions } from "./schema.ts";

/** How something that describes an app is served. */
export interface ServedOptions extends Pick<RouteOptions, "use" | "skip" | "allowUnguarded"> {
  /** Where it is. */
  readonly path?: string;
  /** Whether it is served where NODE_ENV is `production`, and by builds. Default false. */
  readonly production?: boolean;
}

/** What routes can be defined on: an app, or a group. */
export interface Routable {
  route(method: "GET", path: string, options: RouteOptions, handler: (() => Response) | Constant): unknown;
}

/** The options of a route that is no part of a description. */
export function servedOptions({ use, skip, allowUnguarded }: ServedOptions): RouteOptions {
  return {
    docs: { hidden: true },
    ...(use && { use }),
    ...(skip && { skip }),
    ...(allowUnguarded && { allowUnguarded }),
  };
}

/** Whether it is served here. A build is made for production, whatever it is made in. */
export const isServed = ({ production = false }: ServedOptions, isBuilt: boolean): boolean =>
  production || !(isBuilt || isInert() || process.env["NODE_ENV"] === "production");

/** Defines the route of an OpenAPI document. */
export function defineOpenApi<Described extends Routable>(
  app: Described,
  options: ServedOptions,
  documentOf: (definition: AppDefinition) => unknown,
  isBuilt: boolean,
): Described {
  if (!isServed(options, isBuilt)) return app;
  const document = new LateConstant(documentOf) as unknown as Constant;
  app.route("GET", options.path ?? "/openapi.json", servedOptions(options), document);
  return app;
}
