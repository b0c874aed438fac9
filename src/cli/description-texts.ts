import { basename } from "node:path";
import packageManifest from "../../package.json" with { type: "json" };
import { clientSource } from "../describe/client-source.ts";
import { describeApp } from "../describe/describe-app.ts";
import { openApiDocument } from "../describe/openapi-document.ts";
import { reference } from "../describe/reference.ts";
import type { PlannedModule } from "./plan-module.ts";

/** The OpenAPI document of an app. */
export function openApiText({ definition, plan }: PlannedModule): string {
  return `${JSON.stringify(openApiDocument(describeApp(definition, plan)), undefined, 2)}\n`;
}

/** The types of an app's routes. */
export function clientText({ definition, plan, file }: PlannedModule): string {
  return clientSource(describeApp(definition, plan), {
    version: packageManifest.version,
    file: basename(file),
  });
}

/** The reference of an app, in Markdown. */
export function referenceText({ definition, plan, file }: PlannedModule): string {
  return reference(describeApp(definition, plan), basename(file));
}
