import { type RouteDefinition, keyOf } from "../define/app-definition.ts";
import type { DeclaredErrors } from "../define/docs.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { checkKeys } from "./option-keys.ts";

type Report = (diagnostic: Diagnostic) => void;
type Source = RouteDefinition["source"] | undefined;

const appDocsKeys = ["title", "version", "description", "servers", "tags"];
const routeDocsKeys = ["summary", "description", "tags", "operationId", "deprecated", "hidden", "errors"];

/** Reports what an app says of itself where it cannot be said. */
export function checkAppDocs(given: unknown, report: Report): void {
  const docs = checkKeys(
    "docs",
    (given ?? {}) as Readonly<Record<string, unknown>>,
    appDocsKeys,
    undefined,
    report,
  );
  for (const key of ["title", "version", "description"])
    checkText(`docs.${key}`, docs[key], undefined, report);
  checkServers(docs["servers"] ?? [], report);
  checkTags(docs["tags"] ?? {}, report);
}

function checkServers(servers: unknown, report: Report): void {
  const isFit = Array.isArray(servers) && servers.every((server) => typeof server?.url === "string");
  if (isFit) return;
  tell(
    "docs.servers must be a list of { url }.",
    'Write servers: [{ url: "https://api.example" }].',
    undefined,
    report,
  );
}

function checkTags(tags: unknown, report: Report): void {
  const isFit =
    typeof tags === "object" &&
    !Array.isArray(tags) &&
    Object.values(tags ?? {}).every((text) => typeof text === "string");
  if (isFit) return;
  tell(
    "docs.tags must be descriptions by tag.",
    'Write tags: { orders: "What was bought." }.',
    undefined,
    report,
  );
}

/** Reports what a route says of itself where it cannot be said. */
export function checkRouteDocs(route: RouteDefinition, given: unknown, report: Report): void {
  const { source } = route;
  const what = `the docs of ${keyOf(route)}`;
  const docs = checkKeys(
    what,
    (given ?? {}) as Readonly<Record<string, unknown>>,
    routeDocsKeys,
    source,
    report,
  );
  for (const key of ["summary", "description"]) checkText(`${what}: ${key}`, docs[key], source, report);
  for (const key of ["deprecated", "hidden"]) checkFlag(`${what}: ${key}`, docs[key], source, report);
  checkOperationId(what, docs["operationId"], source, report);
  const { tags = [], errors = {} } = docs;
  if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== "string"))
    tell(`${what}: tags must be a list of texts.`, 'Write tags: ["orders"].', source, report);
  checkErrors(what, errors as DeclaredErrors, source, report);
}

function checkText(path: string, value: unknown, source: Source, report: Report): void {
  if (value === undefined || typeof value === "string") return;
  tell(`${path} must be text, not ${Bun.inspect(value)}.`, "Write words, or leave it out.", source, report);
}

function checkFlag(path: string, value: unknown, source: Source, report: Report): void {
  if (value === undefined || typeof value === "boolean") return;
  tell(
    `${path} must be true or false, not ${Bun.inspect(value)}.`,
    "Write true, or leave it out.",
    source,
    report,
  );
}

/** A client has a type of that name. */
function checkOperationId(what: string, id: unknown, source: Source, report: Report): void {
  if (id === undefined || (typeof id === "string" && /^[A-Za-z]\w*$/.test(id))) return;
  const fix = "Use letters, digits and _, a letter first: findProduct.";
  tell(`${what}: operationId must be a name, not ${Bun.inspect(id)}.`, fix, source, report);
}

function checkErrors(what: string, errors: DeclaredErrors, source: Source, report: Report): void {
  const isObject = typeof errors === "object" && errors !== null && !Array.isArray(errors);
  const unfit = isObject ? Object.keys(errors).find((code) => !isStatus(errors[code])) : "errors";
  if (unfit === undefined) return;
  const fix = "Write errors: { out_of_stock: 409 }: statuses from 400 to 599 by code.";
  tell(`${what}: errors must be statuses by code; ${JSON.stringify(unfit)} is none.`, fix, source, report);
}

function isStatus(declared: DeclaredErrors[string] | undefined): boolean {
  const status: unknown = typeof declared === "object" ? declared?.status : declared;
  return Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599;
}

const tell = (problem: string, fix: string, source: Source, report: Report): void =>
  report({ code: "invalid_option", source, problem, fix });
