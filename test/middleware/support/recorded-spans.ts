import { type Attributes, context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";

/** What a test expects of a span. */
export interface RecordedSpan {
  readonly name: string;
  readonly attributes: Attributes;
  /** 0 for unset, 2 for an error. */
  readonly status: number;
  readonly exceptions: readonly unknown[];
}

/** An SDK, registered as an app does when its process starts. `using` takes it away again. */
export class RecordedSpans implements Disposable {
  /** Those that ended, in that order; one that ended twice would be here twice. */
  readonly ended: ReadableSpan[] = [];
  readonly #provider: TracerProvider;
  #started = 0;

  constructor() {
    const processor = {
      onStart: () => void this.#started++,
      onEnd: (span: ReadableSpan) => void this.ended.push(span),
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
    this.#provider = new TracerProvider({ spanProcessors: [processor] });
    trace.setGlobalTracerProvider(this.#provider);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  }

  /** How many have begun and not ended. */
  get open(): number {
    return this.#started - this.ended.length;
  }

  get told(): readonly RecordedSpan[] {
    return this.ended.map(({ name, attributes, status, events }) => ({
      name,
      attributes,
      status: status.code,
      exceptions: events.map(({ attributes: told }) => told?.["exception.message"]),
    }));
  }

  [Symbol.dispose](): void {
    trace.disable();
    context.disable();
    propagation.disable();
  }
}
