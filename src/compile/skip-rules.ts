import type { Middleware } from "../define/middleware.ts";
import {
  type FastPath,
  type PerformanceOptions,
  type SkipCondition,
  defaultFastPaths,
} from "../define/performance.ts";
import type { Hook, SkippedMiddleware } from "./app-plan.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { type Cover, scopeCover } from "./glob.ts";
import { isGuard, phaseOf } from "./middleware-order.ts";
import type { Subject } from "./middleware-subject.ts";

/** Why a middleware does not run, and whether a guard may be left out for it. */
export interface Skip extends SkippedMiddleware {
  readonly allowUnguarded: boolean;
  /** Whether its constant header fields stay. */
  readonly keepsHeaders: boolean;
}

/** Reports what is wrong around a subject. */
export type ReportAround = (subject: Subject, code: Diagnostic["code"], problem: string, fix: string) => void;

/** Decides where middleware is left out: by a route, a condition, or a fast path. */
export class SkipRules {
  readonly #performance: PerformanceOptions;
  readonly #report: ReportAround;
  /** Fast paths and conditions that speak of some route. */
  readonly #matching = new Set<FastPath | SkipCondition>();
  readonly #fastPaths: readonly FastPath[];

  constructor(performance: PerformanceOptions, report: ReportAround) {
    this.#performance = performance;
    this.#report = report;
    this.#fastPaths = (performance.fastPaths ?? []).map(readFastPath);
  }

  /** Fast paths and conditions that no route has, in a sentence each. */
  get warnings(): readonly string[] {
    const idle = (rule: FastPath | SkipCondition): boolean => !this.#matching.has(rule);
    const conditions = Object.entries(this.#performance.middleware?.skipConditions ?? {});
    return [
      ...this.#fastPaths
        .filter(idle)
        .map(({ path }) => `The fast path ${JSON.stringify(path)} matches no route, so it does nothing.`),
      ...conditions.flatMap(([name, ofName]) =>
        ofName
          .filter(idle)
          .map(
            (condition) =>
              `The skip condition ${describe(condition)} of ${name} matches no route that has it, so it does nothing. ` +
              "Paths without a route are asked of by a `when` alone.",
          ),
      ),
    ];
  }

  /** The fast path that a route is on. One that is only a default gives way to all but what observes. */
  fastPathOf(subject: Subject, used: readonly Middleware[]): FastPath | undefined {
    if (!subject.isRoute) return undefined;
    const covers = this.#fastPaths.map((entry) => ({ entry, cover: this.#coverOf(subject, entry) }));
    const whole = covers.find(({ cover }) => cover === "all");
    if (whole !== undefined) return whole.entry;
    for (const { entry, cover } of used.length === 0 ? [] : covers) {
      if (typeof cover === "object") this.#reportPart(subject, `The fast path ${entry.path}`, cover);
    }
    // A default leaves out only what nobody misses: a check that does not say that it guards is one as well.
    if (this.#performance.fastPaths !== undefined || !used.every(onlyObserves)) return undefined;
    return defaultFastPaths.map(readFastPath).find((entry) => this.#coverOf(subject, entry) === "all");
  }

  /** Why a middleware does not run around a subject; undefined where it does, or where each request decides. */
  skipOf(subject: Subject, one: Middleware, fastPath: FastPath | undefined): Skip | undefined {
    // Whether or not they come to be asked: each that speaks of a route does something.
    for (const condition of this.#conditionsOf(one.name)) this.#conditionCover(subject, condition);
    const skip = routeSkip(subject, one) ?? this.#conditionSkip(subject, one) ?? fastPathSkip(one, fastPath);
    if (skip === undefined || !isGuard(one) || skip.allowUnguarded) return skip;
    this.#reportGuard(subject, one, skip.reason);
    return undefined;
  }

  /** The conditions of a middleware that each request decides, as positions among those of its name. */
  requestConditionsOf(subject: Subject, one: Middleware): readonly number[] {
    return this.#conditionsOf(one.name).flatMap((condition, index) => {
      if (condition.when === undefined) return [];
      const cover = this.#conditionCover(subject, condition);
      if (cover === "none") return [];
      if (cover !== "all") this.#reportPart(subject, told(condition, one), cover);
      if (!isGuard(one) || condition.allowUnguarded) return [index];
      this.#reportGuard(subject, one, `skipped by the condition ${describe(condition)}, when it holds`);
      return [];
    });
  }

  #conditionSkip(subject: Subject, one: Middleware): Skip | undefined {
    for (const condition of this.#conditionsOf(one.name)) {
      const cover = condition.when === undefined ? this.#conditionCover(subject, condition) : "none";
      if (cover === "none") continue;
      if (cover !== "all") {
        this.#reportPart(subject, told(condition, one), cover);
        continue;
      }
      const reason = `skipped by the condition ${describe(condition)}`;
      return {
        name: one.name,
        reason,
        allowUnguarded: condition.allowUnguarded === true,
        keepsHeaders: false,
      };
    }
    return undefined;
  }

  #conditionsOf(name: string): readonly SkipCondition[] {
    const conditions = this.#performance.middleware?.skipConditions ?? {};
    return Object.hasOwn(conditions, name) ? (conditions[name] ?? []) : [];
  }

  /** How much of a subject a condition covers; of answers that no route gives, all or nothing. */
  #conditionCover(subject: Subject, condition: SkipCondition): Cover {
    const { path, method } = condition;
    if (subject.isRoute) return this.#coverOf(subject, condition);
    if (method !== undefined || (path !== undefined && subject.segments === undefined)) return "none";
    const { segments = [], rivals } = subject;
    // A condition without a method is of any.
    return scopeCover({ path }, { segments, methods: ["any"], rivals }) === "all" ? "all" : "none";
  }

  #coverOf({ segments = [], methods, rivals }: Subject, rule: FastPath | SkipCondition): Cover {
    const cover = scopeCover(
      { path: rule.path, methods: methodsOf(rule.method) },
      { segments, methods, rivals },
    );
    if (cover !== "none") this.#matching.add(rule);
    return cover;
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

function routeSkip({ skip, allowUnguarded }: Subject, { name }: Middleware): Skip | undefined {
  if (!skip.includes(name)) return undefined;
  return { name, reason: "skipped by the route", allowUnguarded, keepsHeaders: false };
}

/** Header fields stay on a fast path: who has nothing else is not left out. */
function fastPathSkip(one: Middleware, fastPath: FastPath | undefined): Skip | undefined {
  if (fastPath === undefined || hooksOf(one).length === 0) return undefined;
  return {
    name: one.name,
    reason: `on the fast path ${fastPath.path}`,
    allowUnguarded: fastPath.allowUnguarded === true,
    keepsHeaders: true,
  };
}

/** Whether a middleware runs nothing, or observes and does not guard. */
const onlyObserves = (one: Middleware): boolean =>
  hooksOf(one).length === 0 || (phaseOf(one) === "observe" && !isGuard(one));

export function hooksOf(one: Middleware): readonly Hook[] {
  return (["before", "after", "around"] as const).filter((hook) => one[hook] !== undefined);
}

const readFastPath = (entry: string | FastPath): FastPath => ({
  method: ["GET", "HEAD"],
  ...(typeof entry === "string" ? { path: entry } : entry),
});

/** Methods of a setting; GET speaks of HEAD as well. */
function methodsOf(method: string | readonly string[] | undefined): readonly string[] | undefined {
  if (method === undefined) return undefined;
  const methods = [method].flat().map((name) => name.toUpperCase());
  return methods.includes("GET") ? [...methods, "HEAD"] : methods;
}

const told = (condition: SkipCondition, { name }: Middleware): string =>
  `The skip condition ${describe(condition)} of ${name}`;

const describe = ({ path, method, when }: SkipCondition): string =>
  [...(method === undefined ? [] : [[method].flat().join(", ")]), path ?? "", when ? "when …" : ""]
    .filter(Boolean)
    .join(" ") || "of every request";
