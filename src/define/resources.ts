import type { Participant } from "./lifecycle.ts";
import type { MiddlewareContext } from "./middleware.ts";
import type { SourceLocation } from "./source-location.ts";

/** How long a resource lives: as the app, or as one request. */
export type ResourceScope = "singleton" | "request";

/** How a resource is made and ended. */
export interface ResourceOptions<Names extends readonly string[] = readonly string[], Value = unknown> {
  /** Default `"singleton"`: one for all requests. `"request"`: one for each request whose route has it. */
  readonly scope?: ResourceScope;
  /** Names of the resources that its factory is given. */
  readonly inject?: Names;
  /**
   * When a singleton is made: before the server accepts requests, so that what cannot be made is told at once, or at the first
   * request that needs it. Default `"start"`. In-process it is always the latter.
   */
  readonly create?: "start" | "first-use";
  /** Ends it. Default: its own `[Symbol.asyncDispose]` or `[Symbol.dispose]`, if it has one. */
  dispose?(value: Value): unknown;
}

/** A resource as an app defines it. */
export interface ResourceDefinition {
  readonly name: string;
  readonly scope: ResourceScope;
  readonly inject: readonly string[];
  readonly create: "start" | "first-use";
  readonly source: SourceLocation;
  make(injected: Readonly<Record<string, unknown>>, context: MiddlewareContext | undefined): unknown;
  dispose(value: unknown): unknown;
}

/** @param factory gets what `inject` names; for the scope `"request"` also the context of middleware */
export function defineResource(
  name: string,
  factory: (injected: never, context: never) => unknown,
  options: ResourceOptions,
  source: SourceLocation,
): ResourceDefinition {
  return {
    name,
    scope: options.scope ?? "singleton",
    inject: options.inject ?? [],
    create: options.create ?? "start",
    source,
    make: factory as ResourceDefinition["make"],
    dispose: (value) => (options.dispose === undefined ? disposeOf(value) : options.dispose(value)),
  };
}

/** What a value ends by, if it has something for that. */
function disposeOf(value: unknown): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const disposable = value as Partial<AsyncDisposable & Disposable>;
  return disposable[Symbol.asyncDispose]
    ? disposable[Symbol.asyncDispose]?.()
    : disposable[Symbol.dispose]?.();
}

/** A resource that was made. */
interface Made {
  readonly definition: ResourceDefinition;
  readonly value: unknown;
}

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

/** @throws {AggregateError} with everything that failed */
async function disposeAll(made: readonly Made[]): Promise<void> {
  const errors: unknown[] = [];
  for (const { definition, value } of made) {
    try {
      await definition.dispose(value);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, "Not every resource could be ended.");
}
