import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type RunningContender,
  ableTo,
  baseline,
  createContenders,
  startContender,
} from "../../bench/http/contenders.ts";
import { proveEqualAnswers } from "../../bench/http/equal-answers.ts";
import { type LoadGenerator, ownGenerator } from "../../bench/http/load.ts";
import { measureWorkload } from "../../bench/http/measure.ts";
import { summarize } from "../../bench/http/summary.ts";
import type { Workload } from "../../bench/http/workload.ts";
import { workloads } from "../../bench/http/workloads.ts";

const { signal } = new AbortController();
const resources = new AsyncDisposableStack();
const running: RunningContender[] = [];

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), "bunsen-bench-test-"));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  for (const contender of createContenders(directory)) {
    running.push(resources.use(await startContender(contender, signal)));
  }
}, 30_000);

afterAll(() => resources.disposeAsync());

test("the contenders are the baseline, then Bunsen, then its peers", () => {
  const onNode = Bun.which("node") === null ? [] : ["fastify"];
  const byHand = [baseline, "hand-fetch"];
  const peers = ["elysia", "elysia-2", "elysia-2-aot", "hono", "h3", ...onNode];
  const names = [...byHand, "bunsen-memory", "bunsen", ...peers];
  expect(running.map(({ name }) => name)).toEqual(names);
});

test("peers have no means to keep answers, and most do not know 405", () => {
  const lacking = running.filter(({ lacks }) => lacks.length > 0).map(({ name, lacks }) => [name, lacks]);
  const peers = running
    .slice(4)
    .map(({ name }) => [name, name === "hono" ? ["cached-list"] : ["cached-list", "method-not-allowed"]]);
  expect(lacking).toEqual(peers);
});

test.each([...workloads])("all contenders give the answers of $name", async (workload) => {
  await proveEqualAnswers(ableTo(running, workload.name), [workload]);
});

const schedule = { warmUpSeconds: 0, rounds: 1, roundSeconds: 0.2, repeats: 0 };

/** Each is measured by the same code: one without a body, one with, and one that not all have means for. */
const loaded = ["json", "validated-post", "method-not-allowed"];

test.each(workloads.filter(({ name }) => loaded.includes(name)))(
  "measuring $name gives numbers",
  async (workload) => {
    const instruments = { generate: ownGenerator, schedule, signal };
    const contenders = ableTo(running, workload.name);
    const summaries = summarize(await measureWorkload(contenders, workload, instruments));
    expect(summaries.map(({ contender }) => contender)).toEqual(contenders.map(({ name }) => name));
    for (const { cpuMicroseconds, requestsPerSecond, ratio } of summaries) {
      const { median, min, max } = cpuMicroseconds;
      expect(
        [median, min, max, requestsPerSecond, ratio].filter((value) => !(value > 0 && value < 1e9)),
      ).toEqual([]);
    }
  },
);

test("those that are measured here are workloads", () => {
  expect(workloads.map(({ name }) => name)).toEqual(expect.arrayContaining(loaded));
});

describe("a contender that answers otherwise is refused", () => {
  const expected = { status: 200, type: "text/plain", body: "pong" };
  const answers: readonly [string, () => Response][] = [
    ["another body", () => new Response("ping")],
    ["another status", () => new Response("pong", { status: 203 })],
    ["another type", () => Response.json("pong")],
    ["JSON that is none", () => new Response("pong", { headers: { "content-type": "application/json" } })],
  ];

  test.each([...answers])("%s", async (_, answer) => {
    await using server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
    const odd = { name: "odd", port: server.port ?? 0 };
    const proof = proveEqualAnswers([odd], [ping]);
    await expect(proof).rejects.toThrow(
      `odd answers GET /ping (ping) otherwise.\n  expected: ${JSON.stringify(expected)}`,
    );
  });

  const ping: Workload = {
    name: "ping",
    timed: { request: { method: "GET", target: "/ping", headers: {} }, answer: expected },
    refusals: [],
  };
});

test("the own load generator refuses another status than the proven one", async () => {
  await using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response("", { status: 500 }),
  });
  const request = { method: "GET", target: "/", headers: {} } as const;
  const load = {
    port: server.port ?? 0,
    exchange: { request, answer: { status: 200, type: "text/plain" } },
    seconds: 0.1,
  };
  await expect(ownGenerator(load, signal)).rejects.toThrow("received HTTP/1.1 500");
});

/** Gives nothing some times, as on a busy machine, then what the server delivers. */
function starved(times: number): LoadGenerator {
  let left = times;
  return (load, ended) =>
    left-- > 0 ? Promise.resolve({ requests: 0, seconds: 0.2 }) : ownGenerator(load, ended);
}

describe("a round without a request", () => {
  const [ping] = workloads;
  const instruments = { schedule: { warmUpSeconds: 0, rounds: 1, roundSeconds: 0.2, repeats: 0 }, signal };

  test("is begun again", async () => {
    if (ping === undefined) throw new Error("There is no workload.");
    const measured = await measureWorkload(running.slice(0, 1), ping, {
      ...instruments,
      generate: starved(2),
    });
    expect(measured.map(({ rounds }) => rounds.map((round) => round.requestsPerSecond > 0))).toEqual([
      [true],
    ]);
  });

  test("is a fault where there is nothing else", async () => {
    if (ping === undefined) throw new Error("There is no workload.");
    const measured = measureWorkload(running.slice(0, 1), ping, { ...instruments, generate: starved(9) });
    await expect(measured).rejects.toThrow(
      "hand-written had no time to run (ping): the machine is too busy.",
    );
  });
});
