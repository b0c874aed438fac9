import { errorOf } from "../http/refusal.ts";
import type { Binding } from "../define/binding.ts";

/** Is told what happens to the requests of a binding. */
export interface BindingObserver {
  /** A handler is about to be called. */
  handling(context: unknown): void;
  /** An error is about to be answered. @param route its key; undefined where no route took the request */
  failing(error: unknown, request: Request, route: string | undefined): void;
  /** An answer that has begun is cut off. */
  cutting(error: unknown, request: Request): void;
  /** A hook of a WebSocket has failed. */
  socketFailing(error: unknown, route: string): void;
}

/** A binding whose errors are told. It gives what the other one gives. */
export function observeBinding(binding: Binding, observer: BindingObserver): Binding {
  const told =
    <Answer>(handle: (context: unknown) => Answer) =>
    (context: unknown): Answer => {
      observer.handling(context);
      return handle(context);
    };
  return {
    ...binding,
    handler: (key) => told(binding.handler(key)),
    lazyHandler: (key, createCaller) => told(binding.lazyHandler(key, createCaller)),
    offload: (key, plan, run) => told(binding.offload(key, plan, run)),
    socket(key) {
      const bound = binding.socket(key);
      return {
        ...bound,
        publicError(error, url) {
          observer.socketFailing(error, key);
          return bound.publicError(error, url);
        },
      };
    },
    fail(error, request, key, folded) {
      observer.failing(errorOf(error), request, key);
      return binding.fail(error, request, key, folded);
    },
    tellCut(error, request) {
      observer.cutting(error, request);
      binding.tellCut(error, request);
    },
  };
}
