import { expect, test } from "bun:test";
import { measureMixed } from "../../bench/workers/mixed.ts";
import { measureBytes, measureRoundTrips } from "../../bench/workers/round-trip.ts";
import { measureBodies } from "../../bench/workers/bodies.ts";
import { measureRoute } from "../../bench/workers/route.ts";
import { work } from "../../bench/workers/work.ts";

test("the same rounds are the same work", () => {
  expect([work(0), work(1000)]).toEqual([1, work(1000)]);
  expect(work(1001)).not.toBe(work(1000));
});

test.each([
  { name: "inline", file: "app.ts", threads: 0 },
  { name: "worker", file: "app.ts", threads: 1 },
  { name: "by hand", file: "naive.ts", threads: 1 },
] as const)(
  "a mixed load is measured: $name",
  async (contender) => {
    const { pingP50Ms, pingP99Ms, worksPerSecond } = await measureMixed(contender, 1000, 200);
    expect(pingP50Ms).toBeGreaterThan(0);
    expect(pingP99Ms).toBeGreaterThanOrEqual(pingP50Ms);
    expect(worksPerSecond).toBeGreaterThan(0);
  },
  30_000,
);

test("round trips are measured", async () => {
  const { pool, raw } = await measureRoundTrips(2, 10);
  expect([...pool, ...raw].filter((us) => us > 0)).toBeArrayOfSize(4);
  const { transferred, copied } = await measureBytes(1);
  expect([...transferred, ...copied].filter((ms) => ms > 0)).toBeArrayOfSize(2);
}, 30_000);

test("bodies are measured", async () => {
  const bodies = await measureBodies(1);
  expect(
    bodies.flatMap(({ parsedUs, rawUs }) => [...parsedUs, ...rawUs]).filter((us) => us > 0),
  ).toBeArrayOfSize(2 * bodies.length);
}, 30_000);

test("10 MB through a route are measured", async () => {
  const { inline, worker, copy } = await measureRoute(1);
  expect([...inline, ...worker, ...copy].filter((ms) => ms > 0)).toBeArrayOfSize(3);
}, 30_000);
