/**
 * The load generator for where wrk is not installed: keeps one request in flight on each connection, for some
 * time. Its argument is a Load as JSON; it prints what it got answered.
 */
import { type Delivered, type Load, connections } from "./load.ts";
import { isComplete, requestText } from "./wire.ts";

/** Ends a run early, should a server be faster than anything known. */
const maxRequests = 5_000_000;
/** How long answers may be late before the run fails. */
const graceMs = 5000;

const load = JSON.parse(process.argv[2] ?? "") as Load;
console.log(JSON.stringify(await generate(load)));
process.exit(0);

async function generate({ port, exchange, seconds, open: sockets = connections }: Load): Promise<Delivered> {
  const bytes = Buffer.from(requestText(exchange.request, port));
  const statusLine = `HTTP/1.1 ${exchange.answer.status} `;
  const finished = Promise.withResolvers<void>();
  const startMs = performance.now();
  let requests = 0;
  let open = sockets;

  const send = (socket: Bun.Socket<Connection>): void => {
    if (socket.write(bytes) !== bytes.length) finished.reject(new Error("A request was not taken whole."));
  };
  const receive = (socket: Bun.Socket<Connection>, chunk: Buffer): void => {
    const connection = socket.data;
    connection.received += chunk.toString("latin1");
    if (!isComplete(connection.received)) return;
    if (!connection.received.startsWith(statusLine)) {
      finished.reject(new Error(`Expected ${statusLine}, received ${connection.received.slice(0, 200)}`));
    }
    connection.received = "";
    requests += 1;
    const isOver = requests >= maxRequests || performance.now() - startMs >= seconds * 1000;
    if (!isOver) return send(socket);
    open -= 1;
    if (open === 0) finished.resolve();
  };
  const fail = (): void => finished.reject(new Error("A connection was closed."));
  const timer = setTimeout(
    () => finished.reject(new Error("Answers are missing.")),
    seconds * 1000 + graceMs,
  );
  for (let index = 0; index < sockets; index++) {
    Bun.connect<Connection>({
      hostname: "127.0.0.1",
      port,
      data: { received: "" },
      socket: { open: send, data: receive, close: fail, error: fail },
    }).catch(finished.reject);
  }
  await finished.promise;
  clearTimeout(timer);
  return { requests, seconds: (performance.now() - startMs) / 1000 };
}

/** What arrived on a connection since its last request, as Latin-1. */
interface Connection {
  received: string;
}
