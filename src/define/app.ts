import type { Constant } from "../runtime/constant.ts";
import type { HtmlPage } from "../runtime/html-page.ts";
import type { Method } from "../http/methods.ts";
import type { RouteTable } from "../runtime/route-table.ts";
import { AppCache } from "./app-cache.ts";
import type {
  AppDefinition,
  ErrorHandler,
  NotFoundHandler,
  PartName,
  RouteDefinition,
} from "./app-definition.ts";
import type { Define, RouteMethod } from "./app-methods.ts";
import { AppService } from "./app-service.ts";
import type { AppSockets } from "./app-sockets.ts";
import type { DefaultExport, ListenOptions, RunningServer, ServerHooks } from "../runtime/running-server.ts";
import type { AppOptions } from "./app-options.ts";
import { type AppParts, partOf } from "./app-parts.ts";
import type { AppWorkers, TaskPool } from "./app-workers.ts";
import type { Engine } from "./engine.ts";
import { inertServer, isInert } from "./inert.ts";
import { type HealthOptions, liveAnswer, readyOptions } from "./health.ts";
import { joinPaths } from "./join-paths.ts";
import { withLateAnswers } from "./late-answer.ts";
import { type AddedBy, type Middleware, type MiddlewareContext, isMiddleware } from "./middleware.ts";
import type { ResourceOptions } from "./resource-definition.ts";
import type { Resources } from "./resources.ts";
import { type AppStats, statsOf } from "./app-stats.ts";
import { withOwn } from "./route-middleware.ts";
import type { Handler, RouteOptions } from "./schema.ts";
import type { SocketHooks, SocketOptions } from "./socket.ts";
import type { StaticOptions } from "./static-options.ts";
import { defaultPool } from "./worker-options.ts";

type Entry =
  | { readonly kind: "route"; readonly route: RouteDefinition }
  | { readonly kind: "mount"; readonly prefix: string; readonly app: App };

/**
 * An app: routes, middleware, settings. Route types do not pile up in the chain; only what middleware adds to the
 * context does (`Added`).
 *
 * `use` covers every route of the app or group it is called on, wherever it stands. An app is compiled when it is first
 * listened to, served or asked in-process, and cannot be changed from then on.
 */
export class App<Added extends object = object, Provided extends object = object> {
  declare readonly get: Define<this, Added, Provided>;
  declare readonly post: Define<this, Added, Provided>;
  declare readonly put: Define<this, Added, Provided>;
  declare readonly patch: Define<this, Added, Provided>;
  declare readonly delete: Define<this, Added, Provided>;
  declare readonly head: Define<this, Added, Provided>;
  declare readonly options: Define<this, Added, Provided>;
  /** Answers each method that has no route of its own at this path. */
  declare readonly all: Define<this, Added, Provided>;

  readonly #engine: Engine;
  readonly #settings: AppOptions;
  readonly #entries: Entry[] = [];
  readonly #middleware: Middleware[] = [];
  /** Its kept answers, to make them invalid: `app.cache.invalidate({ tag: "products" })`. */
  readonly cache: AppCache;
  readonly #resources: Resources | undefined;
  readonly #parts = new Set<PartName>();
  readonly #service: AppService;
  readonly #sockets: AppSockets | undefined;
  #onError: ErrorHandler | undefined;
  #notFound: NotFoundHandler | undefined;

  /** @param outer resources of the app that this one is a group of */
  constructor(settings: AppOptions, engine: Engine, outer?: Resources) {
    this.#settings = settings;
    this.#engine = engine;
    // Settings that are none are reported by the planner.
    const { cache, sockets } = (settings as AppOptions | null) ?? {};
    this.cache = new AppCache(cache);
    this.#service = new AppService(engine, settings, this.cache, () => this.definition());
    this.#resources = engine.parts.resources?.create(outer);
    this.#sockets = engine.parts.sockets?.create(sockets);
    if (sockets !== undefined) this.#part("sockets");
    if (this.#resources !== undefined) this.#service.lifecycle.add(this.#resources);
    if (this.#sockets !== undefined) this.#service.lifecycle.add(this.#sockets);
  }

  /** Defines a route for a method given as text: `route("GET", "/users/:id", options, handler)`. */
  route<const Path extends string, const Options extends RouteOptions>(
    method: Method | "ALL",
    path: Path,
    options: Options,
    handler: Handler<Path, Options, Added, Provided> | Constant | HtmlPage,
  ): this {
    return this.#define(method, path, [options, handler]);
  }

  /**
   * Answers with the files of a directory: GET and HEAD, with ranges, entity tags and 304. What is outside of it, and what
   * begins with a dot, is a 404.
   *
   * @param pattern ends with `/*`: `/static/*`
   * @param directory from the directory that the process runs in, or absolute: `join(import.meta.dir, "public")`
   * @throws {TypeError} where an option does not fit
   * @example
   * ```ts
   * app().static("/static/*", "./public", { immutable: "assets/**", cacheControl: "no-cache" });
   * ```
   */
  static(pattern: string, directory: string, options: StaticOptions = {}): this {
    const { route, directory: served, answer } = this.#part("files").define(pattern, directory, options);
    return this.#define("GET", pattern, [route, answer], { directory: served });
  }

  /**
   * Defines a WebSocket. Its handshake is a GET route: middleware runs, and inputs are validated, before the connection is
   * upgraded.
   *
   * @example
   * ```ts
   * app().ws("/rooms/:id", { message: t.Object({ text: t.String() }) }, {
   *   open: (socket) => socket.subscribe(socket.data.params.id),
   *   message: (socket, { text }) => socket.publish(socket.data.params.id, { text }),
   * });
   * ```
   */
  ws<const Path extends string, const Options extends SocketOptions>(
    path: Path,
    options: Options,
    hooks: SocketHooks<Path, Options, Added, Provided>,
  ): this;
  ws<const Path extends string>(
    path: Path,
    hooks: SocketHooks<Path, Record<never, never>, Added, Provided>,
  ): this;
  ws(path: string, ...rest: readonly unknown[]): this {
    this.#part("sockets");
    return this.#define("GET", path, rest, { isSocket: true });
  }

  /**
   * Sends a message to all sockets of a WebSocket that are subscribed to a topic, in all processes; written by its `send`
   * schema.
   *
   * @param path of the WebSocket, as this app defines it: `/rooms/:id`
   * @example
   * ```ts
   * shop.publish("/orders", "new", { id: order.id });
   * ```
   * @throws {TypeError} where the app has no WebSocket there
   * @throws {HttpError} 500 `response_schema_mismatch` for a value that does not fit
   */
  publish(path: string, topic: string, value: unknown): void {
    if (this.#sockets === undefined) throw new TypeError(`The app has no WebSocket at ${path}.`);
    if (!this.#sockets.isMounted) void this.#service.compiled;
    this.#sockets.publish(path, topic, value);
  }

  /**
   * Adds middleware, one by one or in lists, as a function that makes several gives them. Its additions are in the context
   * of every handler that follows in the chain.
   *
   * @throws {TypeError} for what `middleware()` did not make, as a bare function
   */
  use<const Used extends readonly (Middleware | readonly Middleware[])[]>(
    ...used: Used
  ): App<Added & AddedBy<Used>, Provided> {
    this.#refuseChange();
    const added: readonly Middleware[] = used.flat();
    for (const one of added) checkUsed(one);
    this.#middleware.push(...added);
    return this as unknown as App<Added & AddedBy<Used>, Provided>;
  }

  /** Defines routes under a prefix, with middleware of their own. */
  group(prefix: string, define: (group: App<Added, Provided>) => unknown): this {
    const group = new App<Added, Provided>({}, this.#engine, this.#resources);
    define(group);
    return this.mount(prefix, group);
  }

  /**
   * Serves another app under a prefix. Its routes keep their middleware and its error handler, inside this app's; paths
   * that no route matches are this app's alone.
   */
  mount(prefix: string, app: App<never, never> | App): this {
    this.#refuseChange();
    app.cache.mountIn(this.cache);
    this.#service.lifecycle.include(app.#service.lifecycle);
    if (this.#sockets !== undefined) (app as App).#sockets?.mountIn(this.#sockets, prefix);
    this.#entries.push({ kind: "mount", prefix, app: app as App });
    return this;
  }

  /**
   * Defines a resource: a database, a client, a transaction. Routes are given those that they name by `inject`, in the
   * context; so are other factories. Names are unique in an app and its groups. What nothing uses is never made.
   *
   * @param factory makes it, perhaps later; for the scope `"request"` it is also given the context of middleware
   * @example
   * ```ts
   * app()
   *   .provide("db", () => new Database("shop.sqlite"))
   *   .provide("orders", ({ db }) => new Orders(db), { inject: ["db"] })
   *   .get("/orders/:id", { inject: ["orders"] }, ({ orders, params }) => orders.find(params.id));
   * ```
   */
  provide<
    const Name extends string,
    Value,
    const Names extends readonly (keyof Provided & string)[] = readonly [],
  >(
    name: Name,
    factory: (injected: Pick<Provided, Names[number]>, context: MiddlewareContext & Partial<Added>) => Value,
    options: ResourceOptions<Names, Awaited<Value>> = {},
  ): App<Added, Provided & { readonly [Key in Name]: Awaited<Value> }> {
    this.#refuseChange();
    const { define } = this.#part("resources");
    this.#resources?.add(define(name, factory as never, options as ResourceOptions, this.#engine.locate()));
    return this as never;
  }

  /**
   * Answers orchestrators: `/health`, a constant, while the process lives; `/ready` where it has started, does not stop and all
   * checks pass, else 503 `not_ready`.
   *
   * @example
   * ```ts
   * app().health({ checks: { db: () => db.query("select 1").get() } });
   * ```
   * @throws {TypeError | RangeError} where an option does not fit
   */
  health(options: HealthOptions = {}): this {
    const isReady = this.#part("health").createReadiness(options, () => this.isReady);
    this.#define("GET", options.live ?? "/health", [liveAnswer]);
    return this.#define("GET", options.ready ?? "/ready", [readyOptions, isReady]);
  }

  /** Runs before a server accepts requests, after the resources that routes need have been made. In the order of the calls. */
  onStart(start: () => unknown): this {
    this.#service.lifecycle.add({ start });
    return this;
  }

  /** Runs when a server has answered its last request, before resources are ended. In the opposite order of the calls. */
  onStop(stop: () => unknown): this {
    this.#service.lifecycle.add({ stop });
    return this;
  }

  /** Whether everything has started, and nothing stops. */
  get isReady(): boolean {
    return this.#service.lifecycle.isReady;
  }

  /**
   * Ends what an app holds without a server: resources that in-process requests have made, work that they have left behind.
   * A server does that by itself when it stops. Also at the end of a block: `await using shop = createShop()`.
   */
  close(): Promise<void> {
    return this.#service.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Sees every error before it is answered. What it returns is sent in place of the problem document. */
  onError(handler: ErrorHandler): this {
    this.#refuseChange();
    this.#onError = handler;
    return this;
  }

  /** Answers paths that no route matches. */
  notFound(handler: NotFoundHandler): this {
    this.#refuseChange();
    this.#notFound = handler;
    return this;
  }

  /**
   * Starts a server.
   *
   * @example
   * ```ts
   * await using server = await shop.listen({ port: 0 });
   * await fetch(new URL("/health", server.url));
   * ```
   * @throws {DiagnosticsError} where the app cannot be compiled; every problem, with its place and its mend
   */
  async listen(options: ListenOptions = {}): Promise<RunningServer> {
    return isInert() ? inertServer : this.#service.listen(options);
  }

  /**
   * Answers a target in-process, through the functions that the wire uses: `request("/users/1")`. The target is read as
   * it would be sent: dot segments and escapes are not resolved beforehand.
   */
  request(target: string, init?: RequestInit): Promise<Response> {
    return this.#engine.answerTarget(this.#service.compiled.table, target, init);
  }

  /** Answers a Request in-process. As the default export's `fetch`, it answers what Bun's routes do not take. */
  readonly fetch = (request: Request, server?: Bun.Server<unknown>): Response | Promise<Response> => {
    const { served } = this.#service;
    if (server !== undefined && served !== undefined) return served.fetch(request, server);
    return this.#engine.answer(this.#service.compiled.table, request);
  };

  /** Whether `listen` was called. */
  get isListening(): boolean {
    return this.#service.isListening;
  }

  /** What the app's caches did since the process began: results of middleware, answers, loaded handlers; and its workers. */
  stats(): AppStats {
    const { stats, handlerStats } = this.cache;
    return {
      ...statsOf(this.definition(), this.#service.workerStats),
      ...(stats && { cache: stats }),
      ...(handlerStats && { handlers: handlerStats }),
    };
  }

  /**
   * A pool of workers, for work inside handlers: `app.pool("images").run(resize, picture)`. Its workers start when they are
   * first needed.
   *
   * @param name of `workers.pools`; default `"default"`
   * @throws {TypeError} where there is no such pool
   */
  pool(name: string = defaultPool): TaskPool {
    return this.#service.compiled.workers.pool(name);
  }

  /** What a worker of this app runs: for Bunsen itself. */
  taskRunner(): AppWorkers["perform"] {
    const { workers } = this.#service.compiled;
    return workers.perform.bind(workers);
  }

  /**
   * What a server does of the app when it starts and stops: for Bunsen itself.
   *
   * @param workers those of another table than its own
   */
  serverHooks(workers: () => AppWorkers): ServerHooks {
    return this.#service.hooks(workers);
  }

  /** The definition that is planned: every route with its whole path and middleware. */
  definition(): AppDefinition {
    const routes = Object.freeze(this.#expand("", [], undefined));
    const definition = Object.freeze({
      routes,
      options: this.#settings,
      middleware: Object.freeze([...this.#middleware]),
      onError: this.#onError,
      notFound: this.#notFound,
      cache: this.cache,
      resources: this.#resources,
      parts: this.#usedParts(),
      sockets: this.#sockets,
    });
    return withLateAnswers(definition);
  }

  /** Bun's table of routes; Bun reads it when this app is a default export. */
  get routes(): RouteTable["routes"] {
    return this.#service.serveDefault().routes;
  }

  /** What Bun calls for all WebSockets; undefined where there are none. */
  get websocket(): DefaultExport["websocket"] {
    return this.#service.serveDefault().websocket;
  }

  /** The port Bun serves a default export on: PORT, else 3000. */
  get port(): number {
    return this.#service.serveDefault().port;
  }

  /** The app decides about bodies by itself, with an answer; Bun is told not to. */
  get maxRequestBodySize(): number {
    return this.#service.serveDefault().maxRequestBodySize;
  }

  /** Bun's own error pages show messages and source: never. */
  get development(): boolean {
    return false;
  }

  /** Without development Bun shares a port with whoever else takes it: here a port that is taken is an error. */
  get reusePort(): boolean {
    return false;
  }

  #expand(
    prefix: string,
    outer: readonly Middleware[],
    outerOnError: ErrorHandler | undefined,
    within: readonly App[] = [],
  ): RouteDefinition[] {
    if (within.includes(this as unknown as App)) {
      throw new TypeError(`An app is mounted inside itself, at ${prefix}. Mount a separate app there.`);
    }
    const middleware = [...outer, ...this.#middleware];
    const onError = this.#onError ?? outerOnError;
    return this.#entries.flatMap((entry) => {
      if (entry.kind === "mount") {
        return entry.app.#expand(joinPaths(prefix, entry.prefix), middleware, onError, [
          ...within,
          this as unknown as App,
        ]);
      }
      const { route } = entry;
      return Object.freeze({
        ...route,
        path: joinPaths(prefix, route.path),
        middleware: withOwn(route, middleware, this.cache, this.#resources, this.#engine.parts.resources),
        resources: this.#resources,
        onError,
      });
    });
  }

  #define(
    method: RouteDefinition["method"],
    path: string,
    rest: readonly unknown[],
    kind: Pick<RouteDefinition, "directory" | "isSocket"> = {},
  ): this {
    this.#refuseChange();
    const [options, answer] = rest.length > 1 ? rest : [{}, rest[0]];
    const source = this.#engine.locate();
    const route: RouteDefinition = {
      method,
      path,
      options: options as RouteOptions,
      answer,
      ...kind,
      middleware: [],
      resources: this.#resources,
      onError: undefined,
      source,
    };
    this.#entries.push({ kind: "route", route });
    return this;
  }

  /** @throws {TypeError} where the build left it out */
  #part<Name extends keyof AppParts>(name: Name): NonNullable<AppParts[Name]> {
    this.#parts.add(name);
    return partOf(this.#engine.parts, name);
  }

  /** What it uses, and what is mounted in it. */
  #usedParts(): ReadonlySet<PartName> {
    const mounted = this.#entries.flatMap((entry) => (entry.kind === "mount" ? [entry.app] : []));
    const used = [...this.#parts, ...mounted.flatMap((app) => [...app.#usedParts()])];
    return new Set(used);
  }

  #refuseChange(): void {
    if (this.#service.isCompiled) {
      throw new TypeError(
        "The app is already compiled; define routes and middleware before it is first used.",
      );
    }
  }

  static {
    const methods: readonly RouteMethod[] = [
      "get",
      "post",
      "put",
      "patch",
      "delete",
      "head",
      "options",
      "all",
    ];
    for (const name of methods) {
      Object.defineProperty(App.prototype, name, {
        value(this: App, path: string, ...rest: unknown[]): App {
          return this.#define(name.toUpperCase() as Method | "ALL", path, rest);
        },
      });
    }
  }
}

function checkUsed(one: unknown): void {
  if (isMiddleware(one)) return;
  throw new TypeError(
    `use() takes what middleware() made, or lists of it, not ${Bun.inspect(one)}. ` +
      "Write use(middleware({ name, before(c) { … } })).",
  );
}
