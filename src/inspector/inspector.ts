import { AsyncLocalStorage } from "node:async_hooks";
import type { Binding } from "../define/binding.ts";
import type { RouteFunction, RouteTable } from "../runtime/route-table.ts";
import type { ServerHooks } from "../runtime/running-server.ts";
import { type Asked, nameOf } from "./asked.ts";
import type { InspectedApp } from "./inspected-app.ts";
import type { InspectorState } from "./inspector-state.ts";
import { measureTable } from "./measured-table.ts";
import { type BindingObserver, observeBinding } from "./observed-binding.ts";
import { createPages } from "./pages.ts";
import { providedPools } from "./provided-pools.ts";
import { RecentErrors } from "./recent-errors.ts";
import { RequestRate } from "./request-rate.ts";
import { RouteFigures, type RouteState } from "./route-figures.ts";
import { SocketFigures } from "./socket-figures.ts";
import { toldError } from "./told-error.ts";

/** Watches an app while it is served, and tells of it on a page. For `bunsen dev`: nothing else imports it. */
export class Inspector implements BindingObserver {
  readonly #app: InspectedApp;
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #asked = new AsyncLocalStorage<Asked>();
  /** By the keys of routes; of requests that no route took, by none. */
  readonly #figures = new Map<string | undefined, RouteFigures>();
  readonly #rate = new RequestRate();
  readonly #sockets = new SocketFigures();
  readonly #errors = new RecentErrors();

  /** @param now milliseconds of a clock that only goes on */
  constructor(app: InspectedApp, now: () => number = () => performance.now()) {
    this.#app = app;
    this.#now = now;
    this.#startedAtMs = now();
  }

  /** What a table is bound to, so that its errors are known. */
  observe(binding: Binding): Binding {
    return observeBinding(binding, this);
  }

  /** What a server does of the app, so that faults in the background are known. */
  observeHooks(hooks: ServerHooks): ServerHooks {
    return {
      ...hooks,
      tell: (error, request) => {
        this.#tell(error, this.#asked.getStore(), "background_failed");
        hooks.tell(error, request);
      },
    };
  }

  /** The table with its requests measured. */
  watch(table: RouteTable): RouteTable {
    const keys = new Map(
      this.#app.routes.flatMap(({ key, target, methods }) =>
        methods.map((method) => [`${target} ${method}`, key] as const),
      ),
    );
    const measured = measureTable(table, keys, (answer, key) => this.#measure(answer, key));
    const sockets = table.sockets && this.#sockets.observe(table.sockets);
    return sockets === undefined ? measured : { ...measured, sockets };
  }

  /** The routes of its pages. @param refuse answers who may not see them: as if they were not there */
  pages(refuse: RouteFunction): RouteTable["routes"] {
    return createPages(this.#app, () => this.state, refuse);
  }

  handling(context: unknown): void {
    const asked = this.#asked.getStore();
    if (asked !== undefined) asked.context = context as NonNullable<Asked["context"]>;
  }

  failing(error: unknown): void {
    this.#tell(error, this.#asked.getStore(), "internal_error");
  }

  cutting(error: unknown): void {
    this.#tell(error, this.#asked.getStore(), "answer_cut");
  }

  /** What a message carried is not known here. */
  socketFailing(error: unknown, route: string): void {
    const told = toldError(error, undefined, "internal_error", this.#app.directory);
    this.#errors.add({ route, ...told });
  }

  get state(): InspectorState {
    const nowMs = this.#now();
    const figures = [...this.#figures].map(([key, counted]) => [key, counted.state(nowMs)] as const);
    const routed = figures.flatMap(([key, state]): [string, RouteState][] =>
      key === undefined ? [] : [[key, state]],
    );
    return {
      process: process.pid,
      uptimeMs: nowMs - this.#startedAtMs,
      rssBytes: process.memoryUsage.rss(),
      perSecond: this.#rate.perSecond(nowMs),
      routes: Object.fromEntries(routed),
      unrouted: this.#figures.get(undefined)?.state(nowMs),
      sockets: this.#sockets.state,
      stats: this.#app.stats(),
      pools: providedPools(this.#app.definition),
      errorCount: this.#errors.count,
      errors: this.#errors.latest,
    };
  }

  #measure(answer: RouteFunction, route: string | undefined): RouteFunction {
    return (request, server) => {
      const asked: Asked = { request, route, isAnswered: false };
      const figures = this.#figuresOf(route);
      const begunAtMs = this.#now();
      figures.begin();
      const end = (response: Response | undefined): Response => {
        const nowMs = this.#now();
        // Bun has answered a handshake that was accepted.
        const status = response?.status ?? 101;
        figures.end(status, nowMs - begunAtMs, nowMs);
        this.#rate.count(nowMs);
        this.#answered(asked, status);
        return response as Response;
      };
      const answered = this.#asked.run(asked, () => answer(request, server));
      return answered instanceof Promise ? answered.then(end) : end(answered);
    };
  }

  #figuresOf(route: string | undefined): RouteFigures {
    const figures = this.#figures.get(route) ?? new RouteFigures();
    this.#figures.set(route, figures);
    return figures;
  }

  /** Tells of an error; what is answered to it is told later. */
  #tell(error: unknown, asked: Asked | undefined, code: string): void {
    const told = toldError(error, asked, code, this.#app.directory);
    const named = asked === undefined ? { route: undefined } : nameOf(asked);
    const kept = this.#errors.add({ ...named, ...told });
    if (asked !== undefined && !asked.isAnswered) asked.error = kept;
  }

  #answered(asked: Asked, status: number): void {
    asked.isAnswered = true;
    if (asked.error !== undefined) asked.error.status = status;
    else if (status >= 400)
      this.#errors.add({ ...nameOf(asked), code: undefined, message: "Answered by the app itself." }, status);
  }
}
