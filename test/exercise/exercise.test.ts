import { expect, test } from "bun:test";
import { type App, app } from "../../src/bunsen.ts";
import { type Exercise, type SubjectServer, exercise } from "../../src/exercise/exercise.ts";
import { askOnce } from "../../src/exercise/first-answer.ts";
import { runInProcess } from "../../src/exercise/in-process-load.ts";
import { requestOf } from "../../src/exercise/plain-request.ts";
import type { Choice } from "../../src/exercise/subjects.ts";
import { startTestServer } from "../../src/testing.ts";
import { subjectsOf } from "./support.ts";

/** Exercises an app that is served by this process. */
async function exerciseHere(
  subject: App,
  choice: Partial<Choice> = {},
  steps: string[] = [],
): Promise<Exercise> {
  await using server = await startTestServer(subject);
  let cpuMicroseconds = 0;
  const here: SubjectServer = {
    port: server.port,
    askInProcess: (request) => askOnce(async () => subject.fetch(requestOf(request, "http://localhost"))),
    runInProcess: (request, seconds) => runInProcess(async (one) => subject.fetch(one), request, seconds),
    cpuMicroseconds: async () => (cpuMicroseconds += 1000),
  };
  const onStep = (key: string, done: number, all: number) => void steps.push(`${key} ${done}/${all}`);
  return await exercise(await subjectsOf(subject, choice), here, { seconds: 0.02, connections: 2, onStep });
}

test("each route has figures, one way and the other", async () => {
  const { outcomes, leftOut } = await exerciseHere(
    app()
      .get("/a", "constant")
      .get("/b", () => "b"),
  );
  expect(leftOut).toEqual([]);
  const number = expect.any(Number) as never;
  const figures = {
    requests: number,
    seconds: number,
    requestsPerSecond: number,
    p50Ns: number,
    p95Ns: number,
    p99Ns: number,
    maxNs: number,
  };
  const [constant, direct] = outcomes;
  expect(constant).toEqual({
    key: "GET /a",
    dispatch: "constant",
    reason: "its bytes are known now, and no middleware is active",
    method: "GET",
    target: "/a",
    status: 200,
    inProcess: { ...figures, heapBytes: number },
    loopback: { ...figures, cpuMicroseconds: 1000 / (constant?.loopback?.requests ?? 0) },
  });
  expect(direct).toMatchObject({ key: "GET /b", dispatch: "direct", status: 200 });
});

test("a route that refuses is told with its status and its words, once for both ways", async () => {
  const refusing = app().get("/a", () => new Response("no", { status: 418 }));
  expect(await exerciseHere(refusing)).toEqual({
    outcomes: [],
    leftOut: [{ key: "GET /a", dispatch: "direct", status: 418, reason: "418" }],
  });
});

test("a route that refuses one way has figures of the other", async () => {
  const local = app().get("/a", ({ request }) =>
    request.url.startsWith("http://localhost/") ? new Response("", { status: 403 }) : "a",
  );
  const { outcomes, leftOut } = await exerciseHere(local);
  expect(leftOut).toEqual([
    {
      key: "GET /a",
      dispatch: "direct",
      way: "inProcess",
      status: 403,
      reason: '403 (send what it asks for: --header "name: value")',
    },
  ]);
  expect(outcomes.map((outcome) => [outcome.inProcess, outcome.loopback?.requests !== undefined])).toEqual([
    [undefined, true],
  ]);
});

test("a route whose answers change is told with how many: their times are those of refusals", async () => {
  let left = 3;
  const limited = app().get("/a", () => (left-- > 0 ? "a" : new Response("", { status: 429 })));
  const { outcomes, leftOut } = await exerciseHere(limited, { ways: ["inProcess"] });
  expect(outcomes).toEqual([]);
  expect(leftOut[0]?.reason).toMatch(/^200 at first, later 429 × [\d,]+$/);
});

test("events are left out when they are met", async () => {
  const events = app().get("/a", () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue("data: 1\n\n") });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  const { leftOut } = await exerciseHere(events);
  expect(leftOut).toEqual([
    { key: "GET /a", dispatch: "direct", status: 200, reason: "a stream of events, which has no end" },
  ]);
});

test("all are asked once before any is measured, and reading comes before writing", async () => {
  const asked: string[] = [];
  const both = app()
    .get("/a", () => void asked.push("GET"))
    .post("/a", () => void asked.push("POST"));
  const steps: string[] = [];
  await exerciseHere(both, { ways: ["inProcess"] }, steps);
  expect(asked.slice(0, 3)).toEqual(["POST", "GET", "GET"]);
  expect(asked.lastIndexOf("GET")).toBeLessThan(asked.indexOf("POST", 1));
  expect(steps).toEqual(["GET /a 0/2", "POST /a 1/2"]);
});

test("what removes something is asked when nothing needs it any more", async () => {
  const left = new Set(["a"]);
  const things = app()
    .get("/a", () => (left.has("a") ? "a" : new Response("", { status: 404 })))
    .delete("/a", () => void left.delete("a"));
  const { outcomes } = await exerciseHere(things);
  expect(outcomes.map(({ key, status }) => [key, status])).toEqual([
    ["GET /a", 200],
    ["DELETE /a", 204],
  ]);
});
