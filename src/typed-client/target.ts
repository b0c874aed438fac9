import { type WireAnswer, readResponse } from "./wire-answer.ts";
import type { WireBody, WireRequest } from "./wire-request.ts";

/** Sends requests. */
export type Send = (request: WireRequest) => Promise<WireAnswer>;

/** An app, which answers in the same process. */
export interface InProcessTarget {
  readonly definition: () => unknown;
  request(target: string, init?: RequestInit): Promise<Response>;
}

/** A client of `bunsen/client`. */
export interface CallerTarget {
  readonly stats: unknown;
  request(
    method: "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT",
    path: string,
    options: {
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: WireBody;
      readonly signal?: AbortSignal;
    },
  ): Promise<WireAnswer>;
}

/** Where a client's calls go: a URL, an app of this process, or a client of `bunsen/client`. */
export type Target = string | URL | InProcessTarget | CallerTarget;

/** @throws {TypeError} where it is no target */
export function sendTo(target: Target, fetcher: typeof fetch): Send {
  if (typeof target === "string" || target instanceof URL) return sendByFetch(new URL(target), fetcher);
  return "definition" in target ? sendInProcess(target) : sendByCaller(target);
}

const initOf = ({ method, headers, body, signal }: WireRequest): RequestInit => ({
  method,
  headers,
  ...(body === undefined ? {} : { body: body as NonNullable<RequestInit["body"]> }),
  ...(signal === undefined ? {} : { signal }),
  // What browsers ask for where a body is a stream.
  ...(body instanceof ReadableStream ? ({ duplex: "half" } as object) : {}),
});

function sendByFetch(base: URL, fetcher: typeof fetch): Send {
  const before = `${base.origin}${base.pathname.replace(/\/$/, "")}`;
  return async (request) => readResponse(await fetcher(`${before}${request.target}`, initOf(request)));
}

const sendInProcess =
  (app: InProcessTarget): Send =>
  async (request) => {
    const { signal } = request;
    signal?.throwIfAborted();
    const answer = app.request(request.target, initOf(request)).then(readResponse);
    return signal === undefined ? answer : Promise.race([answer, endOf(signal)]);
  };

/** Rejects when a signal aborts. */
function endOf(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  return promise;
}

/** It reads answers by itself, and throws those that are failures. */
function sendByCaller(client: CallerTarget): Send {
  return async ({ method, target, headers, body, signal }) => {
    const options = {
      headers,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    };
    try {
      return await client.request(method as Parameters<CallerTarget["request"]>[0], target, options);
    } catch (error) {
      const failed = failedAnswer(error);
      if (failed === undefined) throw error;
      return failed;
    }
  };
}

/** The answer that an error of `bunsen/client` has. By its shape: that module is for Bun only. */
function failedAnswer(error: unknown): WireAnswer | undefined {
  if (!(error instanceof Error) || !("answer" in error)) return undefined;
  const { answer } = error as { readonly answer?: { status: number; headers: Headers; body: unknown } };
  return answer && { status: answer.status, headers: answer.headers, value: answer.body };
}
