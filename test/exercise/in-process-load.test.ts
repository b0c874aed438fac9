import { expect, test } from "bun:test";
import { runInProcess } from "../../src/exercise/in-process-load.ts";
import { requestWith } from "./support.ts";

test("requests come one after the other, each with a Request of its own, and are counted by status", async () => {
  const requests = new Set<Request>();
  let inFlight = 0;
  let mostInFlight = 0;
  const answer = async (request: Request): Promise<Response> => {
    requests.add(request);
    mostInFlight = Math.max(mostInFlight, ++inFlight);
    await Bun.sleep(1);
    inFlight--;
    return new Response(await request.text());
  };
  const body = new TextEncoder().encode("a");
  const { figures, statuses } = await runInProcess(answer, requestWith({ method: "POST", body }), 0.05);
  expect(mostInFlight).toBe(1);
  expect(statuses).toEqual(new Map([[200, figures?.requests ?? 0]]));
  expect(requests.size).toBeGreaterThan(figures?.requests ?? 0);
  expect(figures?.p50Ns).toBeGreaterThanOrEqual(0.9e6);
});

test("a body is read to its end, in the time that is told", async () => {
  let ended = 0;
  const answer = async (): Promise<Response> =>
    new Response(
      (async function* () {
        await Bun.sleep(2);
        yield "a";
        ended++;
      })() as never,
    );
  const { figures } = await runInProcess(answer, requestWith({}), 0.02);
  expect(ended).toBeGreaterThanOrEqual(figures?.requests ?? Infinity);
  expect(figures?.p50Ns).toBeGreaterThanOrEqual(1.9e6);
});

test("what waits for the event loop has its turns", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await runInProcess(async () => new Response("a"), requestWith({}), 0.05);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
});

test("the heap that a request takes is told", async () => {
  const kept: unknown[] = [];
  const numbers = Array.from({ length: 1000 }, () => 1.5);
  const answer = async (): Promise<Response> => {
    kept[0] = numbers.slice();
    return new Response("a");
  };
  const { figures } = await runInProcess(answer, requestWith({}), 0.05);
  expect(figures?.heapBytes).toBeGreaterThan(8000);
});

test("what the app throws is thrown", async () => {
  const failing = runInProcess(() => Promise.reject(new Error("broken")), requestWith({}), 0.05);
  await expect(failing).rejects.toThrow("broken");
});
