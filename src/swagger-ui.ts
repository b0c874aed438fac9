/**
 * Shows the OpenAPI document of an app to people: `import { swaggerUi } from "bunsen/swagger-ui"`. It needs
 * [swagger-ui-dist](https://github.com/swagger-api/swagger-ui) beside: `bun add swagger-ui-dist`.
 *
 * @module
 */
import { type Routable, type ServedOptions, isServed, servedOptions } from "./define/openapi-route.ts";
import { script, style } from "./swagger-ui/assets.js";
import { pageOf, pagePolicy, startOf } from "./swagger-ui/page.ts";

export interface SwaggerUiOptions extends ServedOptions {
  /** Where the page is. Default `/docs`. */
  readonly path?: string;
  /** Where the document is, as a browser asks for it. Default `/openapi.json`. */
  readonly document?: string;
}

/**
 * Serves a page at `/docs` that shows the document of `openapi`, and asks the app what it is told to. All of its files come from
 * here. Like the document, it is not served in production unless `production` is true.
 *
 * @example
 * ```ts
 * export default swaggerUi(openapi(shop));
 * ```
 */
export function swaggerUi<Shown extends Routable>(app: Shown, options: SwaggerUiOptions = {}): Shown {
  return defineSwaggerUi(app, options, false);
}

/** @param isBuilt whether a build serves it */
export function defineSwaggerUi<Shown extends Routable>(
  app: Shown,
  options: SwaggerUiOptions,
  isBuilt: boolean,
): Shown {
  if (!isServed(options, isBuilt)) return app;
  const { path = "/docs", document = "/openapi.json" } = options;
  const files: readonly (readonly [path: string, type: string, text: string])[] = [
    [path, "text/html", pageOf(path)],
    [`${path}/start.js`, "text/javascript", startOf(document)],
    [`${path}/swagger-ui-bundle.js`, "text/javascript", script],
    [`${path}/swagger-ui.css`, "text/css", style],
  ];
  for (const [at, type, text] of files) {
    const headers = { "content-type": `${type};charset=utf-8`, "content-security-policy": pagePolicy };
    app.route("GET", at, servedOptions(options), () => new Response(text, { headers }));
  }
  return app;
}
