import type { Context } from "./context.ts";
import { reply } from "./reply.ts";

/** A location without a schema. */
const none: Readonly<Record<string, never>> = Object.freeze(Object.create(null));

/** What goes over to a worker, by name. */
export type SentContext = Readonly<Record<string, unknown>>;

/**
 * What a handler is called with in a worker: the inputs, what the route takes over from its middleware, and a signal. There is
 * no request.
 */
export class WorkerContext {
  params: unknown = none;
  query: unknown = none;
  headers: unknown = none;
  cookies: unknown = none;
  body: unknown = undefined;
  /** The pattern of the route, `/users/:id`. */
  readonly route: string | undefined;
  readonly #task: { readonly signal: AbortSignal };

  constructor(route: string | undefined, sent: SentContext, task: { readonly signal: AbortSignal }) {
    this.route = route;
    this.#task = task;
    Object.assign(this, sent);
  }

  /** Aborts when the client goes away, or when a deadline passes. */
  get signal(): AbortSignal {
    return this.#task.signal;
  }
}

const missing = ["request", "server", "ip", "cookieMap", "path", "url", "error", "allowedMethods"];

for (const name of missing) {
  Object.defineProperty(WorkerContext.prototype, name, {
    get() {
      throw new TypeError(
        `c.${name} does not go over to a worker. Declare what the handler reads in params, query, headers, cookies or body.`,
      );
    },
  });
}
Object.defineProperty(WorkerContext.prototype, "reply", { value: reply });

/** What of a context goes over. The body is not here any more then, however it went: as bytes, or as what they say. */
export function sendContext(context: Context, names: readonly string[]): SentContext {
  const sent: Record<string, unknown> = {};
  for (const name of names) sent[name] = (context as unknown as Record<string, unknown>)[name];
  context.body = undefined;
  return sent;
}
