import { isRecord } from "../compile/schema-place.ts";
import { statusPhrase } from "../http/http-error.ts";
import type { Answer, Content, DescribedProblem, Operation } from "./api-description.ts";
import { componentReference } from "./component-names.ts";

export const bodyObject = (bodies: readonly Content[]): object => ({
  required: true,
  content: Object.fromEntries(bodies.map((body) => [body.mediaType, mediaObject(body)])),
});

/** Answers and problems of an operation by status, in their order. */
export function responseObjects({ answers, problems }: Operation): object {
  const byStatus = Map.groupBy(problems, ({ status }) => status);
  const statuses = [...new Set([...answers.map(({ status }) => status), ...byStatus.keys()])].toSorted(
    (a, b) => a - b,
  );
  return Object.fromEntries(
    statuses.map((status) => {
      const answer = answers.find((one) => one.status === status);
      return [String(status), responseObject(answer, byStatus.get(status) ?? [])];
    }),
  );
}

function responseObject(answer: Answer | undefined, problems: readonly DescribedProblem[]): object {
  const content = {
    ...(answer?.content === undefined ? {} : { [answer.content.mediaType]: mediaObject(answer.content) }),
    ...(problems.length === 0 ? {} : { "application/problem+json": { schema: problemSchema(problems) } }),
  };
  const description = answer?.description ?? statusPhrase(problems[0]?.status ?? 500);
  const told = problems.map((problem) => `- \`${problem.code}\`: ${problem.description}`);
  return {
    description: [description, ...(told.length > 0 ? [told.join("\n")] : [])].join("\n\n"),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

function problemSchema(problems: readonly DescribedProblem[]): object {
  const codes = problems.map(({ code }) => code);
  const base = codes.every((code) => code === "validation_failed") ? "ValidationProblem" : "Problem";
  return {
    allOf: [
      { $ref: componentReference(base) },
      { type: "object", properties: { code: { type: "string", enum: codes } }, required: ["code"] },
    ],
  };
}

function mediaObject({ kind, schema, mediaType }: Content): object {
  if (kind === "any") return {};
  // OpenAPI 3.1 has no word for a stream of events: the document of one is its text.
  if (kind === "events") return { schema: { type: "string" }, "x-event-data": schema };
  const encoding = mediaType === "multipart/form-data" ? encodingOf(schema) : {};
  return { schema, ...encoding };
}

/** What is said of the media types of files. */
function encodingOf(schema: Content["schema"]): object {
  const properties = isRecord(schema) && isRecord(schema.properties) ? schema.properties : {};
  const encoding = Object.entries(properties).flatMap(([name, property]) => {
    const types = mediaTypesOf(property);
    return types === undefined ? [] : [[name, { contentType: types }] as const];
  });
  return encoding.length === 0 ? {} : { encoding: Object.fromEntries(encoding) };
}

function mediaTypesOf(schema: unknown): string | undefined {
  if (!isRecord(schema)) return undefined;
  const types = schema["x-media-types"];
  if (Array.isArray(types)) return types.join(", ");
  return mediaTypesOf(schema.items);
}
