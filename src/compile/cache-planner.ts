import { type RouteDefinition, keyOf } from "../define/app-definition.ts";
import type { CacheOptions } from "../define/cache-options.ts";
import type { CachePlan } from "../runtime/cache-plan.ts";
import type { InputPlan, MiddlewarePlan, RoutePlan } from "./app-plan.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { checkKeys } from "./option-keys.ts";

type Report = (diagnostic: Diagnostic) => void;

/**
 * Plans how the answers of a route are kept; undefined where they are not.
 *
 * @param active the middleware around the route
 */
export function planCache(
  route: RouteDefinition,
  inputs: RoutePlan["inputs"],
  active: readonly MiddlewarePlan[],
  report: Report,
): CachePlan | undefined {
  const { cache } = route.options;
  if (cache === undefined) return undefined;
  const refuse = (problem: string, fix: string): void =>
    report({ code: "invalid_option", source: route.source, problem: `${keyOf(route)}: ${problem}`, fix });
  if (inputs.headers !== undefined && inputs.headers.keys === undefined)
    refuse(
      "the key of a cached answer would hold every header field of the request.",
      "Name the fields in the headers schema, or in cache.vary.",
    );
  const options = checkKeys(`the cache of ${keyOf(route)}`, cache, cacheKeys, route.source, report);
  checkRoute(route, refuse);
  checkNumbers(options, refuse);
  checkNames(options, refuse);
  return cachePlanOf(options, inputs, active, listOf(route.options.inject));
}

const cacheKeys: readonly (keyof CacheOptions)[] = [
  "ttlSeconds",
  "staleWhileRevalidateSeconds",
  "staleIfErrorSeconds",
  "vary",
  "key",
  "tags",
  "public",
  "statuses",
  "limitBytes",
  "timeoutMs",
  "heedsNoCache",
];

const heuristicStatuses = [200, 203, 204, 300, 301, 308, 410];

function cachePlanOf(
  options: Partial<CacheOptions>,
  inputs: RoutePlan["inputs"],
  active: readonly MiddlewarePlan[],
  resources: readonly string[],
): CachePlan {
  // What decides who gets an answer is not in the key.
  const isGuarded = active.some(({ guards }) => guards);
  const vary = listOf(options.vary).map((name) => name.toLowerCase());
  return {
    ttlSeconds: options.ttlSeconds ?? 0,
    staleWhileRevalidateSeconds: options.staleWhileRevalidateSeconds ?? 0,
    staleIfErrorSeconds: options.staleIfErrorSeconds ?? 0,
    statuses: options.statuses ?? heuristicStatuses,
    limitBytes: options.limitBytes ?? 1024 * 1024,
    timeoutMs: options.timeoutMs ?? 10_000,
    isPublic: options.public ?? false,
    isForAll: options.public === true && options.key === undefined && !isGuarded,
    heedsNoCache: options.heedsNoCache ?? false,
    vary,
    variesBy: [...new Set([...vary, ...declaredFields(inputs)])].toSorted(),
    resources,
    tags: typeof options.tags === "function" ? [] : listOf(options.tags),
    hasTagger: typeof options.tags === "function",
    hasKey: options.key !== undefined,
    ...(active.some(({ keepsVariants }) => keepsVariants) ? { tellsContent: true } : {}),
  };
}

const listOf = (names: unknown): readonly string[] =>
  Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];

/** The fields that a client's answer depends on by its schemas. */
function declaredFields({ headers, cookies }: RoutePlan["inputs"]): readonly string[] {
  return [...fieldsOf(headers), ...(cookies === undefined ? [] : ["cookie"])];
}

/** One that reads all fields varies by all of them. */
const fieldsOf = (input: InputPlan | undefined): readonly string[] =>
  input === undefined ? [] : (input.keys ?? []).map((name) => name.toLowerCase());

type Refuse = (problem: string, fix: string) => void;

function checkRoute({ method, answer, options }: RouteDefinition, refuse: Refuse): void {
  if (method !== "GET" && method !== "HEAD")
    refuse("only answers to GET and HEAD are cached.", "Remove cache, or answer the question by GET.");
  if (typeof answer !== "function")
    refuse("a constant is kept already.", "Remove cache: a constant is encoded once, and has an ETag.");
  if ((options.body ?? options.bodyType) !== undefined)
    refuse("the key of a cached answer holds no body.", "Read the values from query.");
}

function checkNumbers(options: Partial<CacheOptions>, refuse: Refuse): void {
  if (options.ttlSeconds === undefined)
    refuse("cache.ttlSeconds is missing.", "Say how long an answer is fresh: cache: { ttlSeconds: 60 }.");
  for (const name of ["ttlSeconds", "staleWhileRevalidateSeconds", "staleIfErrorSeconds"] as const) {
    const value: unknown = options[name];
    if (value === undefined || (isNumber(value) && value >= 0 && value <= longestSeconds)) continue;
    refuse(
      `cache.${name} must be a number of seconds up to ${longestSeconds}, not ${Bun.inspect(value)}.`,
      "Give a number like 60.",
    );
  }
  for (const name of ["limitBytes", "timeoutMs"] as const) {
    const value: unknown = options[name];
    if (value === undefined || (Number.isSafeInteger(value) && (value as number) > 0)) continue;
    refuse(
      `cache.${name} must be a positive whole number, not ${Bun.inspect(value)}.`,
      "Give a number like 10_000.",
    );
  }
}

/** 30 days: what a shared store remembers of an invalidation has to be longer. */
const longestSeconds = 30 * 24 * 3600;

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

function checkNames(options: Partial<CacheOptions>, refuse: Refuse): void {
  const { vary, tags, key, statuses }: Readonly<Record<string, unknown>> = options;
  if (!isListOf(vary, (name) => typeof name === "string" && /^[\w!#$%&'+.^`|~-]+$/.test(name)))
    refuse(
      `cache.vary must be a list of header names, not ${Bun.inspect(vary)}.`,
      'Write vary: ["accept-language"].',
    );
  if (typeof tags !== "function" && !isListOf(tags, (tag) => typeof tag === "string"))
    refuse(
      `cache.tags must be a list of names or a function, not ${Bun.inspect(tags)}.`,
      'Write tags: ["users"], or tags: ({ params }) => [`user:${params.id}`].',
    );
  if (key !== undefined && typeof key !== "function")
    refuse(`cache.key must be a function, not ${Bun.inspect(key)}.`, "Write key: (c) => c.user.id.");
  if (
    !isListOf(
      statuses,
      (status) => Number.isInteger(status) && (status as number) >= 200 && (status as number) < 500,
    )
  )
    refuse(
      `cache.statuses must be a list of statuses from 200 to 499, not ${Bun.inspect(statuses)}.`,
      "Write statuses: [200, 404].",
    );
  for (const name of ["public", "heedsNoCache"] as const) {
    if (!["boolean", "undefined"].includes(typeof options[name]))
      refuse(`cache.${name} must be true or false, not ${Bun.inspect(options[name])}.`, "Write true.");
  }
}

const isListOf = (value: unknown, holds: (item: unknown) => boolean): boolean =>
  value === undefined || (Array.isArray(value) && value.every(holds));
