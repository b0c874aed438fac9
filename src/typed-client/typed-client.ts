import { AnswerError, UnexpectedAnswerError } from "./answer-error.ts";
import type { HeaderValue, TypedClient } from "./route-types.ts";
import { type Target, sendTo } from "./target.ts";
import type { WireAnswer } from "./wire-answer.ts";
import { type CallInput, wireRequest } from "./wire-request.ts";

/** How a typed client calls. */
export interface TypedClientOptions {
  /** Header fields of each call, as credentials are; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, HeaderValue | undefined>>;
  /** What sends requests to a URL. Default: `fetch`. */
  readonly fetch?: typeof fetch;
}

/**
 * A client of an app, by the types that `bunsen client` writes of it.
 *
 * @example
 * ```ts
 * import type { Api } from "./client.gen.ts";
 *
 * const shop = createTypedClient<Api>("https://shop.example");
 * const answer = await shop.get("/products/:id", { params: { id: 1 } });
 * if (answer.ok) answer.value.name;
 * else answer.error.code;
 * ```
 * @param target a URL; an app, which is then asked in-process; or a client of `bunsen/client`, with its deadlines and retries
 */
export function createTypedClient<Api extends object>(
  target: Target,
  options: TypedClientOptions = {},
): TypedClient<Api> {
  const send = sendTo(target, options.fetch ?? fetch);
  const call =
    (method: string) =>
    async (path: string, input: CallInput = {}): Promise<object> =>
      told(method, path, await send(wireRequest(method, path, input, options.headers)));
  const client = Object.fromEntries(methods.map((method) => [method, call(method)]));
  // What the types name is what the app has; the functions are the same for all.
  return client as unknown as TypedClient<Api>;
}

const methods = ["get", "head", "post", "put", "patch", "delete", "options"];

function told(method: string, path: string, { status, headers, value }: WireAnswer): object {
  if (status < 400) return { ok: true, status, headers, value };
  // What stands between client and app answers in its own way.
  const type = headers.get("content-type") ?? "";
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type))
    throw new UnexpectedAnswerError(`${method.toUpperCase()} ${path}`, status, headers, value);
  return { ok: false, status, headers, error: value };
}

/**
 * The value of an answer that succeeded.
 *
 * @example
 * ```ts
 * const product = valueOf(await shop.get("/products/:id", { params: { id: 1 } }));
 * ```
 * @throws {AnswerError} with what the app answered instead
 */
export function valueOf<Answer extends { readonly ok: boolean; readonly status: number }>(
  answer: Answer,
): Extract<Answer, { readonly ok: true }> extends { readonly value: infer Value } ? Value : never {
  if (!answer.ok) throw new AnswerError(answer.status, "error" in answer ? answer.error : undefined);
  return (answer as unknown as { readonly value: unknown }).value as ReturnType<typeof valueOf<Answer>>;
}
