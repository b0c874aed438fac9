import { join } from "node:path";

/** How often two processes together were allowed, of 1,000 times that each of them takes at once. The limit is 300. */
export async function takeInTwoProcesses(
  kind: "redis" | "sqlite",
  source: string,
  algorithm: string,
): Promise<number> {
  const started = [1, 2].map(() =>
    Bun.spawn([process.execPath, join(import.meta.dir, "taker.ts"), kind, source, algorithm], {
      stdin: "pipe",
      stdout: "pipe",
    }),
  );
  const outputs = started.map(({ stdout }) => stdout.pipeThrough(new TextDecoderStream()).getReader());
  // Both have the store open before either begins.
  for (const output of outputs) await output.read();
  for (const { stdin } of started) {
    stdin.write("go\n");
    await stdin.end();
  }
  const counts = await Promise.all(outputs.map(async (output) => Number((await output.read()).value)));
  return counts.reduce((sum, count) => sum + count, 0);
}
