import {
  type Context as TraceContext,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type Tracer,
  propagation,
  trace,
} from "@opentelemetry/api";
import type { MiddlewareContext } from "../define/middleware.ts";
import { HttpError } from "../http/http-error.ts";
import type { Awaited } from "./client-watch.ts";
import { connectionAttributes, forwardedAttributes, requestAttributes, spanName } from "./span-attributes.ts";

/** How spans are made. */
export interface SpanSettings {
  readonly tracer: Tracer;
  readonly trustInbound: boolean;
  readonly query: boolean;
}

/** The span of a request. It ends once: when there is an answer, or when the client goes away before. */
export class RequestSpan implements Awaited {
  readonly request: Request;
  /** That of the client, with the span. */
  readonly context: TraceContext;
  isDone = false;
  readonly #c: MiddlewareContext;
  readonly #span: Span;

  constructor(c: MiddlewareContext, { tracer, trustInbound, query }: SpanSettings) {
    const { headers } = c.request;
    const parent = trustInbound ? propagation.extract(ROOT_CONTEXT, headers, fieldGetter) : ROOT_CONTEXT;
    const options = { kind: SpanKind.SERVER, attributes: requestAttributes(c, query) };
    this.#span = tracer.startSpan(spanName(c), options, parent);
    if (this.isRecording) this.#span.setAttributes(connectionAttributes(c));
    this.#c = c;
    this.request = c.request;
    this.context = trace.setSpan(parent, this.#span);
  }

  get isRecording(): boolean {
    return this.#span.isRecording();
  }

  leave(): void {
    if (this.isDone) return;
    this.#span.setAttribute("error.type", "aborted");
    this.#end();
  }

  answer(status: number): void {
    if (this.isDone) return;
    if (this.isRecording) {
      this.#span.setAttribute("http.response.status_code", status);
      // What a client does wrong is no error of the server.
      if (status >= 500) this.#fail(status);
    }
    this.#end();
  }

  #fail(status: number): void {
    const { error } = this.#c;
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.setAttribute("error.type", errorType(error, status));
    if (error === undefined) return;
    const fault = error instanceof HttpError ? (error.cause ?? error) : error;
    const isTold = fault instanceof Error || typeof fault === "string";
    this.#span.recordException(isTold ? fault : Bun.inspect(fault));
  }

  #end(): void {
    this.isDone = true;
    // Found out by middleware that runs inside.
    if (this.isRecording) this.#span.setAttributes(forwardedAttributes(this.#c));
    this.#span.end();
  }
}

/** A code, or the name of a class: few, whatever went wrong. */
function errorType(error: unknown, status: number): string {
  if (error instanceof HttpError) return error.code;
  return error instanceof Error ? error.name : String(status);
}

const fieldGetter: TextMapGetter<Headers> = {
  keys: (headers) => [...headers.keys()],
  get: (headers, name) => headers.get(name) ?? undefined,
};
