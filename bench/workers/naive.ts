import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { work } from "./work.ts";

/** The same by hand: inline, or a thread for each of THREADS, a list of those that wait, and nothing that can go wrong. */
function serve(threads: number): void {
  type Job = { readonly rounds: number; readonly resolve: (value: number) => void };
  const waiting: Job[] = [];
  const idle = Array.from({ length: threads }, () => new Worker(import.meta.path));
  const next = (): void => {
    const worker = waiting.length > 0 ? idle.pop() : undefined;
    const job = worker && waiting.shift();
    if (worker === undefined || job === undefined) return;
    worker.once("message", (value: number) => {
      idle.push(worker);
      next();
      job.resolve(value);
    });
    worker.postMessage(job.rounds, []);
  };
  Bun.serve({
    port: Number(process.env.PORT),
    hostname: "127.0.0.1",
    routes: {
      "/ping": () => new Response("pong"),
      "/work": async (request) => {
        const rounds = Number(new URL(request.url).searchParams.get("rounds"));
        if (threads === 0) return new Response(`${work(rounds)}`);
        const value = await new Promise<number>((resolve) => {
          waiting.push({ rounds, resolve });
          next();
        });
        return new Response(`${value}`);
      },
    },
  });
}

if (isMainThread) serve(Number(process.env.THREADS));
else parentPort?.on("message", (rounds: number) => parentPort?.postMessage(work(rounds), []));
