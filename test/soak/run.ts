/**
 * Mixed traffic for a while, and whether the server's memory grows with it: `bun run test:soak [seconds]`, 60 by default.
 *
 * @module
 */
import { join } from "node:path";
import { type Memory, readMemory, slopeOf } from "./memory.ts";
import { traffic } from "./traffic.ts";

const seconds = Number(process.argv[2] ?? 60);
/** What is allocated at first, code and heaps that find their size, is not what grows. */
const warmUpSeconds = Math.min(20, seconds / 3);
/** Bytes a second that what is left after a collection may grow by: what leaks with each request is a hundred times that. */
const limitBytesPerSecond = 20_000;
/** What the process may hold at the most, garbage included. */
const limitResidentBytes = 400_000_000;

const server = Bun.spawn([process.execPath, join(import.meta.dir, "server.ts")], {
  stdout: "pipe",
  stderr: "inherit",
});
const url = await firstLine(server.stdout);
const samples: (Memory & { readonly seconds: number })[] = [];
const startedAt = performance.now();
const elapsed = (): number => (performance.now() - startedAt) / 1000;
// The last seconds are left out: what is ended all at once is collected a little later.
const sampling = setInterval(async () => {
  const at = elapsed();
  if (at < warmUpSeconds || at > seconds - 2) return;
  samples.push({ seconds: at, ...(await readMemory(url)) });
}, 2000);

const counts = await traffic(new URL(url), () => elapsed() < seconds);
clearInterval(sampling);
const slope = slopeOf(samples.map(({ seconds: at, heapBytes }) => [at, heapBytes]));
server.kill("SIGTERM");
const exitCode = await server.exited;
const most = Math.max(...samples.map(({ residentBytes }) => residentBytes));
console.log(
  `${seconds} s · ${Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(
      ", ",
    )} · at most ${(most / 1e6).toFixed(0)} MB resident · heap ${slope.toFixed(0)} bytes/s (limit ${limitBytesPerSecond})`,
);
if (exitCode !== 0) throw new Error(`The server ended with ${exitCode}.`);
if (counts.unexpected > 0) throw new Error(`${counts.unexpected} answers were not what was asked for.`);
if (most > limitResidentBytes) throw new Error(`The server held ${most} bytes.`);
if (slope > limitBytesPerSecond) throw new Error("The server's memory grows.");

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of stream) {
    text += decoder.decode(part, { stream: true });
    if (text.includes("\n")) break;
  }
  return text.trim();
}
