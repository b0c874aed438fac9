import { defaultJsonDepth } from "../http/json-depth.ts";
import { methodsWithBody } from "../http/methods.ts";
import { isHtmlPage } from "../runtime/html-page.ts";
import { type AppDefinition, type RouteDefinition, keyOf, middlewareOf } from "./app-definition.ts";
import { checksResponses, defaultBodyLimitBytes } from "./app-options.ts";
import type { Middleware } from "./middleware.ts";
import { isStandardSchema } from "./standard-schema.ts";

/**
 * What a table depends on in a route, aspect by aspect: `params 1x2y, response 8a9b`. Two routes with one fingerprint
 * are read, chained and written alike; handlers are bound by key and may differ.
 */
export function fingerprintOf(route: RouteDefinition, definition: AppDefinition): string {
  const { options } = route;
  const { bodyLimitBytes, bodyType, coerceBody, skip, allowUnguarded, cache, worker } = options;
  const aspects: string[] = [];
  // In one order, whatever the order the options are written in.
  for (const aspect of schemaAspects) {
    const schema = options[aspect];
    if (schema !== undefined) aspects.push(`${aspect} ${hashOfSchema(schema)}`);
  }
  if (bodyType !== undefined) aspects.push(`bodyType ${[bodyType].flat().join(" ")}`);
  if (coerceBody) aspects.push("coerceBody");
  if ((options.response ?? options.send) !== undefined && !checksResponses(definition.options))
    aspects.push("answers checked by kind");
  if (route.isSocket)
    aspects.push(
      `socket ${hashOf([options.invalid, options.origins, definition.options.limits?.sockets, options.protocols])}`,
    );
  else if (typeof route.answer !== "function") aspects.push(`constant ${hashOf(constantText(route.answer))}`);
  for (const one of middlewareOf(route)) aspects.push(aspectOf(one));
  if (route.directory !== undefined) aspects.push(`static ${hashOf(route.directory.options)}`);
  if (skip !== undefined) aspects.push(`skip ${[skip].flat().join(" ")}`);
  if (cache !== undefined) aspects.push(`cache ${hashOf(cache)}`);
  if (worker) aspects.push(`worker ${hashOf(worker)}`);
  if (allowUnguarded) aspects.push("allowUnguarded");
  const { performance, methodOverride } = definition.options;
  if (methodOverride) aspects.push(`methodOverride ${hashOf(methodOverride)}`);
  if (performance !== undefined) aspects.push(`performance ${hashOf(performance)}`);
  if (methodsWithBody.has(route.method) || route.method === "ALL") {
    const limitBytes = bodyLimitBytes ?? definition.options.limits?.bodyBytes ?? defaultBodyLimitBytes;
    aspects.push(`bodyLimitBytes ${limitBytes}`);
  }
  if (options.idleTimeoutSeconds !== undefined)
    aspects.push(`idleTimeoutSeconds ${options.idleTimeoutSeconds}`);
  if ((options.body ?? options.message) !== undefined) {
    aspects.push(`jsonDepth ${definition.options.limits?.jsonDepth ?? defaultJsonDepth}`);
  }
  return aspects.join(", ");
}

const schemaAspects = [
  "params",
  "query",
  "headers",
  "cookies",
  "body",
  "response",
  "events",
  "message",
  "send",
] as const;

/** What a table has of a middleware: its hooks may be other functions, as a handler may. */
function aspectOf(one: Middleware): string {
  const { name, phase = "", guards = false, order, headers, before, after, around, memo, multiple } = one;
  const checked = one.checks === undefined ? "" : ` ${hashOfSchema(one.checks.schema)}`;
  const hooks = `${before ? " before" : ""}${after ? " after" : ""}${around ? " around" : ""}`;
  const settings = [phase, guards, order ?? "", headers ?? "", memo ?? "", multiple ?? ""];
  const isPlain = settings.every((value) => value === "" || value === false);
  const limit = one.bodyLimitBytes === undefined ? "" : ` bodyLimitBytes ${one.bodyLimitBytes}`;
  return `middleware ${name}${hooks}${limit}${isPlain ? "" : ` ${hashOf(settings)}`}${checked}`;
}

/** A validator of another library keeps to itself what it checks. */
const hashOfSchema = (schema: unknown): string =>
  isStandardSchema(schema) ? `by ${schema["~standard"].vendor}` : hashOf(schema);

/** Of a page only that it is one: it knows the place of its file. */
function constantText(value: unknown): unknown {
  if (isHtmlPage(value)) return "an HTML import";
  return value instanceof Uint8Array ? value.toBase64() : value;
}
const hashOf = (value: unknown): string => Bun.hash(jsonText(value)).toString(36).slice(0, 8);

/** A schema can have bigints as bounds; of a function, as a condition is, only that there is one counts. */
function plainValue(_: string, value: unknown): unknown {
  if (typeof value === "function") return "a function";
  return typeof value === "bigint" ? `${value}n` : value;
}

/** JSON; empty for a value that has none, which the planner reports. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value, plainValue) ?? "";
  } catch {
    return "";
  }
}

/** Of all routes of an app: a worker has the same app as its server where this is the same. */
export const definitionFingerprint = (definition: AppDefinition): string =>
  hashOf(definition.routes.map((route) => [keyOf(route), fingerprintOf(route, definition)]));

/** A table that was made for another app than the one it is loaded with. */
export class TableMismatchError extends Error {
  override readonly name = "TableMismatchError";
  /** One line for each difference. */
  readonly differences: readonly string[];

  constructor(differences: readonly string[]) {
    const lines = differences.map((difference) => `  - ${difference}`).join("\n");
    super(
      `The route table was built from another app than the one that is running:\n${lines}\n` +
        "Run `bunsen build` again. If the difference comes from the environment (a variable, a file, the time), define " +
        "the same routes and schemas everywhere and decide inside the handlers.",
    );
    this.differences = differences;
  }
}

/** @throws {TableMismatchError} where the app has other routes than the table was built from, or other schemas */
export function checkFit(definition: AppDefinition, builtFrom: Readonly<Record<string, string>>): void {
  const running = new Map(definition.routes.map((route) => [keyOf(route), fingerprintOf(route, definition)]));
  const differences = [...running].flatMap(([key, fingerprint]) =>
    differencesOf(key, builtFrom[key], fingerprint),
  );
  for (const key of Object.keys(builtFrom)) {
    if (!running.has(key)) differences.push(`${key} is in the table, not in the app.`);
  }
  if (differences.length > 0) throw new TableMismatchError(differences);
}

function differencesOf(key: string, built: string | undefined, running: string): string[] {
  if (built === undefined) return [`${key} is in the app, not in the table.`];
  if (built === running) return [];
  const [was, is] = [built.split(", "), running.split(", ")];
  const gone = was.filter((aspect) => !is.includes(aspect));
  const come = is.filter((aspect) => !was.includes(aspect));
  if (gone.length === 0 && come.length === 0)
    return [`${key} was built with the same middleware in another order.`];
  return [`${key} was built with ${gone.join(", ") || "less"}, and now has ${come.join(", ") || "less"}.`];
}
