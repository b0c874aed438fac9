import { namesTag } from "../http/entity-tag.ts";
import { type FoldedHeaders, fillHeaders } from "./folded-headers.ts";
import { type HtmlPage, isHtmlPage } from "./html-page.ts";
import { tellContent } from "./kept-content.ts";

/** A value that is known when the app is built, and answers a route by itself. */
export type Constant =
  string | number | boolean | null | Uint8Array<ArrayBuffer> | readonly Constant[] | ConstantObject;

/** A JSON object. */
export interface ConstantObject {
  readonly [key: string]: Constant | undefined;
}

/** The content of a constant, encoded once. */
export interface EncodedConstant {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** Encodes a constant: text as text/plain, bytes as they are, anything else as JSON. */
export function encodeConstant(value: unknown): EncodedConstant {
  if (typeof value === "string") return { body: value, contentType: "text/plain;charset=utf-8" };
  if (value instanceof Uint8Array) {
    return { body: new Uint8Array(value), contentType: "application/octet-stream" };
  }
  return { body: JSON.stringify(value), contentType: "application/json;charset=utf-8" };
}

/**
 * The Response of a constant, for Bun's own table: Bun answers GET and HEAD with it, and If-None-Match with 304. The
 * entity tag is ours, so that an in-process answer has the same one. An HTML import is Bun's as it is.
 */
export const createConstant = (value: unknown, folded?: FoldedHeaders): Response | HtmlPage =>
  isHtmlPage(value) ? value : responseOf(value, folded);

function responseOf(value: unknown, folded?: FoldedHeaders): Response {
  const { body, contentType } = encodeConstant(value);
  const etag = `"${Bun.hash(body).toString(36)}"`;
  return fillHeaders(new Response(body, { headers: { "content-type": contentType, etag } }), folded);
}

/** Answers with a constant in-process as Bun does on the wire (RFC 9110 §13.1.2). */
export function answerConstant(request: Request, constant: Response): Response {
  const etag = constant.headers.get("etag") ?? "";
  if (!namesTag(request.headers.get("if-none-match"), etag))
    return tellContent(constant.clone() as Response, { identity: constant });
  return new Response(null, { status: 304, headers: constant.headers });
}

/** Answers with a constant where something is decided before it: inputs are checked, or middleware runs. */
export function createConstantHandler(value: unknown): (context: { readonly request: Request }) => Response {
  const constant = responseOf(value);
  return ({ request }) => answerConstant(request, constant);
}
