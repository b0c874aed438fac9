import type { AddedBy, Middleware, MiddlewareContext } from "../define/middleware.ts";
import { guardOf } from "./guard-parts.ts";

/**
 * Lets a request in where all of some guards do, asked in their order; each sees what those before it added. It is for use
 * inside `some`: `some(ipAllow(…), every(bearer(…), isStaff))`. Elsewhere `use(a, b)` does the same.
 *
 * @throws {TypeError | RangeError} where there are fewer than two, or one has other hooks than `before`
 */
export function every<const Parts extends readonly Middleware[]>(
  ...parts: Parts
): Middleware<AddedBy<Parts> & object> {
  return guardOf<AddedBy<Parts> & object>("every", parts, async (c) => {
    const additions = new Additions(c);
    let isAdmitted = false;
    try {
      for (const { before } of parts) {
        const outcome = await before?.(c);
        if (outcome instanceof Response) return outcome;
        additions.add(outcome ?? {});
      }
      isAdmitted = true;
      return additions.added as AddedBy<Parts> & object;
    } finally {
      // What one of them found out does not count where another refuses.
      if (!isAdmitted) additions.undo();
    }
  });
}

/** What is added to a context for the time being. */
class Additions {
  readonly added: Record<string, unknown> = {};
  readonly #context: MiddlewareContext;
  readonly #before = new Map<string, PropertyDescriptor | undefined>();

  constructor(context: MiddlewareContext) {
    this.#context = context;
  }

  add(outcome: object): void {
    for (const [key, value] of Object.entries(outcome)) {
      // Assigned, it would be the context's prototype.
      if (key === "__proto__") continue;
      if (!this.#before.has(key)) {
        this.#before.set(key, Object.getOwnPropertyDescriptor(this.#context, key));
      }
      Object.assign(this.#context, { [key]: value });
      this.added[key] = value;
    }
  }

  undo(): void {
    for (const [key, descriptor] of this.#before) {
      if (descriptor === undefined) Reflect.deleteProperty(this.#context, key);
      else Object.defineProperty(this.#context, key, descriptor);
    }
  }
}
