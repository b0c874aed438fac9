import { HttpError, declaredError } from "../http/http-error.ts";
import type { Priority, Queued } from "./task-queue.ts";
import type { ItemReceiver } from "./task-stream.ts";

/** Something to be done by a worker. */
export interface TaskCall {
  /** What the worker knows it by. */
  readonly name: string;
  readonly input: unknown;
  /** Buffers of the input that go over as they are. They are empty on this side from then on. */
  readonly transfer?: readonly ArrayBuffer[];
  /** Default `"normal"`. */
  readonly priority?: Priority | undefined;
  /** Waiting included. Default: that of the pool. */
  readonly timeoutMs?: number | undefined;
  /** Who waits for it: when this aborts, nobody does. */
  readonly signal?: AbortSignal | undefined;
  /** Who takes its items, where it is a generator. Default: nobody; what it returns is the result all the same. */
  readonly receiver?: ItemReceiver;
}

let lastId = 0;

/** A task from when it is accepted until it is answered: exactly once. */
export class PendingTask implements Queued {
  readonly id: number = ++lastId;
  readonly name: string;
  readonly lane: string;
  readonly priority: Priority;
  readonly timeoutMs: number;
  readonly queuedAtMs: number;
  readonly promise: Promise<unknown>;
  begunAtMs = 0;
  /** Undefined once it was sent: what a client uploaded is not kept until there is an answer. */
  input: unknown;
  transfer: readonly ArrayBuffer[];
  readonly #receiver: ItemReceiver | undefined;
  /** Ends the timer of its deadline. */
  cancelDeadline: () => void = () => {};
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  #stopListening: () => void = () => {};
  #isAnswered = false;

  constructor(call: TaskCall, timeoutMs: number, nowMs: number) {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.promise = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.name = call.name;
    this.lane = call.name;
    this.input = call.input;
    this.transfer = call.transfer ?? [];
    this.#receiver = call.receiver;
    this.priority = call.priority ?? "normal";
    this.timeoutMs = call.timeoutMs ?? timeoutMs;
    this.queuedAtMs = nowMs;
  }

  /** Whether somebody takes its items. */
  get hasReceiver(): boolean {
    return this.#receiver !== undefined;
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Calls back when nobody waits for the task any more. */
  listen(signal: AbortSignal | undefined, abandon: (reason: unknown) => void): void {
    if (signal === undefined) return;
    const listener = (): void => abandon(signal.reason);
    signal.addEventListener("abort", listener, { once: true });
    this.#stopListening = () => signal.removeEventListener("abort", listener);
  }

  /** It was sent to a worker. @param more lets it send an item more */
  begun(more: () => void): void {
    this.#receiver?.begun(more);
  }

  /** Gives an item. What comes after the answer is dropped. */
  give(item: unknown): void {
    if (!this.#isAnswered) this.#receiver?.receive(item);
  }

  /** Answers with a value. What comes after the first answer is dropped. */
  succeed(value: unknown): void {
    if (this.#settle()) this.#resolve(value);
  }

  fail(error: unknown): void {
    if (this.#settle()) this.#reject(error);
  }

  #settle(): boolean {
    if (this.#isAnswered) return false;
    this.#isAnswered = true;
    this.#stopListening();
    return true;
  }
}

/** What a task is answered with that nobody waits for: the deadline that passed elsewhere, or that the client has gone. */
export const abandonedError = (reason: unknown): Error =>
  reason instanceof HttpError ? reason : declaredError("request_abandoned");
