/**
 * A literal reading of docs/middleware.md, written without a look at the planner: what runs around a request, in which
 * order, and whether an app can be planned at all. Slow on purpose: what a glob covers is found by asking of every path
 * there is, up to a length, and an order by trying all of them.
 */
import type { AppModel, GroupModel, RequestModel, RouteModel, RuleModel, WareModel } from "./app-models.ts";
import { earlyStatus, failureStatus } from "./app-models.ts";

export interface NaiveRoute {
  readonly method: string;
  readonly segments: readonly string[];
  readonly key: string;
  readonly wares: readonly WareModel[];
  readonly model: RouteModel;
}

/** What is seen of an answer. */
export interface NaiveAnswer {
  readonly status: number;
  readonly events: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

const everyMethod = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const phases = ["observe", "protect", "identify", "admit", "transform"];
export const isGuard = ({ guards, phase }: WareModel): boolean => guards ?? phase === "admit";

/** A fast path that nobody wrote leaves out nothing else. */
const onlyObserves = (ware: WareModel): boolean =>
  (ware.phase === "observe" && !isGuard(ware)) ||
  (ware.before === undefined && ware.after === undefined && !ware.around);
const hasHooks = ({ before, after, around }: WareModel): boolean =>
  before !== undefined || after !== undefined || around;
const isSame = (a: WareModel, b: WareModel): boolean =>
  a === b || (a.name === b.name && a.options !== undefined && a.options === b.options);

// ── Routes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const join = (a: string, b: string): string => (a === "" || a === "/" ? b : b === "/" ? a : a + b);

function routesOf(group: GroupModel, prefix: string, outer: readonly WareModel[]): NaiveRoute[] {
  const wares = [...outer, ...group.use];
  return [
    ...group.routes.map((model) => {
      const path = join(prefix, model.path);
      return {
        method: model.method,
        segments: path.slice(1).split("/"),
        key: `${model.method} ${path}`,
        wares: [...wares, ...model.use],
        model,
      };
    }),
    ...group.groups.flatMap((inner) => routesOf(inner, join(prefix, inner.prefix), wares)),
  ];
}

/** Static text, then a parameter, then a wildcard, decided from the left; undefined where the path is another. */
function rankOf(pattern: readonly string[], path: readonly string[]): string | undefined {
  let rank = "";
  for (const [index, segment] of pattern.entries()) {
    const text = path[index];
    if (text === undefined) return undefined;
    if (segment === "*") return `${rank}2`;
    if (segment.startsWith(":") ? text === "" : text !== segment) return undefined;
    rank += segment.startsWith(":") ? "1" : "0";
  }
  return path.length === pattern.length ? rank : undefined;
}

const shapeOf = ({ segments }: NaiveRoute): string =>
  segments.map((segment) => (segment.startsWith(":") ? ":" : segment)).join("/");

// ── The reading ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A middleware that runs, with the conditions that a request is asked. */
interface Member {
  readonly ware: WareModel;
  readonly isAsked: boolean;
}

interface Around {
  readonly members: readonly Member[];
  readonly headers: Readonly<Record<string, string>>;
}

const getAndHead = (rule: RuleModel): RuleModel => ({ ...rule, method: rule.method ?? ["GET", "HEAD"] });

type Cover = "all" | "none" | "part";

export class NaiveApp {
  readonly routes: readonly NaiveRoute[];
  /** Why the app cannot be planned. */
  readonly reasons: string[] = [];
  /** Why a planner that does not see all of the paths may refuse it: a glob that is only a part of a pattern. */
  readonly possibleReasons: string[] = [];
  readonly #model: AppModel;
  readonly #arounds = new Map<NaiveRoute, Around>();
  readonly #samples: readonly (readonly string[])[];
  /** The route of each sample, by method. */
  readonly #routed = new Map<string, readonly (NaiveRoute | undefined)[]>();

  constructor(model: AppModel) {
    this.#model = model;
    this.routes = routesOf(model.root, "", []);
    this.#samples = samplesOf(model, this.routes);
    const named = new Set(
      [...model.root.use, ...this.routes.flatMap(({ wares }) => wares)].map((w) => w.name),
    );
    for (const name of Object.keys(model.conditions))
      if (!named.has(name)) this.reasons.push(`no middleware is called ${name}`);
    for (const route of this.routes) this.#arounds.set(route, this.#planRoute(route));
  }

  /** The route of a path. A route of its own goes before one for all methods at the same path; GET answers HEAD. */
  routeOf(method: string, path: readonly string[]): NaiveRoute | undefined {
    const found = this.routes.flatMap((route) => {
      const rank = rankOf(route.segments, path);
      return rank !== undefined && this.#answers(route, method) ? [{ route, rank }] : [];
    });
    return found.toSorted((a, b) => (a.rank < b.rank ? -1 : 1))[0]?.route;
  }

  #answers(route: NaiveRoute, method: string): boolean {
    const has = (own: string): boolean =>
      this.routes.some((other) => other.method === own && shapeOf(other) === shapeOf(route));
    if (method === "HEAD") return this.#answers(route, "GET");
    if (route.method === "ALL") return everyMethod.includes(method) && !has(method);
    return route.method === method;
  }

  // ── Planning ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #planRoute(route: NaiveRoute): Around {
    const { skip, allowUnguarded } = route.model;
    const used = this.#distinct(route.wares);
    const ordered = orderOf(used);
    if (ordered === undefined) this.reasons.push(`${route.key}: no order`);
    for (const name of skip)
      if (!route.wares.some((ware) => ware.name === name)) this.reasons.push(`${route.key}: skips ${name}`);
    const fast = this.#fastPathOf(route, used);
    const members: Member[] = [];
    const fields: WareModel[] = [];
    for (const ware of ordered ?? used) {
      const conditions = this.#model.conditions[ware.name] ?? [];
      const guarded = (isAllowed: boolean): void => {
        if (isGuard(ware) && !isAllowed) this.reasons.push(`${route.key}: ${ware.name} guards it`);
      };
      if (skip.includes(ware.name)) {
        guarded(allowUnguarded);
        continue;
      }
      const fixed = conditions.filter(({ isAsked }) => !isAsked);
      const whole = fixed.find((rule, index) => {
        const isEarlier = fixed.slice(0, index).some((other) => this.#coverOf(route, other) === "all");
        return !isEarlier && this.#ruleCovers(route, rule) === "all";
      });
      if (whole !== undefined) {
        guarded(whole.allowUnguarded);
        continue;
      }
      fields.push(ware);
      if (!hasHooks(ware)) continue;
      if (fast !== undefined) {
        guarded(fast.allowUnguarded);
        continue;
      }
      const asked = conditions.filter((rule) => rule.isAsked && this.#ruleCovers(route, rule) !== "none");
      for (const rule of asked) guarded(rule.allowUnguarded);
      members.push({ ware, isAsked: asked.length > 0 });
    }
    return { members, headers: this.#fold(fields) };
  }

  #distinct(wares: readonly WareModel[]): WareModel[] {
    const kept: WareModel[] = [];
    for (const ware of wares) {
      if (kept.some((other) => isSame(other, ware))) continue;
      if (kept.some(({ name }) => name === ware.name)) this.reasons.push(`two are called ${ware.name}`);
      kept.push(ware);
    }
    return kept;
  }

  #fastPathOf(
    route: NaiveRoute,
    used: readonly WareModel[],
  ): { readonly allowUnguarded: boolean } | undefined {
    const { fastPaths } = this.#model;
    if (fastPaths === undefined) {
      const isDefault = ["/health", "/static/*"].some((path) => {
        const rule = { path, method: ["GET", "HEAD"], isAsked: false, allowUnguarded: false };
        return this.#coverOf(route, rule) === "all" && !this.#isPart(route, rule);
      });
      return isDefault && used.every(onlyObserves) ? { allowUnguarded: false } : undefined;
    }
    const covers = fastPaths.map((rule) => this.#coverOf(route, getAndHead(rule)));
    const index = covers.indexOf("all");
    if (index !== -1) return fastPaths[index];
    if (used.length > 0) for (const rule of fastPaths) this.#ruleCovers(route, getAndHead(rule));
    return undefined;
  }

  /** How much of a route a rule covers. Only a part is a reason. */
  #ruleCovers(route: NaiveRoute, rule: RuleModel): Cover {
    const cover = this.#coverOf(route, rule);
    if (cover === "part") this.reasons.push(`${route.key}: ${rule.path} ${rule.method} is a part`);
    return cover;
  }

  /** Of everything that the route answers. */
  #coverOf(route: NaiveRoute, rule: RuleModel): Cover {
    const methods = everyMethod.filter((method) => method !== "HEAD" && this.#answers(route, method));
    const asked = methods.flatMap((method) => {
      const routed = this.#routed.get(method) ?? this.#samples.map((path) => this.routeOf(method, path));
      this.#routed.set(method, routed);
      return this.#samples.filter((_, index) => routed[index] === route).map((path) => ({ method, path }));
    });
    if (this.#isPart(route, rule)) this.possibleReasons.push(`${route.key}: ${rule.path} ${rule.method}`);
    return coverOfAll(asked, rule);
  }

  /** Whether a rule's glob is a part of the pattern, whatever other routes answer. */
  #isPart({ segments }: NaiveRoute, rule: RuleModel): boolean {
    const paths = this.#samples.filter((path) => rankOf(segments, path) !== undefined);
    const all = paths.map((path) => ({ method: "any", path }));
    return coverOfAll(all, { ...rule, method: undefined }) === "part";
  }

  /** Of two that set one field the first counts; `vary` has what all of them name. */
  #fold(wares: readonly WareModel[]): Readonly<Record<string, string>> {
    const fields = new Map<string, string>();
    for (const { headers } of wares) {
      for (const [written, value] of Object.entries(headers)) {
        const field = written.toLowerCase();
        const earlier = fields.get(field);
        if (field === "vary") fields.set(field, earlier === undefined ? value : `${earlier}, ${value}`);
        else if (earlier === undefined) fields.set(field, value);
        else if (earlier !== value) this.reasons.push(`two set ${field}`);
      }
    }
    return Object.fromEntries(fields);
  }

  // ── Answers that no route gives ──────────────────────────────────────────────────────────────────────────────────

  /** Conditions of methods say nothing there, those of paths only of paths that have a route. */
  #aroundUnrouted(wares: readonly WareModel[], pattern: readonly string[] | undefined): Around {
    const used = wares.filter((ware, index) => !wares.slice(0, index).some((other) => isSame(other, ware)));
    const speaks = ({ path, method }: RuleModel): boolean => {
      if (method !== undefined) return false;
      if (path === undefined) return true;
      if (pattern === undefined) return false;
      const paths = this.#samples.filter((sample) => rankOf(pattern, sample) !== undefined);
      return (
        coverOfAll(
          paths.map((sample) => ({ method: "any", path: sample })),
          { path, method },
        ) === "all"
      );
    };
    const rules = (ware: WareModel): readonly RuleModel[] =>
      (this.#model.conditions[ware.name] ?? []).filter(
        (rule) => speaks(rule) && (rule.allowUnguarded || !isGuard(ware)),
      );
    const kept = (orderOf(used) ?? used).filter((ware) => rules(ware).every(({ isAsked }) => isAsked));
    const members = kept.filter(hasHooks).map((ware) => ({ ware, isAsked: rules(ware).length > 0 }));
    return { members, headers: this.#fold(kept) };
  }

  #aroundOfPath(path: readonly string[]): Around {
    const ranked = this.routes.flatMap((route) => {
      const rank = rankOf(route.segments, path);
      return rank === undefined ? [] : [{ route, rank }];
    });
    const best = ranked.toSorted((a, b) => (a.rank < b.rank ? -1 : 1))[0];
    const routes = ranked.filter(({ rank }) => rank === best?.rank).map(({ route }) => route);
    const shared = (routes[0]?.wares ?? []).filter((ware) =>
      routes.every(
        ({ wares, model }) => wares.some((other) => isSame(other, ware)) && !model.skip.includes(ware.name),
      ),
    );
    return this.#aroundUnrouted(shared, routes[0]?.segments);
  }

  // ── Answering ────────────────────────────────────────────────────────────────────────────────────────────────────

  answer({ method, target, skip }: RequestModel): NaiveAnswer {
    const sent = target.slice(1).split("/");
    const canonical = canonicalOf(target);
    const path = canonical?.slice(1).split("/");
    const routed = this.routeOf(method, sent);
    if (routed !== undefined) {
      const around = this.#arounds.get(routed) as Around;
      const isRead = path !== undefined && this.routeOf(method, path) === routed;
      return isRead ? this.#run(around, skip, endOf(routed)) : refused(around);
    }
    const { use } = this.#model.root;
    if (path === undefined || this.routeOf(method, path) !== undefined)
      return refused(this.#aroundUnrouted(use, undefined));
    const isKnown = everyMethod.some((other) => this.routeOf(other, path) !== undefined);
    if (!isKnown) return this.#run(this.#aroundUnrouted(use, undefined), skip, { status: 404, events: [] });
    const status = method === "OPTIONS" ? 204 : 405;
    return this.#run(this.#aroundOfPath(path), skip, { status, events: [] });
  }

  #run(
    { members, headers }: Around,
    skip: readonly string[],
    end: Omit<NaiveAnswer, "headers">,
  ): NaiveAnswer {
    const active = members.filter(({ ware, isAsked }) => !(isAsked && skip.includes(ware.name)));
    return {
      ...runAll(
        active.map(({ ware }) => ware),
        end,
      ),
      headers,
    };
  }
}

const afterAll = (of: readonly WareModel[]): string[] =>
  of.toReversed().flatMap(({ name, after }) => (after === undefined ? [] : [`< ${name}`]));

/** Hooks before in order, what they lead to, hooks after in the opposite order. */
function runAll(
  wares: readonly WareModel[],
  end: Omit<NaiveAnswer, "headers">,
): Omit<NaiveAnswer, "headers"> {
  const events: string[] = [];
  for (const [index, { name, before, around }] of wares.entries()) {
    if (before !== undefined) events.push(`> ${name}`);
    if (before === "answers") return { status: earlyStatus, events: [...events, ...afterAll(wares)] };
    if (before === "fails") return { status: failureStatus, events: [...events, ...afterAll(wares)] };
    if (!around) continue;
    const inside = runAll(wares.slice(index + 1), end);
    const outside = afterAll(wares.slice(0, index + 1));
    return {
      status: inside.status,
      events: [...events, `( ${name}`, ...inside.events, `) ${name}`, ...outside],
    };
  }
  return { status: end.status, events: [...events, ...end.events, ...afterAll(wares)] };
}

const endOf = ({ key, model }: NaiveRoute): Omit<NaiveAnswer, "headers"> => ({
  status: model.answer === "fails" ? failureStatus : 200,
  events: model.answer === "constant" ? [] : [`= ${key}`],
});

/** What is refused before anything of the app runs; the hooks after see that as well. */
const refused = ({ members, headers }: Around): NaiveAnswer => ({
  status: 400,
  events: members.toReversed().flatMap(({ ware }) => (ware.after === undefined ? [] : [`< ${ware.name}`])),
  headers,
});

/** The path that a target resolves to, decoded; undefined where it has no single reading. */
function canonicalOf(target: string): string | undefined {
  const { pathname, hash } = new URL(`http://localhost${target}`);
  if (hash !== "" || target.includes("#") || pathname.includes("//")) return undefined;
  if (/%2f|%5c|%00/i.test(pathname)) return undefined;
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}

const isFine = (order: readonly WareModel[]): boolean =>
  order.every((second, at) =>
    order.slice(at).every((first) => first === second || !comesBefore(first, second)),
  );

/** The first order, by the positions in which they were used within their phases, that breaks no constraint. */
function orderOf(used: readonly WareModel[]): readonly WareModel[] | undefined {
  const sorted = phases.flatMap((phase) => used.filter((ware) => ware.phase === phase));
  for (const order of permutationsOf(sorted)) if (isFine(order)) return order;
  return undefined;
}

const comesBefore = (first: WareModel, second: WareModel): boolean =>
  phases.indexOf(first.phase) < phases.indexOf(second.phase) ||
  first.comesBefore.includes(second.name) ||
  second.comesAfter.includes(first.name);

function* permutationsOf<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries())
    for (const rest of permutationsOf(items.toSpliced(index, 1))) yield [item, ...rest];
}

/** Every path as long as a pattern, and longer: of the texts that patterns and globs have, one that none has, and none. */
function samplesOf(
  { fastPaths = [], conditions }: AppModel,
  routes: readonly NaiveRoute[],
): readonly (readonly string[])[] {
  const globs = [...fastPaths, ...Object.values(conditions).flat()].map(({ path = "/" }) =>
    path.slice(1).split("/"),
  );
  const patterns = [...routes.map(({ segments }) => segments), ...globs, ["health"], ["static", "*"]];
  const texts = new Set(
    patterns.flat().filter((text) => text !== "" && text !== "*" && !text.startsWith(":")),
  );
  const longest = Math.max(...patterns.map(({ length }) => length));
  let paths: (readonly string[])[] = [[]];
  const all: (readonly string[])[] = [];
  for (let length = 1; length <= longest; length++) {
    all.push(...paths.map((path) => [...path, ""]));
    paths = paths.flatMap((path) => [...texts, "other"].map((text) => [...path, text]));
    all.push(...paths);
  }
  return [...all, ...paths.map((path) => [...path, ""])];
}

const coverOfAll = (
  asked: readonly { readonly method: string; readonly path: readonly string[] }[],
  { path: glob, method: methods }: Pick<RuleModel, "path" | "method">,
): Cover => {
  const named = methods?.map((method) => method.toUpperCase());
  const pattern = glob
    ?.slice(1)
    .split("/")
    .map((text, index, { length }) => (text === "*" && index < length - 1 ? ":any" : text));
  const covered = asked.filter(
    ({ method, path }) =>
      (named === undefined || named.includes(method)) &&
      (pattern === undefined || rankOf(pattern, path) !== undefined),
  );
  if (covered.length === 0) return "none";
  return covered.length === asked.length ? "all" : "part";
};
