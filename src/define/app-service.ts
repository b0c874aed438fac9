import { settleBackground } from "../runtime/background.ts";
import type { RouteTable } from "../runtime/route-table.ts";
import type { DefaultExport, ListenOptions, RunningServer, ServerHooks } from "../runtime/running-server.ts";
import type { AppCache } from "./app-cache.ts";
import type { AppDefinition } from "./app-definition.ts";
import type { AppOptions } from "./app-options.ts";
import type { AppWorkers } from "./app-workers.ts";
import type { Engine } from "./engine.ts";
import { logFault } from "./fault-log.ts";
import { Lifecycle } from "./lifecycle.ts";

/** What an app was compiled to. */
interface Compiled {
  readonly table: RouteTable;
  readonly workers: AppWorkers;
}

/** An app at work: compiled when it is first needed, started before its first server, ended after its last. */
export class AppService {
  readonly lifecycle: Lifecycle = new Lifecycle();
  readonly #engine: Engine;
  readonly #settings: AppOptions;
  readonly #cache: AppCache;
  readonly #define: () => AppDefinition;
  /** Where `app()` was called. */
  readonly #file: string;
  #compiled: Compiled | undefined;
  #served: DefaultExport | undefined;
  #isListening = false;
  #servers = 0;

  constructor(engine: Engine, settings: AppOptions, cache: AppCache, define: () => AppDefinition) {
    this.#engine = engine;
    this.#settings = settings;
    this.#cache = cache;
    this.#define = define;
    this.#file = engine.locate().file;
  }

  get isCompiled(): boolean {
    return this.#compiled !== undefined;
  }

  /** Whether `listen` was called. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** @throws {DiagnosticsError} where the app cannot be compiled */
  get compiled(): Compiled {
    if (this.#compiled !== undefined) return this.#compiled;
    const definition = this.#define();
    const workers = this.#engine.workers(definition, this.#file);
    return (this.#compiled = { table: this.#engine.load(definition, workers), workers });
  }

  get workerStats(): AppWorkers["stats"] | undefined {
    return this.#compiled?.workers.stats;
  }

  async listen(options: ListenOptions): Promise<RunningServer> {
    this.#isListening = true;
    const { table } = this.compiled;
    const hooks = this.hooks();
    await hooks.start();
    this.#servers++;
    return this.#engine.listen(table, options, hooks);
  }

  /** What Bun serves of a default export, once it has asked for it. */
  get served(): DefaultExport | undefined {
    return this.#served;
  }

  /** @throws {TypeError} where the app listens by itself */
  serveDefault(): DefaultExport {
    if (this.#isListening) {
      throw new TypeError(
        "This app already listens, and Bun serves it once more because it is the default export of the file that was " +
          "run. Leave listening to Bun and set PORT, or write `export const app` instead of `export default`.",
      );
    }
    if (this.#served !== undefined) return this.#served;
    this.#servers++;
    return (this.#served = this.#engine.serveDefault(this.compiled.table, this.hooks()));
  }

  /** What a server does of the app when it starts and stops. */
  hooks(workers: () => AppWorkers = () => this.compiled.workers): ServerHooks {
    return {
      start: () => this.#start(workers()),
      stopping: () => this.lifecycle.beginStop(),
      settle: () => this.#settle(),
      tell: (error, request) => logFault(this.#settings, "background_failed", error, request),
      // Another server may still need what this one had.
      stopped: async () => {
        if (--this.#servers <= 0) await this.#end(workers());
      },
      cut: () => {
        if (this.#servers <= 1) workers().terminate();
      },
    };
  }

  /** Ends what is held without a server. */
  async close(): Promise<void> {
    await this.#settle();
    await this.#end(this.#compiled?.workers);
  }

  /** Makes what requests need. Where something fails, what was made is ended. */
  async #start(workers: AppWorkers): Promise<void> {
    await this.lifecycle.start();
    try {
      await workers.start();
    } catch (error) {
      await this.#end(workers);
      throw error;
    }
  }

  async #end(workers: AppWorkers | undefined): Promise<void> {
    await workers?.stop();
    await this.lifecycle.stop();
  }

  /** Waits for work that goes on without a request. */
  async #settle(): Promise<void> {
    await settleBackground();
    await this.#cache.settle();
  }
}
