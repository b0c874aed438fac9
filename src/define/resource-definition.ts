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
export interface Made {
  readonly definition: ResourceDefinition;
  readonly value: unknown;
}

/**
 * Ends resources one after the other, all of them whatever fails.
 *
 * @throws {AggregateError} with everything that failed
 */
export async function disposeAll(made: readonly Made[]): Promise<void> {
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
