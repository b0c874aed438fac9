import { type RouteDefinition, keyOf } from "../define/app-definition.ts";
import type { BodyType } from "../define/schema.ts";
import { isStandardSchema } from "../define/standard-schema.ts";
import type { FormType } from "../http/form-reader.ts";
import type { BodyPlan } from "./app-plan.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { isRecord } from "./schema-place.ts";

/** Whether a body can hold files. */
export const hasFiles = (body: BodyPlan | undefined): boolean =>
  body !== undefined && "forms" in body && body.forms.includes("multipart/form-data");

const formTypes: Readonly<Partial<Record<BodyType, FormType>>> = {
  urlencoded: "application/x-www-form-urlencoded",
  multipart: "multipart/form-data",
};

/** The body types that a route names, or that its schema asks for. */
export function bodyTypesOf({ options }: RouteDefinition): readonly BodyType[] {
  const { body, bodyType } = options;
  if (bodyType !== undefined) return [bodyType].flat();
  // What another library's validator asks for is not ours to look into.
  return [!isStandardSchema(body) && containsFile(body) ? "multipart" : "json"];
}

/** Whether a route hands its body to the handler as a stream. */
export const streamsBody = ({ options }: RouteDefinition): boolean =>
  [options.bodyType].flat().includes("stream");

/** Whether a file is anywhere in a schema. */
function containsFile(schema: unknown, seen: Set<unknown> = new Set()): boolean {
  if (typeof schema !== "object" || schema === null || seen.has(schema)) return false;
  seen.add(schema);
  if (isRecord(schema) && schema.type === "File") return true;
  // Not by Object.values: every schema of a body is looked through when its app starts.
  for (const key in schema) if (containsFile((schema as Record<string, unknown>)[key], seen)) return true;
  return false;
}

/** How the body of a route is read. */
export function bodyPlanOf(route: RouteDefinition, report: (diagnostic: Diagnostic) => void): BodyPlan {
  const types = bodyTypesOf(route);
  const problem = problemOf(types, route);
  if (problem !== undefined) {
    report({
      code: "invalid_option",
      source: route.source,
      problem: `${keyOf(route)}: ${problem[0]}`,
      fix: problem[1],
    });
    return { kind: "json", forms: [], coerces: false };
  }
  const [first] = types;
  if (first === "text" || first === "bytes") return { kind: first };
  const forms = types.flatMap((type) => formTypes[type] ?? []);
  if (!types.includes("json")) return { kind: "form", forms };
  return { kind: "json", forms, coerces: route.options.coerceBody === true };
}

const known: readonly BodyType[] = ["json", "urlencoded", "multipart", "text", "bytes", "stream"];

/** What is wrong with the body types of a route, and what to do. */
function problemOf(types: readonly BodyType[], { options }: RouteDefinition): [string, string] | undefined {
  const unknown = types.find((type) => !known.includes(type));
  if (types.length === 0 || unknown !== undefined) {
    return [`bodyType is ${JSON.stringify(unknown ?? types)}.`, `Use one of ${known.join(", ")}.`];
  }
  const alone = types.find((type) => type === "text" || type === "bytes" || type === "stream");
  if (alone !== undefined && types.length > 1) {
    return [
      `bodyType has ${alone} beside others.`,
      `Leave it alone, or list only json, urlencoded and multipart.`,
    ];
  }
  const isStream = alone === "stream";
  if (isStream && options.body !== undefined) {
    return [
      "a body that is streamed has a schema.",
      "Remove the schema: the handler reads the stream itself.",
    ];
  }
  if (!isStream && options.bodyType !== undefined && options.body === undefined) {
    return ["bodyType is given without a body schema.", 'Add body: …, or use bodyType: "stream".'];
  }
  if (options.coerceBody && !types.includes("json")) {
    return ["coerceBody is for JSON bodies.", "Remove it: text of forms is always read by its schema."];
  }
  if (options.coerceBody && (options.body === undefined || isStandardSchema(options.body))) {
    return [
      "coerceBody reads text by a schema, and the body has none of TypeBox or JSON Schema.",
      "Remove it; let the validator of another library coerce, as z.coerce does.",
    ];
  }
  return undefined;
}
