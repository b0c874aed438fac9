import { type Context as TraceContext, context, propagation, trace } from "@opentelemetry/api";

const traces = new WeakMap<object, TraceContext>();

/** Keeps the trace of a request, for where nothing is registered that keeps it across promises. */
export const keepTrace = (c: object, traced: TraceContext): unknown => traces.set(c, traced);

/**
 * The header fields that tell another server of the trace, as the SDK's propagator writes them: `traceparent`, for W3C
 * Trace Context. Empty where there is no trace.
 *
 * @param c of the request. It is needed only where the SDK has no context manager; an active span comes first.
 * @example
 * ```ts
 * await fetch("https://stock.example/7", { headers: { ...traceHeaders(), accept: "application/json" } });
 * ```
 */
export function traceHeaders(c?: object): Record<string, string> {
  const active = context.active();
  const kept = c === undefined || trace.getSpan(active) !== undefined ? undefined : traces.get(c);
  const headers: Record<string, string> = {};
  propagation.inject(kept ?? active, headers);
  return headers;
}
