import type { AppDefinition } from "../define/app-definition.ts";
import type { Middleware } from "../define/middleware.ts";
import { type FastPath, type SkipCondition, defaultFastPaths } from "../define/performance.ts";
import type {
  AppPlan,
  AroundPlan,
  ChainMemberPlan,
  Hook,
  MiddlewarePlan,
  SkippedMiddleware,
  UnroutedPlan,
} from "./app-plan.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { foldHeaders } from "./folded-headers.ts";
import { type Cover, scopeCover } from "./glob.ts";
import { orderMiddleware, phaseOf } from "./middleware-order.ts";
import type { Subject } from "./middleware-subject.ts";
import { Names } from "./names.ts";

/** Why a middleware does not run, and whether a guard may be left out for it. */
interface Skip extends SkippedMiddleware {
  readonly allowUnguarded: boolean;
  readonly keepsHeaders: boolean;
}

/** Decides which middleware runs around each route, in which order, and why the rest does not. */
export class MiddlewarePlanner {
  readonly #options: AppDefinition["options"];
  readonly #tell: (diagnostic: Diagnostic) => void;
  readonly #ids = new Map<Middleware, MiddlewarePlan>();
  readonly #idNames = new Names();
  readonly #chains = new Map<
    string,
    { readonly name: string; readonly members: readonly ChainMemberPlan[] }
  >();
  /** Globs that covered something. */
  readonly #usedGlobs = new Set<string>();

  constructor(options: AppDefinition["options"], report: (diagnostic: Diagnostic) => void) {
    this.#options = options;
    this.#tell = report;
  }

  get middleware(): AppPlan["middleware"] {
    return Object.fromEntries([...this.#ids.values()].map((plan) => [plan.id, plan]));
  }

  get chains(): AppPlan["chains"] {
    return Object.fromEntries([...this.#chains.values()].map(({ name, members }) => [name, members]));
  }

  /** Fast paths of the app that no route has. */
  get unusedGlobs(): readonly string[] {
    return this.#fastPaths()
      .map(({ path }) => path)
      .filter((path) => !this.#usedGlobs.has(path));
  }

  plan(subject: Subject): AroundPlan {
    const used = this.#order(subject, this.#deduplicate(subject));
    const fastPath = this.#fastPathOf(subject, used);
    const skips = new Map(used.map((one) => [one, this.#skipOf(subject, one, fastPath)]));
    const running = used.filter((one) => skips.get(one) === undefined);
    const headers = foldHeaders(
      used.filter((one) => skips.get(one)?.keepsHeaders ?? true),
      (problem) =>
        this.#report(
          subject,
          "invalid_middleware",
          problem,
          "Leave one of them out, or give both the same value.",
        ),
    );
    const hooked = running.filter((one) => hooksOf(one).length > 0);
    const members = hooked.map((one) => this.#memberOf(subject, one));
    return {
      middleware: members,
      skipped: [...skips.values()].flatMap((skip) =>
        skip ? [{ name: skip.name, reason: skip.reason }] : [],
      ),
      headers,
      fastPath: fastPath?.path,
      chain: members.length === 0 ? undefined : this.#chainOf(members),
    };
  }

  /** Two of one name with equal options are one. Any other two are reported, unless they may be several. */
  #deduplicate(subject: Subject): readonly Middleware[] {
    const kept: Middleware[] = [];
    for (const one of subject.middleware) {
      const same = kept.filter(({ name }) => name === one.name);
      if (same.some((other) => isSame(other, one))) continue;
      if (same.length > 0 && !(one.multiple && same.every((other) => other.multiple))) {
        this.#report(
          subject,
          "invalid_middleware",
          `Two middlewares of ${subject.key} have the name ${JSON.stringify(one.name)}${one.options === undefined ? "" : " and other options"}.`,
          "Use one of them only, give each a name of its own, or declare multiple: true in both.",
        );
      }
      kept.push(one);
    }
    return kept;
  }

  #order(subject: Subject, used: readonly Middleware[]): readonly Middleware[] {
    const ordered = orderMiddleware(used);
    if ("order" in ordered) return ordered.order;
    this.#report(
      subject,
      "middleware_cycle",
      `${subject.key}: the phases and constraints of ${ordered.cycle.join(", ")} ask for two orders at once.`,
      "Remove one of the constraints in order: { before, after }, or change a phase.",
    );
    return used;
  }

  #fastPaths(): readonly FastPath[] {
    const { fastPaths = [] } = this.#options.performance ?? {};
    return fastPaths.map((entry) => (typeof entry === "string" ? { path: entry } : entry));
  }

  /** The fast path that a route is on. One that is only a default gives way to guards. */
  #fastPathOf(subject: Subject, used: readonly Middleware[]): FastPath | undefined {
    const { segments, methods } = subject;
    if (segments === undefined) return undefined;
    for (const entry of this.#fastPaths()) {
      const cover = scopeCover({ path: entry.path, methods: fastMethods(entry) }, segments, methods);
      if (cover !== "none") this.#usedGlobs.add(entry.path);
      if (cover === "all") return entry;
      if (cover !== "none" && used.length > 0)
        this.#reportPart(subject, `The fast path ${entry.path}`, cover);
    }
    if (this.#options.performance?.fastPaths !== undefined || used.some(({ guards }) => guards))
      return undefined;
    return defaultFastPaths
      .map((path) => ({ path }))
      .find((entry) => scopeCover({ ...entry, methods: fastMethods(entry) }, segments, methods) === "all");
  }

  /** Why a middleware does not run around a route; undefined where it does, or where each request decides. */
  #skipOf(subject: Subject, one: Middleware, fastPath: FastPath | undefined): Skip | undefined {
    const skip =
      this.#routeSkip(subject, one) ??
      this.#conditionSkip(subject, one) ??
      (fastPath && {
        name: one.name,
        reason: `on the fast path ${fastPath.path}`,
        allowUnguarded: fastPath.allowUnguarded === true,
        keepsHeaders: true,
      });
    if (skip !== undefined && one.guards && !skip.allowUnguarded)
      this.#reportGuard(subject, one, skip.reason);
    return skip;
  }

  #routeSkip({ skip, allowUnguarded }: Subject, { name }: Middleware): Skip | undefined {
    if (!skip.includes(name)) return undefined;
    return { name, reason: "skipped by the route", allowUnguarded, keepsHeaders: false };
  }

  #conditionSkip(subject: Subject, { name }: Middleware): Skip | undefined {
    for (const condition of this.#conditionsOf(name)) {
      if (condition.when !== undefined) continue;
      const cover = this.#coverOf(subject, condition);
      if (cover === "none") continue;
      if (cover !== "all") {
        this.#reportPart(subject, `The skip condition ${describe(condition)} of ${name}`, cover);
        continue;
      }
      const reason = `skipped by the condition ${describe(condition)}`;
      return { name, reason, allowUnguarded: condition.allowUnguarded === true, keepsHeaders: false };
    }
    return undefined;
  }

  #conditionsOf(name: string): readonly SkipCondition[] {
    const conditions = this.#options.performance?.middleware?.skipConditions ?? {};
    return Object.hasOwn(conditions, name) ? (conditions[name] ?? []) : [];
  }

  #coverOf({ segments, methods }: Subject, { path, method }: SkipCondition): Cover {
    // Of a path that has no route nothing is known.
    if (segments === undefined) return path === undefined && method === undefined ? "all" : "none";
    return scopeCover({ path, methods: methodsOf(method) }, segments, methods);
  }

  #memberOf(subject: Subject, one: Middleware): ChainMemberPlan {
    const skips = this.#conditionsOf(one.name).flatMap((condition, index) => {
      if (condition.when === undefined || this.#coverOf(subject, condition) === "none") return [];
      if (this.#coverOf(subject, condition) !== "all") {
        this.#reportPart(subject, `The skip condition ${describe(condition)} of ${one.name}`, {
          part: condition.path ?? "",
        });
      }
      if (one.guards && !condition.allowUnguarded)
        this.#reportGuard(subject, one, `skipped by the condition ${describe(condition)}, when it holds`);
      return [index];
    });
    return { id: this.#idOf(subject, one), skips };
  }

  #idOf(subject: Subject, one: Middleware): string {
    const known = this.#ids.get(one);
    if (known !== undefined) return known.id;
    const id = this.#idNames.claim(one.name);
    const { memo, name, guards = false } = one;
    const plan: MiddlewarePlan = {
      id,
      name,
      phase: phaseOf(one),
      guards,
      hooks: hooksOf(one),
      memo: memo && { ttlSeconds: memo.ttlSeconds ?? 60, capacityEntries: memo.capacityEntries ?? 1000 },
      route: subject.owner.key,
      occurrence: subject.owner.middleware.filter((other) => other.name === name).indexOf(one),
    };
    this.#ids.set(one, plan);
    return id;
  }

  /** The chain of some members: one for all that have the same. */
  #chainOf(members: readonly ChainMemberPlan[]): string {
    const text = JSON.stringify(members);
    const chain = this.#chains.get(text) ?? { name: `${this.#chains.size + 1}`, members };
    this.#chains.set(text, chain);
    return chain.name;
  }

  /** What is wrong is told of routes; around other answers there is nothing that they do not have. */
  #report({ source, segments }: Subject, code: Diagnostic["code"], problem: string, fix: string): void {
    if (segments !== undefined) this.#tell({ code, source, problem, fix });
  }

  #reportPart(subject: Subject, what: string, { part }: { readonly part: string }): void {
    this.#report(
      subject,
      "partial_cover",
      `${what} covers only a part of ${subject.key}: ${part}.`,
      `Define a route for just that part, ${part}, or change the condition so that it covers all of the route or none.`,
    );
  }

  #reportGuard(subject: Subject, { name }: Middleware, reason: string): void {
    this.#report(
      subject,
      "guard_skipped",
      `${subject.key} would not be guarded by ${name}: it is ${reason}.`,
      "Remove that, or say allowUnguarded: true where it is said.",
    );
  }
}

const fastMethods = ({ method }: FastPath): readonly string[] => methodsOf(method) ?? ["GET", "HEAD"];

/** Methods of a setting; GET speaks of HEAD as well. */
function methodsOf(method: string | readonly string[] | undefined): readonly string[] | undefined {
  if (method === undefined) return undefined;
  const methods = [method].flat().map((name) => name.toUpperCase());
  return methods.includes("GET") ? [...methods, "HEAD"] : methods;
}

const describe = ({ path, method, when }: SkipCondition): string =>
  [...(method === undefined ? [] : [[method].flat().join(", ")]), path ?? "", when ? "when …" : ""]
    .filter(Boolean)
    .join(" ") || "of every request";

export function hooksOf(one: Middleware): readonly Hook[] {
  return (["before", "after", "around"] as const).filter((hook) => one[hook] !== undefined);
}

/** The same middleware, or another one that was made with equal options. Functions are equal to themselves only. */
const isSame = (a: Middleware, b: Middleware): boolean =>
  a === b || (a.name === b.name && a.options !== undefined && Bun.deepEquals(a.options, b.options, true));

/** What runs around the answers that no route gives. */
export function planUnrouted(
  planner: MiddlewarePlanner,
  definition: AppDefinition,
  targets: ReadonlyMap<string, readonly Subject[]>,
): UnroutedPlan {
  const nothing = { source: undefined, methods: [], skip: [], allowUnguarded: false };
  const around = planner.plan({
    ...nothing,
    key: "a path without a route",
    segments: undefined,
    middleware: definition.middleware,
    owner: { key: "", middleware: definition.middleware },
  });
  const byTarget: Record<string, AroundPlan> = {};
  for (const [target, subjects] of targets) {
    const [first, ...others] = subjects;
    if (first === undefined) continue;
    const shared = first.middleware.filter((one) =>
      others.every(({ middleware }) => middleware.includes(one)),
    );
    const { key, owner } = first;
    const plan = planner.plan({ ...nothing, key, owner, segments: undefined, middleware: shared });
    if (!Bun.deepEquals(plan, around)) byTarget[target] = plan;
  }
  return { around, byTarget };
}
