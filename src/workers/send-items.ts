import type { RunningTask } from "./running-task.ts";

/** Whether a task gave a generator, whose items are wanted one by one. */
export const isGenerator = (value: unknown): value is AsyncGenerator =>
  typeof value === "object" &&
  value !== null &&
  Symbol.asyncIterator in value &&
  "next" in value &&
  "return" in value;

/**
 * Sends what a generator yields, each item when there is room for it at its reader. Where nobody wants more, the generator
 * is told to return.
 *
 * @returns what it returns; undefined where it was told to
 */
export async function sendItems(
  items: AsyncGenerator,
  task: RunningTask,
  send: (item: unknown) => void,
): Promise<unknown> {
  try {
    while (await task.spendCredit()) {
      const { done, value } = (await items.next()) as IteratorResult<unknown, unknown>;
      if (done === true) return value;
      send(value);
    }
    return undefined;
  } finally {
    // Of one that has ended, nothing is asked by this.
    await items.return(undefined);
  }
}
