import type { StaticDecode, TSchema } from "@sinclair/typebox";
import { type StandardSchema, isStandardSchema } from "../define/standard-schema.ts";
import { isJsonType, mediaType } from "../http/media-type.ts";
import type { Problem } from "../http/problem.ts";
import { formats } from "../runtime/formats.ts";
import type { Received } from "./exchange.ts";

/** What answers are checked with: a schema of TypeBox, or a validator of another library. */
export type AnswerSchema = TSchema | StandardSchema;

/** The value that a schema makes of an answer; unknown without one. */
export type AnswerValue<Schema> = Schema extends TSchema
  ? StaticDecode<Schema>
  : Schema extends StandardSchema<infer Output>
    ? Output
    : unknown;

/**
 * The body of an answer by its type: JSON as a value, text as a string, anything else as bytes; undefined where it is empty.
 *
 * @throws {SyntaxError | TypeError} where it is not what its type says
 */
export function readAnswer({ headers, body }: Received): unknown {
  if (body.length === 0) return undefined;
  const type = mediaType(headers.get("content-type"));
  const isJson = isJsonType(type);
  if (!isJson && type?.startsWith("text/") !== true) return body;
  const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  return isJson ? JSON.parse(text) : text;
}

/** The problem document of an answer (RFC 9457 §3); undefined where it has none. */
export function problemIn(received: Received, body: unknown): Partial<Problem> | undefined {
  const isProblem = mediaType(received.headers.get("content-type")) === "application/problem+json";
  return isProblem && typeof body === "object" && body !== null ? body : undefined;
}

/** A value that does not fit. What it is instead is not told: it may be secret. */
export class UnfitAnswer extends Error {
  override readonly name = "UnfitAnswer";
}

/**
 * Checks a value, and decodes the transforms of the schema.
 *
 * @throws {UnfitAnswer} that names the place
 */
export async function checkAnswer(schema: AnswerSchema, value: unknown): Promise<unknown> {
  return isStandardSchema(schema) ? checkByLibrary(schema, value) : checkByTypeBox(schema, value);
}

async function checkByLibrary(schema: StandardSchema, value: unknown): Promise<unknown> {
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return result.value;
  const path = result.issues[0]?.path ?? [];
  const keys = path.map((step) => (typeof step === "object" ? step.key : step));
  throw new UnfitAnswer(`it does not fit at ${keys.map((key) => `/${String(key)}`).join("") || "its root"}`);
}

/** Loaded where it is needed: most of what it has is no part of a server that calls nobody, or checks nothing. */
async function checkByTypeBox(schema: TSchema, value: unknown): Promise<unknown> {
  const [{ Value }, { FormatRegistry }] = await Promise.all([
    import("@sinclair/typebox/value"),
    import("@sinclair/typebox"),
  ]);
  for (const [name, isFormat] of Object.entries(formats)) {
    // To TypeBox, a format that nobody has told it of is one that no text has.
    if (!FormatRegistry.Has(name)) FormatRegistry.Set(name, isFormat);
  }
  if (Value.Check(schema, value)) return Value.Decode(schema, value);
  const first = Value.Errors(schema, value).First();
  throw new UnfitAnswer(
    `it does not fit at ${first?.path || "its root"}: ${first?.message ?? "no value fits"}`,
  );
}
