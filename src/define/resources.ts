import type { Participant } from "./lifecycle.ts";
import { type Made, type ResourceDefinition, disposeAll } from "./resource-definition.ts";

/**
 * The resources of an app: its own, and those of the app it is in. Singletons are made once, when something needs them, and
 * ended in the opposite order. What nothing uses is never made.
 */
export class Resources implements Participant {
  readonly stopsAlways = true;
  readonly #own = new Map<string, ResourceDefinition>();
  readonly #outer: Resources | undefined;
  readonly #used = new Set<string>();
  readonly #making = new Map<string, Promise<unknown>>();
  readonly #made: Made[] = [];
  readonly #values = new Map<string, unknown>();

  constructor(outer?: Resources) {
    this.#outer = outer;
  }

  add(definition: ResourceDefinition): void {
    this.#own.set(definition.name, definition);
  }

  /** The definition of a name, here or further out. */
  find(name: string): ResourceDefinition | undefined {
    return this.#own.get(name) ?? this.#outer?.find(name);
  }

  /** Every definition that can be used here. */
  all(): readonly ResourceDefinition[] {
    return [...(this.#outer?.all() ?? []), ...this.#own.values()];
  }

  /** Says that a route needs some, and with them what they need. */
  use(names: readonly string[]): void {
    for (const name of names) {
      if (!this.#own.has(name)) this.#outer?.use([name]);
      else if (!this.#used.has(name)) {
        this.#used.add(name);
        this.use(this.#own.get(name)?.inject ?? []);
      }
    }
  }

  /** The singletons that were made here and have not ended, by name. */
  get made(): ReadonlyMap<string, unknown> {
    return this.#values;
  }

  /** Makes the singletons that some route needs, unless they wait for their first use. */
  async start(): Promise<void> {
    for (const name of this.#used) {
      const definition = this.#own.get(name);
      if (definition?.scope === "singleton" && definition.create === "start") await this.singleton(name);
    }
  }

  /** Ends all that was made, the last first, whatever fails. */
  async stop(): Promise<void> {
    const made = this.#made.splice(0).toReversed();
    this.#values.clear();
    this.#making.clear();
    await disposeAll(made);
  }

  /** A singleton, or a promise of it where it has to be made. */
  singleton(name: string): unknown {
    if (this.#values.has(name)) return this.#values.get(name);
    const definition = this.#own.get(name);
    if (definition === undefined) {
      if (this.#outer === undefined) throw new TypeError(`There is no resource ${JSON.stringify(name)}.`);
      return this.#outer.singleton(name);
    }
    const running = this.#making.get(name) ?? this.#make(definition);
    this.#making.set(name, running);
    return running;
  }

  /** One that failed is made again for the next that needs it. */
  async #make(definition: ResourceDefinition): Promise<unknown> {
    const { name, inject } = definition;
    // That it is being made is known before it can fail.
    await undefined;
    try {
      const injected: Record<string, unknown> = {};
      for (const needed of inject) injected[needed] = await this.singleton(needed);
      const value = await definition.make(injected, undefined);
      this.#made.push({ definition, value });
      this.#values.set(name, value);
      return value;
    } finally {
      this.#making.delete(name);
    }
  }
}
