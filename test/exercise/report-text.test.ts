import { expect, test } from "bun:test";
import { exerciseText } from "../../src/exercise/report-text.ts";
import { paintFor } from "../../src/measure/paint.ts";
import { outcomeWith, reportWith } from "./support.ts";

const plain = paintFor(false);

test("a table for each way, grouped by dispatch from what costs least on, and who is left out", () => {
  const report = reportWith({
    routes: [
      outcomeWith({ key: "GET /products/:id" }),
      outcomeWith({ key: "GET /health", dispatch: "constant" }),
      outcomeWith({ key: "GET /report", dispatch: "cached" }),
    ],
    leftOut: [
      { key: "POST /orders", dispatch: "direct", reason: "it may write: add --writes" },
      { key: "GET /me", dispatch: "chained", way: "loopback", status: 401, reason: "401 unauthorized" },
    ],
  });
  expect(exerciseText(report, plain)).toBe(`Bunsen 0.1.0 · Bun 1.4.5 · A CPU, 2 cores, load 0.50

In process, one request after the other, 1 s each

ROUTE                    P50      P95      P99   REQ/S  HEAP/REQ
constant: by bytes that are known at build
  GET /health        5.50 µs  10.7 µs  37.5 µs  12,346   1.25 KB
direct: by the handler alone
  GET /products/:id  5.50 µs  10.7 µs  37.5 µs  12,346   1.25 KB
cached: by an answer that is kept
  GET /report        5.50 µs  10.7 µs  37.5 µs  12,346   1.25 KB

Over loopback, 16 connections, one request at a time on each, 1 s each

ROUTE                   P50     P95     P99   REQ/S  CPU/REQ
constant: by bytes that are known at build
  GET /health        266 µs  366 µs  465 µs  12,346  7.45 µs
direct: by the handler alone
  GET /products/:id  266 µs  366 µs  465 µs  12,346  7.45 µs
cached: by an answer that is kept
  GET /report        266 µs  366 µs  465 µs  12,346  7.45 µs

Left out
  POST /orders  it may write: add --writes
  GET /me       over loopback: 401 unauthorized`);
});

test("a way without figures has no table", () => {
  const { loopback: _, ...alone } = outcomeWith({});
  const text = exerciseText(reportWith({ routes: [alone] }), plain);
  expect(text).toContain("In process");
  expect(text).not.toContain("Over loopback");
});

test("heap that is not known is a dash", () => {
  const { inProcess, ...rest } = outcomeWith({});
  const { heapBytes: _, ...figures } = inProcess ?? outcomeWith({}).inProcess ?? ({} as never);
  const text = exerciseText(reportWith({ routes: [{ ...rest, inProcess: figures }] }), plain);
  expect(text).toMatch(/GET \/a .* -\n/);
});

test("what an app says does not steer a terminal", () => {
  const leftOut = [{ key: "GET /a", dispatch: "direct" as const, reason: "404 \u001B[31m\nno" }];
  expect(exerciseText(reportWith({ leftOut }), plain)).toEndWith("\n  GET /a  404  [31m no");
});

test("one connection is one", () => {
  expect(exerciseText(reportWith({ connections: 1 }), plain)).toContain("Over loopback, 1 connection, one");
});
