/**
 * Serves the OpenAPI document of an app: `import { openapi } from "bunsen/openapi"`.
 *
 * @module
 */
import { planApp } from "./compile/plan.ts";
import type { AppDefinition } from "./define/app-definition.ts";
import { type Routable, type ServedOptions, defineOpenApi } from "./define/openapi-route.ts";
import { describeApp } from "./describe/describe-app.ts";
import { openApiDocument } from "./describe/openapi-document.ts";

export type { ServedOptions } from "./define/openapi-route.ts";

/**
 * Serves the OpenAPI document of an app at `/openapi.json`, a constant: of all of it, whatever is defined later, and of the
 * whole where the app is mounted in another. It is not served where NODE_ENV is `production`, nor by builds, unless
 * `production` is true.
 *
 * @example
 * ```ts
 * export default openapi(shop);
 * ```
 */
export const openapi = <Described extends Routable>(app: Described, options: ServedOptions = {}): Described =>
  defineOpenApi(app, options, documentOf, false);

/** An app that cannot be planned is told of by its own plan. */
function documentOf(definition: AppDefinition): unknown {
  const { plan, diagnostics } = planApp(definition, process.cwd());
  return diagnostics.length > 0 ? {} : openApiDocument(describeApp(definition, plan));
}
