import type { SentError } from "./sent-error.ts";

/** What a pool tells a thread. Flat where it can be: Bun passes flat objects between threads without a structured clone. */
export type ToThread =
  | {
      readonly kind: "run";
      readonly id: number;
      readonly name: string;
      readonly input: unknown;
      /** How many items may be sent before one is taken; Infinity where nobody takes any, and none is sent. */
      readonly credits: number;
    }
  /** An item of the task was taken. */
  | { readonly kind: "more"; readonly id: number }
  /** Nobody waits for the task any more, or its time is over. */
  | { readonly kind: "abort"; readonly id: number }
  /** No task will follow. */
  | { readonly kind: "close" };

/** What a thread tells its pool. */
export type FromThread =
  | { readonly kind: "ready" }
  /** It cannot do any task: what it runs could not be loaded. */
  | { readonly kind: "unready"; readonly problem: string }
  /** What a task yields that is a generator. */
  | { readonly kind: "item"; readonly id: number; readonly value: unknown }
  | {
      readonly kind: "done";
      readonly id: number;
      readonly value: unknown;
      /** Size of the thread's heap; 0 where the pool does not ask for it. */
      readonly heapBytes: number;
    }
  | {
      readonly kind: "failed";
      readonly id: number;
      readonly error: SentError;
      readonly heapBytes: number;
    }
  /** Something was thrown that no task waited for. */
  | { readonly kind: "stray"; readonly error: SentError };

/** What carries messages to a thread, or a process, and back. */
export interface Thread {
  /** @throws {DOMException} `DataCloneError` where the message has something in it that cannot be sent */
  post(message: ToThread, transfer: readonly ArrayBuffer[]): void;
  /** Ends it at once, whatever it does. */
  terminate(): void;
}

/** Who hears of a thread. */
export interface ThreadListener {
  receive(message: FromThread): void;
  /** It has ended. Told once, and nothing after that. */
  exited(problem: string): void;
}

/** Starts a thread. It keeps nothing alive by itself. */
export type StartThread = (listener: ThreadListener) => Thread;
