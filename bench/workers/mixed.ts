import { join } from "node:path";

/** A server of the mixed load. */
export interface Contender {
  readonly name: string;
  readonly file: "app.ts" | "naive.ts";
  /** 0 for inline. */
  readonly threads: number;
}

/** What a server did under the mixed load. */
export interface Mixed {
  readonly pingP50Ms: number;
  readonly pingP99Ms: number;
  readonly worksPerSecond: number;
}

const workers = 4;
const pingsPerSecond = 50;

/** Four clients that want work all the time, beside one that pings fifty times a second. */
export async function measureMixed(
  { file, threads }: Contender,
  rounds: number,
  durationMs: number,
): Promise<Mixed> {
  const port = await freePort();
  const child = Bun.spawn([process.execPath, join(import.meta.dir, file)], {
    env: { ...process.env, PORT: String(port), THREADS: String(threads) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const origin = `http://127.0.0.1:${port}`;
  try {
    await untilAnswered(`${origin}/work?rounds=1`);
    const until = performance.now() + 1000;
    await load(origin, rounds, until);
    const { pings, works } = await load(origin, rounds, performance.now() + durationMs);
    const sorted = pings.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    return { pingP50Ms: at(0.5), pingP99Ms: at(0.99), worksPerSecond: (works * 1000) / durationMs };
  } finally {
    child.kill();
    await child.exited;
  }
}

async function load(
  origin: string,
  rounds: number,
  untilMs: number,
): Promise<{ readonly pings: readonly number[]; readonly works: number }> {
  let works = 0;
  const busy = Array.from({ length: workers }, async () => {
    while (performance.now() < untilMs) {
      await (await fetch(`${origin}/work?rounds=${rounds}`)).text();
      if (performance.now() < untilMs) works++;
    }
  });
  const pings: Promise<number>[] = [];
  // By the clock, not by the answers: a late answer does not put off the next question.
  for (let next = performance.now(); next < untilMs; next += 1000 / pingsPerSecond) {
    await Bun.sleep(Math.max(0, next - performance.now()));
    pings.push(ping(origin));
  }
  await Promise.all(busy);
  return { pings: await Promise.all(pings), works };
}

async function ping(origin: string): Promise<number> {
  const start = performance.now();
  await (await fetch(`${origin}/ping`)).text();
  return performance.now() - start;
}

async function untilAnswered(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await Bun.sleep(50);
  }
  throw new Error(`${url} was not answered.`);
}

/** One that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const { port = 0 } = server;
  await server.stop(true);
  return port;
}
