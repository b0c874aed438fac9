/** A request that somebody waits for. */
export interface Awaited {
  readonly request: Request;
  /** Whether there is nothing to wait for any more. */
  readonly isDone: boolean;
  /** Called where the client goes away. There may be an answer by then. */
  leave(): void;
}

/** Those of this turn of the event loop. */
let recent: Awaited[] = [];

/**
 * Calls `leave` where the client goes away. To listen costs a microsecond, more than the rest of a short chain: what is
 * answered in the same turn of the event loop is not listened for.
 */
export function watchClient(awaited: Awaited): void {
  if (recent.length === 0) setImmediate(listen);
  recent.push(awaited);
}

function listen(): void {
  const due = recent;
  recent = [];
  for (const awaited of due) if (!awaited.isDone) listenFor(awaited);
}

function listenFor(awaited: Awaited): void {
  const { signal } = awaited.request;
  if (signal.aborted) awaited.leave();
  else signal.addEventListener("abort", () => awaited.leave(), { once: true });
}
