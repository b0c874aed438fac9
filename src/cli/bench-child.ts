import { askOnce } from "../exercise/first-answer.ts";
import { runInProcess } from "../exercise/in-process-load.ts";
import { requestOf } from "../exercise/plain-request.ts";
import type { RouteTable } from "../runtime/route-table.ts";
import { answerRequest } from "../serve/in-process.ts";
import { listen } from "../serve/listen.ts";
import type { BenchAnswer, BenchQuestion } from "./bench-messages.ts";
import { describeError } from "./describe-error.ts";
import { servedApp } from "./served-app.ts";

const tell = (answer: BenchAnswer): void => void process.send?.(answer);

/** Serves the app on a free port, and answers what `bunsen bench` asks. */
async function main(path: string): Promise<void> {
  // Without its parent nobody would end it.
  process.on("disconnect", () => process.exit());
  const { table, hooks } = await servedApp(path);
  await hooks.start();
  const server = listen(table, { port: 0, hostname: "127.0.0.1" }, hooks);
  process.on("message", (question: BenchQuestion) => {
    answerOf(question, table).then(tell, endWith);
  });
  tell({ kind: "listening", port: server.port });
}

async function answerOf(question: BenchQuestion, table: RouteTable): Promise<BenchAnswer> {
  const ask = (request: Request): Promise<Response> => answerRequest(table, request);
  switch (question.kind) {
    case "ask": {
      const request = requestOf(question.request, "http://localhost");
      return { kind: "asked", answer: await askOnce(() => ask(request)) };
    }
    case "run":
      return { kind: "ran", run: await runInProcess(ask, question.request, question.seconds) };
    case "cpu": {
      const { user, system } = process.cpuUsage();
      return { kind: "used", cpuMicroseconds: user + system };
    }
  }
}

function endWith(error: unknown): void {
  console.error(describeError(error));
  process.exit(1);
}

if (import.meta.main) main(process.argv[2] ?? "").catch(endWith);
