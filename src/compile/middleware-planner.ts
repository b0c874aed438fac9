import type { AppDefinition } from "../define/app-definition.ts";
import { type MemoOptions, defaultMemo } from "../cache/memo.ts";
import { type Middleware, definedOf } from "../define/middleware.ts";
import { memoDefaults } from "../define/performance.ts";
import type { AppPlan, AroundPlan, ChainMemberPlan, MiddlewarePlan } from "./app-plan.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import type { CheckPlanner } from "./check-planner.ts";
import { foldHeaders } from "./folded-headers.ts";
import { isGuard, orderMiddleware, phaseOf } from "./middleware-order.ts";
import type { Subject } from "./middleware-subject.ts";
import { Names } from "./names.ts";
import { type Skip, SkipRules, hooksOf } from "./skip-rules.ts";

/** Decides which middleware runs around each route, in which order, and why the rest does not. */
export class MiddlewarePlanner {
  readonly #tell: (diagnostic: Diagnostic) => void;
  readonly #rules: SkipRules;
  readonly #checks: CheckPlanner;
  readonly #memoDefaults: Required<MemoOptions>;
  readonly #ids = new Map<Middleware, MiddlewarePlan>();
  readonly #idNames = new Names();
  readonly #chains = new Map<
    string,
    { readonly name: string; readonly members: readonly ChainMemberPlan[] }
  >();

  constructor(
    { performance = {} }: AppDefinition["options"],
    checks: CheckPlanner,
    report: (diagnostic: Diagnostic) => void,
  ) {
    this.#memoDefaults = { ...defaultMemo, ...memoDefaults(performance) };
    this.#checks = checks;
    this.#tell = report;
    this.#rules = new SkipRules(performance, (...told) => this.#report(...told));
  }

  get middleware(): AppPlan["middleware"] {
    return Object.fromEntries([...this.#ids.values()].map((plan) => [plan.id, plan]));
  }

  get chains(): AppPlan["chains"] {
    return Object.fromEntries([...this.#chains.values()].map(({ name, members }) => [name, members]));
  }

  /** What is probably not meant, once everything is planned. */
  get warnings(): readonly string[] {
    return this.#rules.warnings;
  }

  plan(subject: Subject): AroundPlan {
    const used = this.#order(subject, this.#deduplicate(subject));
    const fastPath = this.#rules.fastPathOf(subject, used);
    const skips = new Map(used.map((one) => [one, this.#rules.skipOf(subject, one, fastPath)]));
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
      bodyLimit: this.#bodyLimitOf(subject, skips),
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

  /**
   * That of the innermost middleware that has one, and is not left out: a fast path leaves out hooks only. Of equal ones all
   * are looked at, as an outer one may have been used once more inside another.
   */
  #bodyLimitOf(
    { isRoute, middleware }: Subject,
    skips: ReadonlyMap<Middleware, Skip | undefined>,
  ): AroundPlan["bodyLimit"] {
    if (!isRoute) return undefined;
    const left = new Set(
      [...skips.values()].flatMap((skip) => (skip?.keepsHeaders === false ? skip.name : [])),
    );
    const one = middleware.findLast(
      ({ name, bodyLimitBytes }) => bodyLimitBytes !== undefined && !left.has(name),
    );
    return one?.bodyLimitBytes === undefined ? undefined : { name: one.name, limitBytes: one.bodyLimitBytes };
  }

  #memberOf(subject: Subject, one: Middleware): ChainMemberPlan {
    return { id: this.#idOf(subject, one), skips: this.#rules.requestConditionsOf(subject, one) };
  }

  #idOf(subject: Subject, one: Middleware): string {
    const known = this.#ids.get(one);
    if (known !== undefined) return known.id;
    const id = this.#idNames.claim(one.name);
    const { memo, name, checks, keepsVariants } = one;
    const plan: MiddlewarePlan = {
      id,
      name,
      phase: phaseOf(one),
      guards: isGuard(one),
      hooks: hooksOf(one),
      memo: memo && { ...this.#memoDefaults, ...definedOf(memo) },
      ...(keepsVariants === true ? { keepsVariants } : {}),
      ...saidBy(one),
      ...(checks === undefined ? {} : { checks: this.#checks.plan(one, checks.schema, id, subject) }),
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

  #report({ source, isRoute }: Subject, code: Diagnostic["code"], problem: string, fix: string): void {
    if (isRoute) this.#tell({ code, source, problem, fix });
  }
}

/** What it says of itself in descriptions. */
const saidBy = ({ security, scopes, errors }: Middleware): Partial<MiddlewarePlan> => ({
  ...(security && { security }),
  ...(scopes && { scopes }),
  ...(errors && { errors }),
});

/** The same middleware, or another one that was made with equal options. Functions are equal to themselves only. */
export const isSame = (a: Middleware, b: Middleware): boolean =>
  a === b || (a.name === b.name && a.options !== undefined && Bun.deepEquals(a.options, b.options, true));
