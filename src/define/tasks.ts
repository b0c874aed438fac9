/** What a task is told beside its input. */
export interface TaskContext {
  /** Aborts when nobody waits for the result any more, or when its time is over. */
  readonly signal: AbortSignal;
}

/** Work for a worker, by name. */
export interface Task<Input, Output> {
  readonly name: string;
  readonly run: (input: Input, context: TaskContext) => Output | Promise<Output>;
}

/** What a task comes to: of a generator what it returns. */
export type TaskResult<Output> =
  Output extends AsyncGenerator<unknown, infer Result, undefined> ? Result : Awaited<Output>;

/** Kept under a global symbol, so that it holds whichever copy of Bunsen a module imports. */
const key = Symbol.for("bunsen.tasks");
const state = globalThis as { [key]?: Map<string, Task<never, unknown>> };
const tasks = (state[key] ??= new Map());

/**
 * Names a function that workers can run: `app.pool("images").run(resize, input)`. Called where a module begins, not inside a
 * handler: a worker finds the task by importing the same modules. Input and result are copied, as by `structuredClone`. An async
 * generator tells how far it is, or gives parts of its result: `app.pool("images").stream(resize, input)`.
 *
 * @example
 * ```ts
 * const resize = task("resize", async ({ bytes, width }: Picture, { signal }) => { … });
 * const index = task("index", async function* (files: string[], { signal }) {
 *   for (const file of files) yield await indexFile(file);
 *   return files.length;
 * });
 * ```
 * @throws {TypeError} where there is one of that name
 */
export function task<Input, Output>(name: string, run: Task<Input, Output>["run"]): Task<Input, Output> {
  if (typeof name !== "string" || name === "" || typeof run !== "function")
    throw new TypeError('task() takes a name and a function: task("resize", (input) => …).');
  if (tasks.has(name))
    throw new TypeError(`There are two tasks ${JSON.stringify(name)}. Name one of them otherwise.`);
  const made = Object.freeze({ name, run });
  tasks.set(name, made);
  return made;
}

/** Whether there is something that `app.pool()` can run. */
export const hasTasks = (): boolean => tasks.size > 0;

/** @throws {TypeError} where this worker has imported no such task */
export function taskOf(name: string): Task<unknown, unknown> {
  const found = tasks.get(name);
  if (found === undefined)
    throw new TypeError(
      `A worker does not find the task ${JSON.stringify(name)}. Define it where a module begins that the app's module imports.`,
    );
  return found as Task<unknown, unknown>;
}
