import { appError } from "../http/http-error.ts";
import { type FoldedHeaders, fillHeaders } from "./folded-headers.ts";
import { isStreamed } from "./streamed-body.ts";

/** Status and header fields. */
export interface AnswerInit {
  readonly status?: number;
  readonly headers?: HeaderFields;
}

/** Header fields of an answer. */
export type HeaderFields = Headers | Readonly<Record<string, string>> | [string, string][];

/** A value with the status, and perhaps header fields, it is sent with. Made by {@link reply}. */
export class Reply<Status extends number = number, Value = unknown> {
  readonly status: Status;
  readonly value: Value;
  readonly headers: HeaderFields | undefined;

  constructor(status: Status, value: Value, headers?: HeaderFields) {
    this.status = status;
    this.value = value;
    this.headers = headers;
  }
}

/**
 * Answers with a status. The value is encoded by that status's response schema where the route has one.
 *
 * @param status 200 to 599
 * @param headers further header fields of the answer
 */
export function reply(status: number, value?: unknown, headers?: HeaderFields): Reply {
  return new Reply(status, value, headers);
}

/** Writes a value of a declared schema: checks it, keeps what is declared, encodes it. */
export type Encoder = (value: unknown, init?: AnswerInit) => Response;

/**
 * The answer for what a handler returned, where no response schema says more: a Response as it is, text as text/plain,
 * bytes and streams as they are, nothing as 204, anything else as JSON.
 *
 * @throws {TypeError} for an async iterable, where it cannot be sent item by item
 */
export function respond(result: unknown, folded?: FoldedHeaders): Response {
  if (result instanceof Response) return fillHeaders(result, folded);
  if (result instanceof Reply) return fillHeaders(respondWith(result.value, initOf(result)), folded);
  if (folded === undefined) return respondWith(result, undefined);
  if (typeof result === "string") return new Response(result, folded.textInit);
  return respondWith(result, isBodyInit(result) ? folded.init : jsonInitOf(result, folded));
}

/** The answer for what a handler returned, where its statuses and their schemas are declared. */
export function respondBySchema(result: unknown, encoders: Encoders, folded?: FoldedHeaders): Response {
  if (result instanceof Response) return fillHeaders(result, folded);
  const status = result instanceof Reply ? result.status : 200;
  const encode = encoders[status];
  // Where nothing but events is declared, what is none is answered as it would be without a schema.
  if (encode === undefined && "events" in encoders && Object.keys(encoders).length === 1)
    return respond(result, folded);
  if (encode === undefined) {
    throw appError("response_status_undeclared", "", {
      cause: new TypeError(
        `The answer has the status ${status}; declared are ${Object.keys(encoders).join(", ")}.`,
      ),
    });
  }
  if (isStreamed(result instanceof Reply ? result.value : result)) throw streamedByResponse(status);
  if (!(result instanceof Reply)) return encode(result, folded && jsonInitOf(result, folded));
  return fillHeaders(encode(result.value, initOf(result)), folded);
}

const streamedByResponse = (status: number): Error =>
  appError("response_schema_mismatch", "", {
    cause: new TypeError(
      `The handler gave an async iterable, and the response schema of ${status} is that of one value. Leave the schema ` +
        "out, or give the option events with sse().",
    ),
  });

/** Nothing is sent as 204, which has no type. */
const jsonInitOf = (value: unknown, { init, jsonInit }: FoldedHeaders): AnswerInit =>
  value === undefined ? init : jsonInit;

/** Encoders by status; `events` is that of the data of events. */
export type Encoders = Readonly<Record<number, Encoder>> & { readonly events?: Encoder };

/** JSON of a declared schema; statuses without content have none. */
export function encodeJson(value: unknown, init?: AnswerInit): Response {
  return value === undefined ? new Response(null, { status: 204, ...init }) : Response.json(value, init);
}

/** JSON that is text already. */
export function encodeText(text: string, init?: AnswerInit): Response {
  return new Response(text, init === undefined ? jsonInit : withType(jsonType, init));
}

const jsonType = "application/json;charset=utf-8";

/** Made once: a Response copies the fields of a Headers faster than it reads them from an object. */
const jsonInit = { headers: new Headers({ "content-type": jsonType }) };

function respondWith(value: unknown, init: AnswerInit | undefined): Response {
  if (value === undefined) return new Response(null, { status: 204, ...init });
  if (typeof value === "string") return new Response(value, withType("text/plain;charset=utf-8", init));
  if (isBodyInit(value)) return new Response(value, withType(typeOf(value), init));
  if (isStreamed(value)) throw new TypeError("What is streamed item by item cannot be answered here.");
  return Response.json(value, init);
}

/**
 * A body gets its type here: a reply with header fields of its own keeps it, and an answer in process has what Bun would
 * add on the wire.
 */
export function withType(type: string, init: AnswerInit | undefined): AnswerInit {
  if (init?.headers === undefined) return { ...init, headers: { "content-type": type } };
  // Constant fields have theirs, and are not copied before the Response copies them.
  if (init.headers instanceof Headers && init.headers.has("content-type")) return init;
  const headers = new Headers(init.headers);
  if (!headers.has("content-type")) headers.set("content-type", type);
  return { ...init, headers };
}

type BodyContent = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream;

const typeOf = (value: BodyContent): string =>
  (value instanceof Blob && value.type) || "application/octet-stream";

const isBodyInit = (value: unknown): value is BodyContent =>
  value instanceof Blob ||
  value instanceof ArrayBuffer ||
  ArrayBuffer.isView(value) ||
  value instanceof ReadableStream;

export const initOf = ({ status, headers }: Reply): AnswerInit =>
  headers === undefined ? { status } : { status, headers };

/** Whether a handler's result has to be waited for. Query builders are thenables without being Promises. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true;
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** Answers with what a promise gives. */
export async function respondWhenReady(
  result: PromiseLike<unknown>,
  encoders: Encoders | undefined,
  folded?: FoldedHeaders,
): Promise<Response> {
  return encoders === undefined
    ? respond(await result, folded)
    : respondBySchema(await result, encoders, folded);
}
