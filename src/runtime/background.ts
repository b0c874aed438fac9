/** Work that goes on after its answer, until it has ended. */
const running = new Set<Promise<void>>();

/** Where the failures of one server's work are told. */
const tellers = new WeakMap<object, Teller>();

type Teller = (error: unknown, request: Request) => void;

/** @param tell is told what fails of the work that requests to a server have left behind */
export function tellBackgroundFaults(server: object, tell: Teller): void {
  tellers.set(server, tell);
}

/**
 * Runs work at the next turn of the event loop, without anybody waiting for it but a server that stops.
 *
 * @param server whose log is told where it fails; undefined in-process
 */
export function runInBackground(work: () => unknown, request: Request, server: object | undefined): void {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  const run: Promise<void> = promise
    .then(work)
    .then(() => {})
    .catch((error: unknown) => ((server && tellers.get(server)) ?? tellPlainly)(error, request))
    .finally(() => running.delete(run));
  running.add(run);
}

/** Waits for all work, and for what that leaves behind. */
export async function settleBackground(): Promise<void> {
  while (running.size > 0) await Promise.all(running);
}

function tellPlainly(error: unknown, { method, url }: Request): void {
  const { message, stack } = error instanceof Error ? error : new Error(Bun.inspect(error));
  console.error(JSON.stringify({ level: "error", code: "background_failed", method, url, message, stack }));
}
