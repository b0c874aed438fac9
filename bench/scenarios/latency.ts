/** How long answers take on one connection, one after the other. Its argument is a Load as JSON; it prints milliseconds. */
import type { Load } from "../http/load.ts";
import { isComplete, requestText } from "../http/wire.ts";

/** Milliseconds. */
export interface Latency {
  readonly median: number;
  readonly p99: number;
}

if (import.meta.main) {
  console.log(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? "") as Load)));
  process.exit(0);
}

async function measure({ port, exchange, seconds }: Load): Promise<Latency> {
  const bytes = Buffer.from(requestText(exchange.request, port));
  const timesMs: number[] = [];
  const finished = Promise.withResolvers<void>();
  const endMs = performance.now() + seconds * 1000;
  let sentAtMs = 0;
  let received = "";
  const send = (socket: Bun.Socket): void => {
    sentAtMs = performance.now();
    socket.write(bytes);
  };
  const receive = (socket: Bun.Socket, chunk: Buffer): void => {
    received += chunk.toString("latin1");
    if (!isComplete(received)) return;
    const nowMs = performance.now();
    timesMs.push(nowMs - sentAtMs);
    if (!received.startsWith(`HTTP/1.1 ${exchange.answer.status} `)) finished.reject(new Error(received));
    received = "";
    if (nowMs < endMs) send(socket);
    else finished.resolve();
  };
  const fail = (): void => finished.reject(new Error("The connection was closed."));
  await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: { open: send, data: receive, close: fail, error: fail },
  });
  await finished.promise;
  // The first requests find the server's code not compiled yet.
  const sorted = timesMs.slice(Math.floor(timesMs.length / 10)).toSorted((a, b) => a - b);
  return { median: at(sorted, 0.5), p99: at(sorted, 0.99) };
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}
