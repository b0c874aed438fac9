import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CoreTicks, foreignShare, readCoreTicks } from "../http/disturbance.ts";
import { cpuTicks, microsecondsPerTick } from "../http/cpu-ticks.ts";

/** A server of the mixed load. */
export interface Contender {
  readonly name: string;
  readonly file: "app.ts" | "naive.ts";
  /** 0 for inline. */
  readonly threads: number;
  /** How many clients want work all the time. Default 4. */
  readonly clients?: number;
}

/** What a server did under the mixed load. */
export interface Mixed {
  readonly pingP50Ms: number;
  readonly pingP99Ms: number;
  readonly worksPerSecond: number;
  /** The share of all cores that neither the server had nor the clients: other processes, other guests of the host. */
  readonly foreignShare: number | undefined;
}

const pingsPerSecond = 50;

/** Clients that want work all the time, beside one that pings fifty times a second. */
export async function measureMixed(
  { file, threads, clients = 4 }: Contender,
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
    await load(origin, rounds, clients, until);
    const busy = await busyTicks(child.pid);
    const { pings, works } = await load(origin, rounds, clients, performance.now() + durationMs);
    const after = await busyTicks(child.pid);
    const sorted = pings.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    return {
      pingP50Ms: at(0.5),
      pingP99Ms: at(0.99),
      worksPerSecond: (works * 1000) / durationMs,
      foreignShare: foreignShare(busy.all, after.all, after.own - busy.own),
    };
  } finally {
    child.kill();
    await child.exited;
  }
}

/** What all cores did, and what this process and the server's did of it. */
async function busyTicks(server: number): Promise<{ readonly all: CoreTicks; readonly own: number }> {
  const { user, system } = process.cpuUsage();
  const own = (await cpuTicks(server)) + (user + system) / microsecondsPerTick;
  return { all: readCoreTicks(await readFile("/proc/stat", "utf8"), ""), own };
}

async function load(
  origin: string,
  rounds: number,
  clients: number,
  untilMs: number,
): Promise<{ readonly pings: readonly number[]; readonly works: number }> {
  let works = 0;
  const busy = Array.from({ length: clients }, async () => {
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
