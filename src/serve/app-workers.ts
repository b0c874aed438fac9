import { type AppDefinition, keyOf } from "../define/app-definition.ts";
import {
  type AppWorkers,
  type Offload,
  type OffloadedHandler,
  type TaskOptions,
  type TaskPool,
  runHere,
} from "../define/app-workers.ts";
import { definitionFingerprint } from "../define/fingerprint.ts";
import { type Task, type TaskResult, taskOf } from "../define/tasks.ts";
import { defaultPool } from "../define/worker-options.ts";
import type { Context } from "../runtime/context.ts";
import { type SentAnswer, buffersOf, receiveAnswer, sendAnswer } from "../runtime/sent-answer.ts";
import { type SentContext, WorkerContext, sendContext } from "../runtime/worker-context.ts";
import type { WorkerPlan } from "../runtime/worker-plan.ts";
import { type PoolOptions, poolProblems, settingsOf } from "../workers/pool-options.ts";
import type { TaskCall } from "../workers/pending-task.ts";
import type { PoolStats } from "../workers/pool-stats.ts";
import { startProcesses } from "../workers/process-worker.ts";
import type { Abortable } from "../workers/running-task.ts";
import { Transferred } from "../workers/serve-tasks.ts";
import { startThreads } from "../workers/thread-worker.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { workerStart } from "../workers/worker-start.ts";

/** What workers run. */
export interface WorkerModule {
  /** The file that a worker starts with. */
  readonly file: string;
  /** Where it looks for the app; none where the file has it. */
  readonly modules: readonly string[];
}

/** The workers of an app: pools by name, made when they are first needed. */
export class PooledWorkers implements AppWorkers {
  readonly #definition: AppDefinition;
  readonly #module: WorkerModule;
  readonly #pools = new Map<string, WorkerPool>();
  /** Those that have something left to do. */
  readonly #stopping = new Set<WorkerPool>();
  /** What was offloaded, by the key of its route. */
  readonly #handlers = new Map<string, { readonly path: string; readonly run: OffloadedHandler }>();
  readonly #poolsOfRoutes = new Set<string>();
  readonly #options: Readonly<Record<string, PoolOptions>>;

  /** @throws {RangeError} where the options of a pool do not fit */
  constructor(definition: AppDefinition, module: WorkerModule) {
    this.#definition = definition;
    this.#module = module;
    this.#options = { [defaultPool]: {}, ...definition.options.workers?.pools };
    for (const [name, options] of Object.entries(this.#options)) checkPool(name, options);
  }

  readonly offload: Offload = (route, plan, run) => {
    const key = keyOf(route);
    this.#handlers.set(key, { path: route.path, run });
    // In a worker the app is all there: it does not ask another one.
    if (workerStart() !== undefined) return runHere(route, plan, run);
    this.#poolsOfRoutes.add(plan.pool);
    return (context) => this.#runThere(key, plan, context as Context);
  };

  pool(name: string): TaskPool {
    if (!Object.hasOwn(this.#options, name))
      throw new TypeError(`The app has no pool ${JSON.stringify(name)}. Name it in workers.pools.`);
    return {
      run: <Input, Output>(
        task: Task<Input, Output>,
        input: Input,
        options: TaskOptions = {},
      ): Promise<TaskResult<Output>> =>
        this.#poolOf(name).run(callOf(task, input, options)) as Promise<TaskResult<Output>>,
      stream: <Input, Item, Result>(
        task: Task<Input, AsyncGenerator<Item, Result, undefined>>,
        input: Input,
        options: TaskOptions = {},
      ): AsyncGenerator<Item, Result, undefined> =>
        this.#poolOf(name).stream(callOf(task, input, options)) as AsyncGenerator<Item, Result, undefined>,
    };
  }

  async start(): Promise<void> {
    if (workerStart() !== undefined) return;
    await Promise.all([...this.#poolsOfRoutes].map((name) => this.#poolOf(name).warmUp()));
  }

  async stop(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => this.#stop(pool)));
  }

  terminate(): void {
    for (const pool of [...this.#pools.values(), ...this.#stopping]) pool.terminate();
    this.#pools.clear();
  }

  get stats(): Readonly<Record<string, PoolStats>> {
    return Object.fromEntries([...this.#pools].map(([name, { stats }]) => [name, stats]));
  }

  async perform(name: string, input: unknown, task: Abortable): Promise<unknown> {
    if (name.startsWith(taskPrefix)) return taskOf(name.slice(taskPrefix.length)).run(input, task);
    const handler = this.#handlers.get(name);
    if (handler === undefined)
      throw new TypeError(`The app of this worker has no route ${name} for workers.`);
    const context = new WorkerContext(handler.path, input as SentContext, task);
    const answer = await sendAnswer(await handler.run(context));
    return new Transferred(answer, buffersOf(answer));
  }

  async #runThere(
    key: string,
    { pool, priority, timeoutMs, sends }: WorkerPlan,
    context: Context,
  ): Promise<Response> {
    const input = sendContext(context, sends);
    const { signal } = context;
    const call = { name: key, input, transfer: wholeBuffersOf(input), priority, timeoutMs, signal };
    return receiveAnswer((await this.#poolOf(pool).run(call)) as SentAnswer);
  }

  async #stop(pool: WorkerPool): Promise<void> {
    this.#stopping.add(pool);
    await pool.stop();
    this.#stopping.delete(pool);
  }

  #poolOf(name: string): WorkerPool {
    const known = this.#pools.get(name);
    if (known !== undefined) return known;
    const settings = settingsOf(this.#options[name] ?? {});
    const { file, modules } = this.#module;
    const tellsHeap = settings.recycleHeapBytes !== Infinity;
    const start = { modules, fingerprint: definitionFingerprint(this.#definition), tellsHeap };
    const starter =
      settings.isolate === "process"
        ? startProcesses(file, start, settings.limitBytes)
        : startThreads(file, start);
    const pool = new WorkerPool(settings, starter, tellStray);
    this.#pools.set(name, pool);
    return pool;
  }
}

/** No route's key begins so. */
const taskPrefix = "task ";

const callOf = (
  { name }: Pick<Task<never, unknown>, "name">,
  input: unknown,
  options: TaskOptions,
): TaskCall => ({
  ...options,
  name: taskPrefix + name,
  input,
});

/** A body of bytes is this request's alone: it goes over as it is. */
function wholeBuffersOf({ body }: SentContext): ArrayBuffer[] {
  if (!(body instanceof Uint8Array) || !(body.buffer instanceof ArrayBuffer)) return [];
  return body.byteLength === body.buffer.byteLength && body.byteLength > 0 ? [body.buffer] : [];
}

function checkPool(name: string, options: PoolOptions): void {
  const [problem] = poolProblems(options);
  if (problem === undefined) return;
  const { path, expected, received } = problem;
  const place = ["workers.pools", name, path].filter(Boolean).join(".");
  throw new RangeError(`${place}: expected ${expected}, received ${Bun.inspect(received)}.`);
}

/** A fault in a worker that no task of it has waited for. */
function tellStray({ message, stack }: Error): void {
  console.error(JSON.stringify({ level: "error", code: "internal_error", message, stack }));
}
