import { type QueryValue, pathOf, queryText } from "./wire-target.ts";
import type { HeaderValue } from "./route-types.ts";

/** What a call is given, whatever its route. */
export interface CallInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly headers?: Readonly<Record<string, HeaderValue | undefined>>;
  readonly cookies?: Readonly<Record<string, unknown>>;
  readonly json?: unknown;
  readonly urlencoded?: object;
  readonly multipart?: object;
  readonly text?: string;
  readonly bytes?: WireBody;
  readonly stream?: ReadableStream<Uint8Array>;
  readonly signal?: AbortSignal;
}

export type WireBody =
  | string
  | Uint8Array<ArrayBuffer>
  | ArrayBuffer
  | Blob
  | FormData
  | URLSearchParams
  | ReadableStream<Uint8Array>;

/** A request as it is sent. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: WireBody | undefined;
  readonly signal: AbortSignal | undefined;
}

/** @throws {TypeError} where a parameter of the path is missing, or would change the path */
export function wireRequest(
  method: string,
  path: string,
  input: CallInput,
  shared: CallInput["headers"],
): WireRequest {
  const { content, type } = bodyOf(input);
  return {
    method: method.toUpperCase(),
    target: `${pathOf(path, input.params ?? {})}${queryText(input.query ?? {})}`,
    headers: {
      ...(type === undefined ? {} : { "content-type": type }),
      ...cookieField(input.cookies),
      ...fieldsOf(shared),
      ...fieldsOf(input.headers),
    },
    body: content,
    signal: input.signal,
  };
}

const fieldsOf = (fields: CallInput["headers"] = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), String(value)]],
    ),
  );

function cookieField(cookies: CallInput["cookies"] = {}): Record<string, string> {
  const pairs = Object.entries(cookies).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(String(value))}`],
  );
  return pairs.length === 0 ? {} : { cookie: pairs.join("; ") };
}

interface Body {
  readonly content: WireBody | undefined;
  /** Undefined where what sends it says it, as of a form with its boundary. */
  readonly type: string | undefined;
}

function bodyOf({ json, urlencoded, multipart, text, bytes, stream }: CallInput): Body {
  if (json !== undefined) return { content: JSON.stringify(json), type: "application/json" };
  if (multipart !== undefined) return { content: formOf(multipart), type: undefined };
  if (urlencoded !== undefined)
    return { content: queryText(urlencoded).slice(1), type: "application/x-www-form-urlencoded" };
  if (text !== undefined) return { content: text, type: "text/plain;charset=utf-8" };
  const content = bytes ?? stream;
  return { content, type: content === undefined ? undefined : "application/octet-stream" };
}

function formOf(fields: object): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one instanceof Blob) form.append(name, one);
      else if (one !== undefined) form.append(name, String(one));
    }
  }
  return form;
}
