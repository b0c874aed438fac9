/** Gives whether all was finished. */
type Stop = () => Promise<boolean>;

const stops = new Set<Stop>();
let stopping = false;

/**
 * Drains on SIGTERM and SIGINT, then ends the process: 0 when all was finished, 1 when something was cut or could not be
 * ended. A second signal ends it at once. The returned function takes the server out again.
 */
export function stopOnSignals(stop: Stop): () => void {
  if (stops.size === 0) {
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  }
  stops.add(stop);
  return () => {
    if (!stops.delete(stop) || stops.size > 0 || stopping) return;
    process.off("SIGTERM", onSignal);
    process.off("SIGINT", onSignal);
  };
}

function onSignal(_: NodeJS.Signals, signalNumber: number): void {
  if (stopping) process.exit(128 + signalNumber);
  stopping = true;
  Promise.all([...stops].map((stop) => stop())).then(
    (finished) => process.exit(finished.every(Boolean) ? 0 : 1),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
