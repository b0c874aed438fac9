import { expect, test } from "bun:test";
import { deliver } from "../../src/exercise/loopback-load.ts";
import { requestWith } from "./support.ts";

/** A server that answers in some way, and counts. */
function serve(answer: (request: Request, count: number) => Response | Promise<Response>) {
  const seen: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => answer(request, seen.push(request.method)),
  });
  return { port: Number(server.port), seen, [Symbol.asyncDispose]: () => server.stop(true) };
}

const short = { connections: 3, seconds: 0.05 };

test("each request is answered once, and counted by its status", async () => {
  await using server = serve((_, count) => new Response("a", { status: count % 2 === 0 ? 200 : 404 }));
  const { durations, statuses, failures, unanswered, seconds } = await deliver({
    ...short,
    port: server.port,
    request: requestWith({}),
  });
  const counted = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  expect({ counted, failures, unanswered }).toEqual({ counted: durations.count, failures: 0, unanswered: 0 });
  expect(counted).toBe(server.seen.length);
  expect([...statuses.keys()].toSorted()).toEqual([200, 404]);
  expect(seconds).toBeGreaterThanOrEqual(0.05);
});

test("method, target, header fields and body arrive as they are", async () => {
  const body = new TextEncoder().encode("é".repeat(8_000_000));
  await using server = serve(async (request) => {
    const { pathname, search } = new URL(request.url);
    const received = [
      request.method,
      pathname + search,
      request.headers.get("x-a"),
      (await request.bytes()).length,
    ];
    return new Response("", { status: received.join() === "PUT,/a?b=c,d,16000000" ? 200 : 400 });
  });
  const request = requestWith({ method: "PUT", target: "/a?b=c", headers: { "x-a": "d" }, body });
  const { statuses } = await deliver({ ...short, port: server.port, request });
  expect([...statuses.keys()]).toEqual([200]);
});

test.each<[what: string, answer: () => Response]>([
  ["with chunks", () => new Response(new Blob(["a".repeat(300_000)]).stream())],
  ["that are long", () => new Response("a".repeat(3_000_000))],
  ["without content", () => new Response(null, { status: 204 })],
  ["whose connection is closed", () => new Response("a", { headers: { connection: "close" } })],
])("answers %s are read to their ends", async (_, answer) => {
  await using server = serve(answer);
  const { durations, statuses, failures, unanswered } = await deliver({
    ...short,
    port: server.port,
    request: requestWith({}),
  });
  expect({ statuses: statuses.size, failures, unanswered }).toEqual({
    statuses: 1,
    failures: 0,
    unanswered: 0,
  });
  expect(durations.count).toBeGreaterThan(0);
});

test("HEAD has no body to wait for", async () => {
  await using server = serve(() => new Response("hello"));
  const request = requestWith({ method: "HEAD" });
  const { durations, failures } = await deliver({ ...short, port: server.port, request });
  expect([durations.count > 3, failures]).toEqual([true, 0]);
});

test("what one connection at a time takes is a duration each", async () => {
  await using server = serve(async () => {
    await Bun.sleep(5);
    return new Response("a");
  });
  const { durations } = await deliver({
    port: server.port,
    connections: 1,
    seconds: 0.05,
    request: requestWith({}),
  });
  expect(durations.quantileNs(0.5)).toBeGreaterThanOrEqual(4.9e6);
});

test("where nobody listens, it ends with what failed", async () => {
  const server = serve(() => new Response("a"));
  await server[Symbol.asyncDispose]();
  const { durations, failures } = await deliver({ ...short, port: server.port, request: requestWith({}) });
  expect([durations.count, failures > 0]).toEqual([0, true]);
});

test("a connection that is cut before its answer is a failure", async () => {
  const server = Bun.listen({
    port: 0,
    hostname: "127.0.0.1",
    socket: { data: (socket) => void socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\na") },
  });
  const { durations, failures } = await deliver({ ...short, port: server.port, request: requestWith({}) });
  server.stop(true);
  expect([durations.count, failures > 0]).toEqual([0, true]);
});
