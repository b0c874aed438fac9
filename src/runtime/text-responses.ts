/**
 * Responses that were made of text. Bun gives one without a content type its type when it is sent, `text/plain` for text; a
 * worker does not send, and a Response does not tell what it was made of.
 */
const textResponses = new WeakSet<object>();

export const isTextResponse = (response: Response): boolean => textResponses.has(response);

/** Remembers which Responses are made of text, from now on. In a worker only, before the app's module runs. */
export function watchResponses(): void {
  const made = Response;
  const { clone } = made.prototype;
  made.prototype.clone = function (this: Response): Response {
    const copy = clone.call(this) as Response;
    if (textResponses.has(this)) textResponses.add(copy);
    return copy;
  };
  globalThis.Response = new Proxy(made, {
    construct(target, args: unknown[], newTarget) {
      const response = Reflect.construct(target, args, newTarget) as Response;
      if (typeof args[0] === "string") textResponses.add(response);
      return response;
    },
  });
}
