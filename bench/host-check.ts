/**
 * What checking the Host costs: `bun bench/host-check.ts`. It decided that routes that read no header check it in the URL.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkHost, checkUrlHost } from "../src/http/host.ts";
import { baseline, startContender } from "./http/contenders.ts";
import { createGenerator } from "./http/load.ts";
import { measureWorkload } from "./http/measure.ts";
import { summarize, tableHead, tableRow } from "./http/summary.ts";
import type { Workload } from "./http/workload.ts";
import { describeMachine, machineLine } from "./machine.ts";

/** One JSON route, with no check and with each. */
const checks: Readonly<Record<string, (request: Request, server: unknown) => void>> = {
  [baseline]: () => {},
  "in the URL": checkUrlHost,
  "in the field": checkHost,
};

const few = {};
const many = Object.fromEntries(
  Array.from({ length: 11 }, (_, index) => [`x-field-${index}`, `value ${index}`]),
);

const workloadOf = (name: string, headers: Readonly<Record<string, string>>): Workload => ({
  name,
  timed: {
    request: { method: "GET", target: "/", headers },
    answer: { status: 200, type: "application/json" },
  },
  refusals: [],
});

async function compare(): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "bunsen-bench-"));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const { signal } = new AbortController();
  const running = [];
  for (const name of Object.keys(checks)) {
    const command = [process.execPath, import.meta.path, name];
    running.push(resources.use(await startContender({ name, command }, signal)));
  }
  const generate = createGenerator(directory);
  const schedule = { warmUpSeconds: 1, rounds: 12, roundSeconds: 1, repeats: 0 };
  console.log(`${machineLine(describeMachine())}\n\n${tableHead}`);
  for (const workload of [workloadOf("1 field", few), workloadOf("12 fields", many)]) {
    const measured = await measureWorkload(running, workload, { generate, schedule, signal });
    console.log(summarize(measured).map(tableRow).join("\n"));
  }
}

function serve(check: (request: Request, server: unknown) => void): void {
  const { port } = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    development: false,
    routes: {
      "/": {
        GET(request, server) {
          check(request, server);
          return Response.json({ message: "hello" });
        },
      },
    },
  });
  console.log(port);
}

const check = checks[process.argv[2] ?? ""];
if (check === undefined) await compare();
else serve(check);
