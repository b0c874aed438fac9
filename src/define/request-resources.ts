import type { MiddlewareContext } from "./middleware.ts";
import { type Made, disposeAll } from "./resource-definition.ts";
import type { Resources } from "./resources.ts";

/** The resources of one request. */
export class RequestResources {
  readonly #resources: Resources;
  readonly #context: MiddlewareContext;
  readonly #values = new Map<string, unknown>();
  readonly #made: Made[] = [];

  constructor(resources: Resources, context: MiddlewareContext) {
    this.#resources = resources;
    this.#context = context;
  }

  /** What some names stand for, made where it has to be. */
  async get(names: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const values: Record<string, unknown> = {};
    for (const name of names) values[name] = await this.#get(name);
    return values;
  }

  /** Ends what was made for this request, the last first. */
  end(): Promise<void> {
    return disposeAll(this.#made.splice(0).toReversed());
  }

  async #get(name: string): Promise<unknown> {
    const definition = this.#resources.find(name);
    if (definition?.scope !== "request") return this.#resources.singleton(name);
    if (this.#values.has(name)) return this.#values.get(name);
    const value = await definition.make(await this.get(definition.inject), this.#context);
    this.#values.set(name, value);
    this.#made.push({ definition, value });
    return value;
  }
}
