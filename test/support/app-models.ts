import fc from "fast-check";
import {
  type App,
  type Middleware,
  type Phase,
  type SkipCondition,
  app,
  middleware,
} from "../../src/bunsen.ts";

/** A middleware as data. */
export interface WareModel {
  readonly name: string;
  readonly phase: Phase;
  readonly guards: boolean | undefined;
  readonly comesBefore: readonly string[];
  readonly comesAfter: readonly string[];
  /** What its `before` does; undefined for none. */
  readonly before: "nothing" | "adds" | "later" | "answers" | "fails" | undefined;
  readonly after: "nothing" | "later" | undefined;
  readonly around: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** What it was made with; two of one name and equal options are one. */
  readonly options: number | undefined;
}

export interface RouteModel {
  readonly method: "GET" | "POST" | "DELETE" | "OPTIONS" | "ALL";
  readonly path: string;
  readonly use: readonly WareModel[];
  readonly skip: readonly string[];
  readonly allowUnguarded: boolean;
  readonly answer: "handler" | "later" | "fails" | "constant";
}

/** An app or group, with the groups and apps inside it. */
export interface GroupModel {
  readonly prefix: string;
  readonly use: readonly WareModel[];
  /** Whether `use` comes after the routes: it covers them wherever it stands. */
  readonly usesLate: boolean;
  readonly isMounted: boolean;
  readonly routes: readonly RouteModel[];
  readonly groups: readonly GroupModel[];
}

export interface RuleModel {
  readonly path: string | undefined;
  readonly method: readonly string[] | undefined;
  /** Whether each request decides, by naming the middleware in `x-skip`. */
  readonly isAsked: boolean;
  readonly allowUnguarded: boolean;
}

export interface AppModel {
  readonly root: GroupModel;
  readonly fastPaths: readonly RuleModel[] | undefined;
  readonly conditions: Readonly<Record<string, readonly RuleModel[]>>;
}

export interface RequestModel {
  readonly method: string;
  readonly target: string;
  /** Names in `x-skip`. */
  readonly skip: readonly string[];
  /** Which route it asks for in place of its target, if it does. */
  readonly aim: number | undefined;
}

const names = ["alpha", "beta", "gamma", "delta", "epsilon"] as const;
const name = fc.constantFrom(...names);
const few = <T>(value: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<T[]> =>
  fc.array(value, { maxLength });
const rarely = <T>(value: fc.Arbitrary<T>, otherwise: T, weight = 6): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: value });

const ware = (of: string): fc.Arbitrary<WareModel> =>
  fc.record({
    name: fc.constant(of),
    phase: fc.constantFrom<Phase[]>("observe", "protect", "identify", "admit", "transform", "transform"),
    guards: fc.constantFrom(undefined, undefined, undefined, false, true),
    comesBefore: rarely(few(name, 2), [], 9),
    comesAfter: rarely(few(name, 2), [], 9),
    before: fc.constantFrom<WareModel["before"][]>(
      ...(["nothing", "adds", "later", undefined, "nothing", "adds", "later", "answers", "fails"] as const),
    ),
    after: fc.constantFrom<WareModel["after"][]>("nothing", "later", undefined),
    around: rarely(fc.boolean(), false),
    headers: fc.oneof(
      fc.constant({}),
      fc.constant({ [`x-${of}`]: of }),
      fc.constant({ Vary: of }),
      rarely<Record<string, string>>(fc.constantFrom({ "x-shared": "1" }, { "X-Shared": "2" }), {}),
    ),
    options: fc.constantFrom(undefined, undefined, 1, 2),
  });

const segment = fc.constantFrom("a", "b", "health", "static", ":p", "a", ":p");
/** Parameters of one path have names of their own. */
const pathOf = (segments: readonly string[], depth: number): string =>
  `/${segments.map((text, index) => (text === ":p" ? `:p${depth}${index}` : text)).join("/")}`;
const path = (depth: number): fc.Arbitrary<string> =>
  fc
    .tuple(few(segment, 2), rarely<string[]>(fc.constant(["*"]), [], 3))
    .map(([segments, end]) => pathOf([...segments, ...end], depth));

const glob = fc
  .tuple(
    few(fc.constantFrom("a", "b", "health", "static", "*"), 3),
    rarely<string[]>(fc.constant(["*"]), [], 1),
  )
  .map(([segments, end]) => `/${[...segments, ...end].join("/")}`);

const rule: fc.Arbitrary<RuleModel> = fc.record({
  path: fc.option(glob, { nil: undefined, freq: 4 }),
  method: rarely<string[] | undefined>(
    few(fc.constantFrom("GET", "POST", "delete", "OPTIONS"), 2),
    undefined,
  ),
  isAsked: fc.boolean(),
  allowUnguarded: rarely(fc.constant(true), false, 3),
});

/** Any of a pool: one middleware stands at several places. */
const used = (pool: readonly WareModel[], maxLength: number): fc.Arbitrary<WareModel[]> =>
  few(fc.constantFrom(...pool), maxLength);

const route = (pool: readonly WareModel[], depth: number): fc.Arbitrary<RouteModel> =>
  fc.record({
    method: fc.constantFrom<RouteModel["method"][]>("GET", "GET", "GET", "POST", "DELETE", "OPTIONS", "ALL"),
    path: path(depth),
    use: rarely(used(pool, 2), [], 2),
    skip: rarely(few(name, 1), [], 20),
    allowUnguarded: rarely(fc.constant(true), false, 3),
    answer: fc.constantFrom<RouteModel["answer"][]>("handler", "handler", "later", "fails", "constant"),
  });

const group = (pool: readonly WareModel[], depth: number): fc.Arbitrary<GroupModel> =>
  fc.record({
    prefix: depth === 0 ? fc.constant("") : fc.constantFrom("/a", "/b", "/static", `/:g${depth}`, "/"),
    use: used(pool, depth === 0 ? 4 : 2),
    usesLate: fc.boolean(),
    isMounted: fc.boolean(),
    routes: fc.array(route(pool, depth), { minLength: depth === 0 ? 1 : 0, maxLength: 3 }),
    groups: depth === 2 ? fc.constant([]) : few(group(pool, depth + 1), 2),
  });

export const appModel: fc.Arbitrary<AppModel> = fc
  .tuple(...names.map(ware), fc.constantFrom(...names).chain(ware))
  .chain((pool) =>
    fc.record({
      root: group(pool, 0),
      fastPaths: fc.option(
        few(
          rule.map((entry) => ({ ...entry, path: entry.path ?? "/health", isAsked: false })),
          2,
        ),
        { nil: undefined },
      ),
      conditions: rarely(fc.dictionary(name, few(rule, 2), { maxKeys: 2 }), {}, 1),
    }),
  );

const requestSegment = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("a", "b", "health", "static", "other") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "%61",
      "a%2Fb",
      "..",
      "%2e%2e",
      ".",
      "%zz",
      "%C3%A9",
      "a;b",
      "a%00",
      "%62",
      "h%65alth",
      "A",
      "a#b",
    ),
  },
);

export const requestModel: fc.Arbitrary<RequestModel> = fc.record({
  method: fc.constantFrom("GET", "GET", "GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PROPFIND"),
  target: few(requestSegment, 4).map((segments) => `/${segments.join("/")}`),
  skip: few(name, 3),
  aim: fc.option(fc.nat(20), { nil: undefined, freq: 1 }),
});

/** Told when a middleware fails, and the status of its answer. */
export const failureStatus = 418;
export const earlyStatus = 299;

/** The app of a model. Every hook and handler tells that it runs. */
export function buildApp(model: AppModel, failure: () => Error, tell: (event: string) => void): App {
  const made = new Map<WareModel, Middleware>();
  const make = (one: WareModel): Middleware => {
    const known = made.get(one) ?? buildWare(one, failure, tell);
    made.set(one, known);
    return known;
  };
  const fill = (target: App, { use, usesLate, routes, groups }: GroupModel): void => {
    if (!usesLate) target.use(...use.map(make));
    for (const one of routes) defineRoute(target, one, make, failure, tell);
    for (const inner of groups) {
      if (!inner.isMounted) target.group(inner.prefix, (within) => fill(within, inner));
      else {
        const mounted = app();
        fill(mounted, inner);
        target.mount(inner.prefix, mounted);
      }
    }
    if (usesLate) target.use(use.map(make));
  };
  const built = app({ log: () => {}, performance: performanceOf(model) });
  fill(built, model.root);
  return built;
}

function performanceOf({ fastPaths, conditions }: AppModel): object {
  const skipConditions = Object.fromEntries(
    Object.entries(conditions).map(([of, rules]) => [of, rules.map((one) => conditionOf(one, of))]),
  );
  return {
    ...(fastPaths !== undefined && { fastPaths: fastPaths.map(ruleOf) }),
    middleware: { skipConditions },
  };
}

const conditionOf = (one: RuleModel, of: string): SkipCondition => ({
  ...ruleOf(one),
  ...(one.isAsked && { when: ({ request }) => isNamed(request, of) }),
});

const ruleOf = ({ path: of, method, allowUnguarded }: RuleModel): object => ({
  ...(of !== undefined && { path: of }),
  ...(method !== undefined && { method }),
  allowUnguarded,
});

const isNamed = ({ headers }: Request, of: string): boolean =>
  (headers.get("x-skip") ?? "").split(",").includes(of);

function buildWare(one: WareModel, failure: () => Error, tell: (event: string) => void): Middleware {
  const outcomes = {
    nothing: () => undefined,
    adds: () => ({ [one.name]: 1 }),
    later: async () => ({ [one.name]: 1 }),
    answers: () => new Response("early", { status: earlyStatus }),
    fails() {
      throw failure();
    },
  };
  const { before, after } = one;
  return middleware({
    name: one.name,
    phase: one.phase,
    order: { before: one.comesBefore, after: one.comesAfter },
    headers: one.headers,
    ...(one.guards !== undefined && { guards: one.guards }),
    ...(one.options !== undefined && { options: one.options }),
    ...(before && {
      before() {
        tell(`> ${one.name}`);
        return outcomes[before]();
      },
    }),
    ...(after && {
      after() {
        tell(`< ${one.name}`);
        return after === "later" ? Promise.resolve() : undefined;
      },
    }),
    ...(one.around && {
      async around(_: unknown, next: () => Promise<Response>) {
        tell(`( ${one.name}`);
        const response = await next();
        tell(`) ${one.name}`);
        return response;
      },
    }),
  });
}

function defineRoute(
  target: App,
  { method, path: of, use, skip, allowUnguarded, answer }: RouteModel,
  make: (one: WareModel) => Middleware,
  failure: () => Error,
  tell: (event: string) => void,
): void {
  const answers = {
    constant: () => undefined,
    handler: () => "ok",
    later: async () => "ok",
    fails() {
      throw failure();
    },
  };
  const handler = (c: { readonly route: string | undefined }): unknown => {
    tell(`= ${method} ${c.route}`);
    return answers[answer]();
  };
  const options = { use: use.map(make), skip, allowUnguarded };
  target.route(method, of, options, answer === "constant" ? "ok" : handler);
}
