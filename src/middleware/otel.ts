import { type Tracer, context, trace } from "@opentelemetry/api";
import { type Middleware, type MiddlewareContext, middleware } from "../define/middleware.ts";
import { watchClient } from "./client-watch.ts";
import { checkBoolean, checkKeys, checkType } from "./options.ts";
import { RequestSpan } from "./request-span.ts";
import { keepTrace } from "./trace-headers.ts";

export interface OtelOptions {
  /** Makes the spans. Default: the tracer `bunsen` of the SDK that is registered, now or later. */
  readonly tracer?: Tracer;
  /**
   * Whether a request goes on with the trace that its header fields name, read by the SDK's propagator. Default true.
   * Where anyone can reach the server, they decide by it what is sampled, and can add to traces whose ids they know.
   */
  readonly trustInbound?: boolean;
  /** Whether spans have the query, as `url.query`. Default false: queries hold tokens and names. */
  readonly query?: boolean;
}

/**
 * Makes a span for each request, by [OpenTelemetry](https://opentelemetry.io), whose API has to be installed beside. The
 * span is active in all that runs inside: what hooks and handlers call makes its spans under it. Names and attributes are
 * those of the [semantic conventions](https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
 *
 * A span ends when there is an answer; a stream may still be sent then. Only 5xx are errors of it, with the exception.
 *
 * @example
 * ```ts
 * app().use(otel(), logger())
 * ```
 * @throws {TypeError} where an option does not fit
 */
export function otel(options: OtelOptions = {}): Middleware {
  checkOptions(options);
  const { tracer = trace.getTracer("bunsen"), trustInbound = true, query = false } = options;
  const settings = { tracer, trustInbound, query };
  const spans = new WeakMap<MiddlewareContext, RequestSpan>();
  const begin = (c: MiddlewareContext): RequestSpan => {
    const span = new RequestSpan(c, settings);
    spans.set(c, span);
    return span;
  };
  return middleware({
    name: "otel",
    phase: "observe",
    // Around what these do as well: lines of a log have the trace.
    order: { before: ["logger", "metrics", "requestId", "serverTiming", "trustProxy"] },
    options,
    around(c, next) {
      const span = begin(c);
      keepTrace(c, span.context);
      if (span.isRecording) watchClient(span);
      return context.with(span.context, next);
    },
    after(c, { status }) {
      // What is refused before any middleware has no span yet.
      (spans.get(c) ?? begin(c)).answer(status);
    },
  });
}

function checkOptions(options: OtelOptions): void {
  checkKeys("otel", options, ["tracer", "trustInbound", "query"]);
  const { tracer, trustInbound, query } = options;
  const isTracer = tracer === undefined || typeof (tracer as Tracer | null)?.startSpan === "function";
  checkType(isTracer, "otel.tracer", "a tracer of OpenTelemetry", tracer);
  checkBoolean("otel.trustInbound", trustInbound);
  checkBoolean("otel.query", query);
}
