/** What was asked. */
export interface TrafficCounts {
  requests: number;
  uploads: number;
  aborted: number;
  streams: number;
  unexpected: number;
}

/** Asks a server for everything at once, as long as it is to go on. */
export async function traffic(base: URL, goesOn: () => boolean): Promise<TrafficCounts> {
  const counts: TrafficCounts = { requests: 0, uploads: 0, aborted: 0, streams: 0, unexpected: 0 };
  const repeat = async (ask: (turn: number) => Promise<void>): Promise<void> => {
    for (let turn = 0; goesOn(); turn++) await ask(turn);
  };
  const lanes = [...Array(6).keys()].map((lane) =>
    repeat((turn) => askPlainly(base, lane * 1_000_000 + turn, counts)),
  );
  await Promise.all([
    ...lanes,
    repeat(() => upload(base, counts)),
    repeat(() => abortUpload(base, counts)),
    repeat(() => leaveStream(base, counts)),
    repeat(() => leaveStream(base, counts)),
  ]);
  return counts;
}

async function askPlainly(base: URL, turn: number, counts: TrafficCounts): Promise<void> {
  const targets = ["/health", `/kept/${turn % 5000}`, "/unit", "/nothing", `/kept/${turn % 10}`];
  const target = targets[turn % targets.length] ?? "/";
  const response = await fetch(new URL(target, base), { headers: { "x-tenant": `tenant ${turn}` } });
  await response.arrayBuffer();
  counts.requests++;
  if (response.status !== (target === "/nothing" ? 404 : 200)) counts.unexpected++;
}

async function upload(base: URL, counts: TrafficCounts): Promise<void> {
  const body = JSON.stringify({ items: Array.from({ length: 1000 }, (_, index) => index) });
  const headers = { "content-type": "application/json" };
  const response = await fetch(new URL("/upload", base), { method: "POST", headers, body });
  counts.uploads++;
  if ((await response.text()) !== "1000") counts.unexpected++;
}

/** Says that much comes, sends little, and goes. */
async function abortUpload(base: URL, counts: TrafficCounts): Promise<void> {
  const sent = Promise.withResolvers<void>();
  const socket = await Bun.connect({
    hostname: base.hostname,
    port: Number(base.port),
    socket: { data() {}, drain() {}, close: () => sent.resolve(), error: () => sent.resolve() },
  });
  const head =
    "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n";
  socket.write(`${head}{"items":[1,2,`);
  socket.flush();
  setImmediate(() => socket.terminate());
  await sent.promise;
  counts.aborted++;
}

/** Reads a few events, and goes. */
async function leaveStream(base: URL, counts: TrafficCounts): Promise<void> {
  const abort = new AbortController();
  const response = await fetch(new URL("/events", base), { signal: abort.signal });
  const reader = response.body?.getReader();
  for (let events = 0; events < 3; events++) await reader?.read();
  abort.abort();
  counts.streams++;
}
