type Stop = () => Promise<void>;

const stops = new Set<Stop>();
let stopping = false;

/**
 * Drains on SIGTERM and SIGINT, then ends the process: 0 when all was answered, 1 when stopping failed. A second signal
 * ends it at once. The returned function takes the server out again.
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
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
