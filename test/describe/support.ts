import { join } from "node:path";
import type { App } from "../../src/bunsen.ts";
import { DiagnosticsError } from "../../src/define/diagnostic.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { ApiDescription } from "../../src/describe/api-description.ts";
import { describeApp } from "../../src/describe/describe-app.ts";
import { type OpenApiDocument, openApiDocument } from "../../src/describe/openapi-document.ts";
import { root } from "../support/app-forms.ts";

/** The description of an app. @throws {DiagnosticsError} */
export function descriptionOf(app: Pick<App, "definition">): ApiDescription {
  const definition = app.definition();
  const { plan, diagnostics } = planApp(definition, root);
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics);
  return describeApp(definition, plan);
}

export const documentOf = (app: Pick<App, "definition">): OpenApiDocument =>
  openApiDocument(descriptionOf(app));

/** The default export of an example. By its path, so that it is checked by its own tsconfig, which is a user's. */
export async function exampleApp(name: string): Promise<App> {
  const { default: app } = (await import(join(root, `examples/${name}/app.ts`))) as { default: App };
  return app;
}
