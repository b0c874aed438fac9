import type { RoutePlan } from "../compile/app-plan.ts";
import type { RouteDefinition } from "../define/app-definition.ts";
import type { TSchema } from "@sinclair/typebox";
import { statusPhrase } from "../http/http-error.ts";
import { encodeConstant } from "../runtime/constant.ts";
import { isHtmlPage } from "../runtime/html-page.ts";
import type { Answer, Content, WireSchema } from "./api-description.ts";
import { jsonSchemaOf } from "./foreign-schema.ts";
import type { SchemaBook } from "./schema-book.ts";
import { schemaOfValue } from "./schema-of-value.ts";

const formKinds = {
  "application/x-www-form-urlencoded": "urlencoded",
  "multipart/form-data": "multipart",
} as const;

/** What the body of a route can be. */
export function describeBodies(
  { options }: RouteDefinition,
  { inputs, streamsBody }: RoutePlan,
  book: SchemaBook,
): readonly Content[] {
  if (streamsBody) return [{ kind: "stream", mediaType: "application/octet-stream", schema: binary }];
  const { body } = inputs.body ?? {};
  if (body === undefined) return [];
  const schema = book.read(jsonSchemaOf(options.body), { direction: "input", isRaw: body.kind === "bytes" });
  if (!("forms" in body)) return [{ kind: body.kind, mediaType: rawTypes[body.kind], schema }];
  const forms = body.forms.map((mediaType): Content => ({ kind: formKinds[mediaType], mediaType, schema }));
  return body.kind === "json" ? [{ kind: "json", mediaType: "application/json", schema }, ...forms] : forms;
}

/** Any `text/…` is read as text, and any type at all as bytes. */
const rawTypes = { text: "text/plain", bytes: "application/octet-stream" } as const;

const binary: WireSchema = { type: "string", format: "binary" };

/** What a route answers with, problems aside. */
export function describeAnswers(
  route: RouteDefinition,
  plan: RoutePlan,
  book: SchemaBook,
): readonly Answer[] {
  const { response, events } = route.options;
  if (response === undefined && plan.isConstant) return [answerOf(200, constantContent(route.answer))];
  const byStatus = responsesOf(response).map(([status, schema]) => outputOf(Number(status), schema, book));
  if (events !== undefined) return withEvents(byStatus, book.read(events, output));
  // What the handler gives, and nothing says what that is.
  return response === undefined ? [answerOf(200, { kind: "any", mediaType: "*/*", schema: {} })] : byStatus;
}

const output = { direction: "output", isRaw: false } as const;

function responsesOf(response: RouteDefinition["options"]["response"]): [status: string, schema: TSchema][] {
  if (response === undefined) return [];
  return Symbol.for("TypeBox.Kind") in response ? [["200", response as TSchema]] : Object.entries(response);
}

function outputOf(status: number, schema: TSchema, book: SchemaBook): Answer {
  const isEmpty =
    [204, 205, 304].includes(status) || ["undefined", "void"].includes(schema["type"] as string);
  const { description = phraseOf(status) } = schema;
  if (isEmpty) return { status, description, content: undefined };
  const content = { kind: "json", mediaType: "application/json", schema: book.read(schema, output) } as const;
  return { status, description, content };
}

const answerOf = (status: number, content: Content | undefined): Answer => ({
  status,
  description: phraseOf(status),
  content,
});

const phraseOf = (status: number): string =>
  status < 400 ? (phrases[status] ?? "Answer") : statusPhrase(status);

const phrases: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  205: "Reset Content",
  206: "Partial Content",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
};

/** Events come with 200; a schema of 200 beside them is that of other answers. */
function withEvents(answers: readonly Answer[], schema: WireSchema): readonly Answer[] {
  const events = answerOf(200, { kind: "events", mediaType: "text/event-stream", schema });
  return [events, ...answers.filter(({ status }) => status !== 200)];
}

function constantContent(value: unknown): Content {
  if (isHtmlPage(value)) return { kind: "text", mediaType: "text/html", schema: { type: "string" } };
  const { contentType } = encodeConstant(value);
  const [mediaType = ""] = contentType.split(";");
  if (typeof value === "string") return { kind: "text", mediaType, schema: { type: "string" } };
  if (value instanceof Uint8Array) return { kind: "bytes", mediaType, schema: binary };
  return { kind: "json", mediaType, schema: schemaOfValue(JSON.parse(JSON.stringify(value))) };
}
