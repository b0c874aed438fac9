import type { TSchema } from "@sinclair/typebox";
import { Memo, type MemoOptions, type MemoStats } from "../cache/memo.ts";
import type { DeclaredErrors, SecurityAlternative } from "./docs.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * When middleware runs, whatever the order of `use`: what observes all of a request comes first, then what protects the
 * server, finds out who asks, admits them, and last what transforms. Within a phase the order of `use` counts.
 */
export type Phase = "observe" | "protect" | "identify" | "admit" | "transform";

/** The context that middleware sees: inputs are not decoded yet, so that a guard runs before anything is read. */
export interface MiddlewareContext extends RequestContext {
  /** What was thrown, once an error is being answered. */
  readonly error: unknown;
  /** Lets `c.signal` abort with another signal, for what runs later. */
  abortWith(deadline: AbortSignal): void;
}

type Before<Added> = Response | Added | void;

/** What runs around handlers. `Added` is what `before` puts into the context. */
export interface MiddlewareDefinition<Added extends object = object> {
  /** Letters, digits, `_` and `-`. It stands in plans, in `bunsen routes` and in the emitted functions' names. */
  readonly name: string;
  /** Default: `"transform"`. */
  readonly phase?: Phase;
  /** Names of middleware that this one comes before, or after, where a route has both. */
  readonly order?: { readonly before?: readonly string[]; readonly after?: readonly string[] };
  /**
   * Whether it protects something. Leaving it out is a build error, unless that is written out. Default: true in the phase
   * `admit`, else false.
   */
  readonly guards?: boolean;
  /**
   * Whether it is a guard that lets in only those it knows, which a handler of what is not for everyone needs. A limit of
   * rates, or a check of where a form comes from, is none. Default: true for guards of the phases `identify`, `admit` and
   * `transform`, else false.
   */
  readonly asksWho?: boolean;
  /**
   * Header fields of every answer, errors included, that has none of that name. They cost nothing at run time. Fields that
   * describe the content or the connection, and cookies, are none of them.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Largest request body, in bytes, of the routes that have it. Where several say one the innermost counts, and the route's
   * own option before all of them. It is decided when the app is planned: conditions with `when` do not change it.
   */
  readonly bodyLimitBytes?: number;
  /**
   * Whether it keeps other forms of an answer's content beside that content. Answers from a cache say what they were made
   * of where it is active, and only there. For `compress`: what it was is not told outside of Bunsen.
   */
  readonly keepsVariants?: boolean;
  /**
   * Runs before the inputs are read. A Response ends the request; an object is added to the context, where it must not
   * have names of what is there already (500 `reserved_context_name`).
   */
  readonly before?: (context: MiddlewareContext) => Before<Added> | Promise<Before<Added>>;
  /**
   * Sees every answer, errors, 404 and 405 included, also where a `before` ended the request. In the opposite order of
   * `before`. A Response takes the answer's place; anything else is not looked at.
   */
  after?(
    context: MiddlewareContext & Partial<Added>,
    response: Response,
  ): Response | void | Promise<Response | void>;
  /**
   * Runs what follows by calling `next`, where something has to be held around it: a trace, a transaction. `next` never
   * rejects: an error is answered by then, and in `c.error`. A second call throws. Without a Response of its own the
   * answer is what `next` gave; without either it is a 500.
   */
  around?(
    context: MiddlewareContext & Partial<Added>,
    next: () => Promise<Response>,
  ): Response | void | Promise<Response | void>;
  /** Keeps what `before` added, by a key. A Response, nothing, and errors are never kept. */
  readonly memo?: MiddlewareMemo<Added>;
  /** A schema that it checks values by. */
  readonly checks?: MiddlewareChecks;
  /** What this one was made with: of two with one name and equal options only the first is used. */
  readonly options?: unknown;
  /** Whether several with one name and other options can be active together. */
  readonly multiple?: boolean;
  /** The credentials that it asks for, told in the description of each route it runs on: one alternative is enough. */
  readonly security?: readonly SecurityAlternative[];
  /** The scopes that credentials need here, told with {@link security}. */
  readonly scopes?: readonly string[];
  /** The problems that it answers with, told in the description of each route it runs on. */
  readonly errors?: DeclaredErrors;
}

/**
 * A schema of JSON that is compiled with the app, as those of its routes are. What JSON does not give back as it was (dates,
 * bytes, bigints, transforms) and defaults are build errors.
 */
export interface MiddlewareChecks {
  readonly schema: TSchema;
  /** Gets the compiled check, before anything runs. Each app that uses the middleware gives one; they answer alike. */
  receive(fits: (value: unknown) => boolean): void;
}

/** How results of a `before` are kept. */
export interface MiddlewareMemo<Added> extends MemoOptions {
  /** What the result depends on, all of it; undefined where it is not to be kept. Kept as a digest. */
  readonly key: (context: MiddlewareContext) => string | undefined;
  /** When the result itself ends, as a credential does: it is not kept longer than that. */
  expiresAt?(added: Added): Date | undefined;
}

/** A middleware, ready to be used. */
export interface Middleware<Added extends object = object> extends MiddlewareDefinition<Added> {
  /** Forgets what is kept for a key. */
  invalidate(key: string): void;
  /** What its memo did; undefined where it has none. */
  stats(): MemoStats | undefined;
  /** Sets what its memo does not say itself. An app does that with its own defaults. */
  useMemoDefaults(defaults: MemoOptions): void;
}

/**
 * Defines a middleware.
 *
 * @example
 * ```ts
 * const timing = middleware({
 *   name: "timing",
 *   phase: "observe",
 *   before: () => ({ startedAt: performance.now() }),
 *   after: (c, response) => response.headers.set("server-timing", `app;dur=${performance.now() - (c.startedAt ?? 0)}`),
 * });
 * ```
 * @throws {TypeError} where the definition has an unknown key: a misspelled `guards` would guard nothing
 * @throws {RangeError} where a setting of `memo` is not a positive number
 */
export function middleware<Added extends object>(definition: MiddlewareDefinition<Added>): Middleware<Added> {
  checkKeys(definition);
  const { memo } = definition;
  const bound = withoutMemo(definition);
  const { before } = bound;
  if (memo === undefined || before === undefined) return bound;
  const kept = new Memo<Before<Added>>(memo);
  return {
    ...bound,
    before(context) {
      const key = memo.key(context);
      if (key === undefined) return before(context);
      return kept.run(
        key,
        () => before(context),
        (added) => expiryOf(added, memo),
      );
    },
    invalidate: (key) => kept.invalidate(key),
    stats: () => kept.stats,
    useMemoDefaults: (defaults) => kept.configure({ ...defaults, ...definedOf(memo) }),
  };
}

/** A middleware that keeps no results. */
export const withoutMemo = <Added extends object>(
  definition: MiddlewareDefinition<Added>,
): Middleware<Added> => ({
  ...bindHooks(definition),
  invalidate: () => {},
  stats: () => undefined,
  useMemoDefaults: () => {},
});

/** What a memo says itself. */
export const definedOf = ({ ttlSeconds, capacityEntries }: MemoOptions): MemoOptions => ({
  ...(ttlSeconds !== undefined && { ttlSeconds }),
  ...(capacityEntries !== undefined && { capacityEntries }),
});

/** Hooks are methods of what was defined. That can be an object of a class, which has them from its prototype. */
function bindHooks<Added extends object>(
  definition: MiddlewareDefinition<Added>,
): MiddlewareDefinition<Added> {
  const [before, after, around] = [definition.before, definition.after, definition.around];
  return {
    ...definition,
    ...(before && { before: before.bind(definition) }),
    ...(after && { after: after.bind(definition) }),
    ...(around && { around: around.bind(definition) }),
  };
}

/** Those of a definition, and what a middleware has beside them: one can be made from another. */
const knownKeys: Readonly<Record<keyof Middleware, boolean>> = {
  name: true,
  phase: true,
  order: true,
  guards: true,
  headers: true,
  bodyLimitBytes: true,
  keepsVariants: true,
  before: true,
  after: true,
  around: true,
  memo: true,
  checks: true,
  options: true,
  multiple: true,
  asksWho: true,
  security: true,
  scopes: true,
  errors: true,
  invalidate: false,
  stats: false,
  useMemoDefaults: false,
};

/** An object of a class has fields of its own. */
function checkKeys(definition: object): void {
  if (Object.getPrototypeOf(definition) !== Object.prototype) return;
  const unknown = Object.keys(definition).find((key) => !Object.hasOwn(knownKeys, key));
  if (unknown === undefined) return;
  throw new TypeError(
    `middleware() does not know the key ${JSON.stringify(unknown)}. ` +
      `Use one of ${Object.keys(knownKeys)
        .filter((key) => knownKeys[key as keyof Middleware])
        .join(", ")}.`,
  );
}

/** Whether a value is what `middleware` gave, perhaps that of another copy of Bunsen. */
export const isMiddleware = (value: unknown): value is Middleware =>
  typeof value === "object" && value !== null && "name" in value && "invalidate" in value;

/** When a result ends by itself; undefined for one that is not kept. */
function expiryOf<Added>(added: Before<Added>, { expiresAt }: MiddlewareMemo<Added>): number | undefined {
  if (added === undefined || added instanceof Response) return undefined;
  return expiresAt?.(added as Added)?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** What middlewares, and lists of them, add to the context together. */
export type AddedBy<Used> = Used extends readonly (infer One)[]
  ? (One extends unknown ? (added: AddedByOne<One>) => void : never) extends (all: infer All) => void
    ? All
    : object
  : object;

type AddedByOne<One> = One extends Middleware<infer Added> ? Added : AddedBy<One>;
