/**
 * Mixed traffic for a while, and whether the server's memory grows with it: `bun run test:soak [seconds]`, 60 by default.
 *
 * @module
 */
import { join } from "node:path";
import { residentBytes, slopeOf } from "./memory.ts";
import { traffic } from "./traffic.ts";

const seconds = Number(process.argv[2] ?? 60);
/** What is allocated at first, code and heaps that find their size, is not what grows. */
const warmUpSeconds = Math.min(20, seconds / 3);
/** Bytes a second that the resident memory may grow by: 100 MiB in about five hours. */
const limitBytesPerSecond = 6000;

const server = Bun.spawn([process.execPath, join(import.meta.dir, "server.ts")], {
  stdout: "pipe",
  stderr: "inherit",
});
const url = await firstLine(server.stdout);
const samples: [seconds: number, bytes: number][] = [];
const startedAt = performance.now();
const elapsed = (): number => (performance.now() - startedAt) / 1000;
const sampling = setInterval(() => {
  if (elapsed() > warmUpSeconds) samples.push([elapsed(), residentBytes(server.pid)]);
}, 500);

const counts = await traffic(new URL(url), () => elapsed() < seconds);
clearInterval(sampling);
const slope = slopeOf(samples);
server.kill("SIGTERM");
const exitCode = await server.exited;
const last = samples.at(-1)?.[1] ?? 0;
console.log(
  `${seconds} s · ${Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(
      ", ",
    )} · ${(last / 1e6).toFixed(0)} MB · ${slope.toFixed(0)} bytes/s (limit ${limitBytesPerSecond})`,
);
if (exitCode !== 0) throw new Error(`The server ended with ${exitCode}.`);
if (counts.unexpected > 0) throw new Error(`${counts.unexpected} answers were not what was asked for.`);
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
