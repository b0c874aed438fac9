import {
  FlightTimeoutError,
  type Outcome,
  type ResponseCache,
  type Wanted,
} from "../cache/response-cache.ts";
import { readCacheControl } from "../http/cache-control.ts";
import { isNotModified } from "../http/conditional.ts";
import { declaredError } from "../http/http-error.ts";
import { CacheFields } from "./cache-fields.ts";
import type { CachePlan } from "./cache-plan.ts";
import { keyTag, routeTag, userTag } from "./cache-tags.ts";
import { CachedContext } from "./cached-context.ts";
import type { Context } from "./context.ts";
import { type FoldedHeaders, fillHeaders } from "./folded-headers.ts";
import { tellContent } from "./kept-content.ts";
import { readAnswer } from "./storable-answer.ts";

/** A cached route, as its app gives it. */
export interface CachedRoute {
  /** What its keys begin with: the app, the route, and what it was built from. */
  readonly scope: string;
  /** `GET /users/:id`. */
  readonly routeKey: string;
  readonly plan: CachePlan;
  readonly cache: ResponseCache;
  /** What the app adds to the key; undefined for a request that is not answered from the cache. */
  readonly key: ((context: Context) => unknown) | undefined;
  /** Tags for a request's inputs. */
  readonly tags: ((context: CachedContext) => readonly string[]) | undefined;
}

/** Calls the handler of a route, and encodes what it gives. */
export type Compute = (context: CachedContext) => Response | Promise<Response>;

/** Answers a request whose inputs are in the context. @param texts what came of them, from which the key is made */
export type CachedAnswer = (context: Context, texts: readonly unknown[]) => Response | Promise<Response>;

/**
 * What answers a cached route in the place of its handler. Everything that decides whether a request is answered at all
 * has run by then.
 *
 * @param folded constant header fields of the route's answers
 */
export function createCachedAnswer(
  route: CachedRoute,
  compute: Compute,
  folded?: FoldedHeaders,
): CachedAnswer {
  const { plan, cache } = route;
  const fields = new CacheFields(plan, folded);
  const tells = plan.tellsContent === true && cache.canGrow;
  const write = (outcome: Outcome<Response>, request: Request, key: string): Response => {
    if (outcome.kind === "pass") return passOn(outcome.passed, "fwd=miss", folded);
    const { entry, kind } = outcome;
    const headers = fields.of(entry, kind, cache.now);
    if (entry.status === 200 && isNotModified(request, headers)) return notModified(headers);
    const answer = new Response(entry.status === 204 ? null : entry.body, { status: entry.status, headers });
    if (!tells) return answer;
    return tellContent(answer, { identity: entry, grow: (bytes) => cache.grow(key, entry, bytes) });
  };
  return (context, texts) => {
    const { request } = context;
    const inputs = inputsOf(context, route);
    const reason = reasonToForward(request, plan, inputs);
    if (reason !== undefined) return forward(compute(cachedContextOf(context, inputs, plan)), reason, folded);
    const wanted = wantedOf(route, context, texts, inputs, compute);
    const outcome = cache.answer(wanted);
    if (!(outcome instanceof Promise)) return write(outcome, request, wanted.key);
    return outcome.then((made) => write(made, request, wanted.key), refuseLate(plan));
  };
}

/** What the key holds beside the declared inputs. */
interface KeyInputs {
  readonly vary: Readonly<Record<string, string | undefined>>;
  readonly key: unknown;
}

const nothing: KeyInputs = { vary: Object.freeze(Object.create(null)), key: undefined };

function inputsOf(context: Context, { plan, key }: CachedRoute): KeyInputs {
  if (plan.vary.length === 0 && key === undefined) return nothing;
  const vary: Record<string, string | undefined> = Object.create(null);
  for (const name of plan.vary) vary[name] = context.request.headers.get(name) ?? undefined;
  return { vary, key: key?.(context) };
}

const never: AbortSignal = new AbortController().signal;

/** What the key holds, and resources of the app, which are of no request. */
function cachedContextOf(
  context: Context,
  { vary, key }: KeyInputs,
  { resources }: CachePlan,
  signal = never,
): CachedContext {
  const cached = new CachedContext(context, vary, key, signal);
  for (const name of resources)
    (cached as object as Record<string, unknown>)[name] = (context as object as Record<string, unknown>)[
      name
    ];
  return cached;
}

/** Why a request is neither answered from the cache nor kept; undefined where it may be. */
function reasonToForward({ headers }: Request, plan: CachePlan, { key }: KeyInputs): string | undefined {
  if (plan.hasKey && key === undefined) return "fwd=bypass; detail=key";
  if (plan.isPublic) return undefined;
  return headers.has("authorization") || headers.has("cookie") ? "fwd=bypass; detail=credentials" : undefined;
}

function wantedOf(
  route: CachedRoute,
  context: Context,
  texts: readonly unknown[],
  inputs: KeyInputs,
  compute: Compute,
): Wanted<Response> {
  const { plan, cache } = route;
  const { headers } = context.request;
  let tags: readonly string[] | undefined;
  return {
    key: keyTextOf(route, texts, inputs),
    timeoutMs: plan.timeoutMs,
    isReusable: !(plan.heedsNoCache && isNoCache(headers)),
    tags: () => (tags ??= tagsOf(route, inputs, context)),
    beforeMaking() {
      if (readCacheControl(headers.get("cache-control")).has("only-if-cached"))
        throw declaredError("not_cached");
    },
    async make(signal) {
      return readAnswer(await compute(cachedContextOf(context, inputs, plan, signal)), plan, cache.now);
    },
  };
}

/** A text for each combination of inputs, and for no other: JSON of texts, in the order of the plan. */
function keyTextOf(
  { scope, plan }: CachedRoute,
  texts: readonly unknown[],
  { vary, key }: KeyInputs,
): string {
  if (texts.length === 0 && plan.vary.length === 0 && !plan.hasKey) return scope;
  const parts = plan.vary.length === 0 && !plan.hasKey ? texts : [...texts, vary, keyValue(key)];
  return `${scope} ${JSON.stringify(parts)}`;
}

/** What `key` may give: text, a number, a boolean, null, or lists and plain objects of them. */
function keyValue(key: unknown): unknown {
  if (!isPlainData(key))
    throw new TypeError(
      `cache.key must give text, numbers, or plain lists and objects of them, not ${Bun.inspect(key)}.`,
    );
  return key;
}

function isPlainData(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return true;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0);
    case "object":
      if (value === null) return true;
      if (Array.isArray(value)) return value.every((item) => item !== undefined && isPlainData(item));
      return (
        [Object.prototype, null].includes(Object.getPrototypeOf(value)) &&
        !("toJSON" in value) &&
        Object.values(value).every(isPlainData)
      );
    default:
      return false;
  }
}

function tagsOf(route: CachedRoute, inputs: KeyInputs, context: Context): readonly string[] {
  const own = route.tags?.(cachedContextOf(context, inputs, route.plan)) ?? [];
  return [
    routeTag(route.routeKey),
    ...(inputs.key === undefined ? [] : [keyTag(inputs.key)]),
    ...[...route.plan.tags, ...own].map(userTag),
  ];
}

function isNoCache(headers: Headers): boolean {
  const directives = readCacheControl(headers.get("cache-control"));
  return (
    directives.has("no-cache") || directives.get("max-age") === "0" || headers.get("pragma") === "no-cache"
  );
}

const forward = (
  response: Response | Promise<Response>,
  reason: string,
  folded: FoldedHeaders | undefined,
): Response | Promise<Response> =>
  response instanceof Response
    ? passOn(response, reason, folded)
    : response.then((later) => passOn(later, reason, folded));

/** An answer that is not kept, with what was decided about it. */
function passOn(response: Response, reason: string, folded: FoldedHeaders | undefined): Response {
  response.headers.set("cache-status", `bunsen; ${reason}`);
  return fillHeaders(response, folded);
}

/** What a client has already (RFC 9110 §15.4.5): the fields of the answer that do not describe its content. */
function notModified(headers: Headers): Response {
  const kept = [...headers].filter(([name]) => !name.startsWith("content-") || name === "content-location");
  return new Response(null, { status: 304, headers: kept });
}

const refuseLate =
  ({ timeoutMs }: CachePlan) =>
  (error: unknown): never => {
    if (!(error instanceof FlightTimeoutError)) throw error;
    throw declaredError("timed_out", String(timeoutMs), { cause: error });
  };
