import { join } from "node:path";

/** How long each kind of route is asked, in seconds: the first argument. */
const seconds = Number(process.argv[2] ?? 5);
const clients = 4;
const pingsPerSecond = 50;

/** What clients have seen. */
interface Seen {
  readonly pingMs: readonly number[];
  readonly thumbnails: number;
}

/** Some clients that want thumbnails all the time, beside one that pings fifty times a second. */
async function load(url: string, kind: string, photo: Blob, untilMs: number): Promise<Seen> {
  let thumbnails = 0;
  const busy = Array.from({ length: clients }, async () => {
    while (performance.now() < untilMs) {
      await shrink(url, kind, photo);
      thumbnails++;
    }
  });
  const pings: Promise<number>[] = [];
  // By the clock: an answer that is late does not put off the next question.
  for (let nextMs = performance.now(); nextMs < untilMs; nextMs += 1000 / pingsPerSecond) {
    await Bun.sleep(Math.max(0, nextMs - performance.now()));
    pings.push(ping(url));
  }
  await Promise.all(busy);
  return { pingMs: await Promise.all(pings), thumbnails };
}

async function shrink(url: string, kind: string, photo: Blob): Promise<void> {
  const response = await fetch(new URL(`/${kind}/thumbnails`, url), {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: photo,
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  await response.bytes();
}

async function ping(url: string): Promise<number> {
  const startMs = performance.now();
  await (await fetch(new URL("/ping", url))).text();
  return performance.now() - startMs;
}

/** Which so large a share of all is below. */
const percentile = (sorted: readonly number[], share: number): string =>
  `${(sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1)} ms`;

function printRow(...cells: readonly string[]): void {
  console.log(
    cells
      .map((cell) => cell.padEnd(14))
      .join("")
      .trimEnd(),
  );
}

/** The address that Bun tells when it serves a default export. */
async function addressOf(output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let told = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    told += text;
    const [, url] = /(http:\S+)\n/.exec(told) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`The app did not start. It told: ${told}`);
}

const server = Bun.spawn([process.execPath, join(import.meta.dir, "app.ts")], {
  env: { ...process.env, PORT: "0" },
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const url = await addressOf(server.stdout);
  const photo = await (await fetch(new URL("/photo", url))).blob();
  printRow("thumbnails", "/ping p50", "/ping p99", "per second");
  for (const kind of ["inline", "workers"]) {
    await shrink(url, kind, photo);
    const { pingMs, thumbnails } = await load(url, kind, photo, performance.now() + seconds * 1000);
    const sorted = pingMs.toSorted((a, b) => a - b);
    printRow(kind, percentile(sorted, 0.5), percentile(sorted, 0.99), (thumbnails / seconds).toFixed(1));
  }
} finally {
  server.kill();
  await server.exited;
}
