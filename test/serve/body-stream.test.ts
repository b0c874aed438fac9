/** `bodyType: "stream"`: the handler reads, no faster than it wants, no more than is allowed. */
import { describe, expect, test } from "bun:test";
import { type App, type LogEntry, app, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { readStream } from "../../src/http/body.ts";
import { behaviour, postAs, quiet } from "../support/behaviour.ts";
import { requestBytes } from "../support/raw-request.ts";

const streams = (): App =>
  app({ ...quiet, limits: { bodyBytes: 100 } })
    .post("/whole", { bodyType: "stream" }, async ({ body }) => ({
      length: (await new Response(body).bytes()).length,
    }))
    .post("/listed", { bodyType: ["stream"] }, async ({ body }) => ({
      length: (await new Response(body).bytes()).length,
    }))
    .post("/unread", { bodyType: "stream" }, () => "not read")
    .post("/wide", { bodyType: "stream", bodyLimitBytes: 300 }, async ({ body }) => {
      let length = 0;
      for await (const chunk of body) length += chunk.length;
      return { length };
    })
    .post("/through", { bodyType: "stream" }, ({ body }) => body)
    .post("/cancelled", { bodyType: "stream" }, async ({ body }) => {
      await body.cancel();
      return "cancelled";
    })
    .post("/query", { bodyType: "stream", query: t.Object({ n: t.Integer() }) }, ({ query }) => query);

const problemsOf = (options: object): string[] =>
  planApp(
    app()
      .post("/", options, () => "ran")
      .definition(),
    "/",
  ).diagnostics.map(({ problem }) => problem);

describe("a streamed body", () => {
  behaviour("is the handler's to read, of any type", streams, async (ask) => {
    for (const path of ["/whole", "/listed"]) {
      expect(await ask(postAs("image/png", "x".repeat(100), path))).toEqual({
        status: 200,
        body: { length: 100 },
      });
    }
    expect((await ask({ method: "POST", target: "/whole" })).body).toEqual({ length: 0 });
    expect((await ask(postAs("x/y", "x".repeat(300), "/wide"))).body).toEqual({ length: 300 });
    expect((await ask(postAs("x/y", "some text", "/through"))).body).toBe("some text");
    expect((await ask(postAs("x/y", "x", "/unread"))).body).toBe("not read");
    expect((await ask(postAs("x/y", "x", "/cancelled"))).body).toBe("cancelled");
    expect((await ask(postAs("x/y", "x", "/query?n=7"))).body).toEqual({ n: 7 });
    expect((await ask(postAs("x/y", "x", "/query?n=x"))).status).toBe(422);
  });

  test("that declares too much is refused before the handler", async () => {
    await using server = await streams().listen({ port: 0, hostname: "127.0.0.1", signals: false });
    for (const path of ["/whole", "/unread", "/cancelled"]) {
      const response = await fetch(new URL(path, server.url), { method: "POST", body: "x".repeat(101) });
      expect(response.status).toBe(413);
    }
  });

  test("that turns out too long ends with the 413 while it is read", async () => {
    await using server = await streams().listen({ port: 0, hostname: "127.0.0.1", signals: false });
    const send = (path: string) =>
      fetch(new URL(path, server.url), {
        method: "POST",
        body: new ReadableStream({
          pull(controller) {
            controller.enqueue(new TextEncoder().encode("x".repeat(60)));
          },
        }),
      });
    for (const path of ["/whole", "/wide"]) {
      const response = await send(path);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        413,
        "body_too_large",
      ]);
    }
  });

  test("is read no faster than it is asked for, and not before", async () => {
    let taken = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          taken++;
          controller.enqueue(new Uint8Array(10));
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request("http://localhost/", { method: "POST", body });
    const stream = readStream(request, 1000);
    await new Promise(setImmediate);
    expect([taken, request.bodyUsed]).toEqual([0, false]);
    const reader = stream.getReader();
    await reader.read();
    await reader.read();
    expect(taken).toBeLessThanOrEqual(3);
  });

  test("that is cancelled cancels the upload, also while a chunk is waited for", async () => {
    const cancelled = Promise.withResolvers<string>();
    const body = new ReadableStream<Uint8Array>({ cancel: () => cancelled.resolve("cancelled") });
    const reader = readStream(new Request("http://localhost/", { method: "POST", body }), 1000).getReader();
    const waiting = reader.read();
    await reader.cancel();
    expect(await cancelled.promise).toBe("cancelled");
    expect((await waiting).done).toBe(true);
  });

  test("that its client leaves fails with a 400, which is no fault of the server", async () => {
    const log: LogEntry[] = [];
    const [started, failed] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()];
    const given = app({ log: (entry) => log.push(entry) }).post(
      "/",
      { bodyType: "stream" },
      async ({ body }) => {
        started.resolve();
        return new Response(body).bytes().catch((error: unknown) => {
          failed.resolve(error);
          throw error;
        });
      },
    );
    await using server = await given.listen({ port: 0, hostname: "127.0.0.1", signals: false });
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: server.port,
      socket: { data() {}, error() {} },
    });
    socket.write(requestBytes("POST", "/", ["Content-Length: 1000"], "x"));
    await started.promise;
    socket.terminate();
    expect(await failed.promise).toMatchObject({ status: 400, code: "incomplete_body" });
    expect(log).toEqual([]);
  });

  test("has no schema, and stands alone", () => {
    expect(problemsOf({ bodyType: "stream", body: t.Object({}) })).toEqual([
      "POST /: a body that is streamed has a schema.",
    ]);
    expect(problemsOf({ bodyType: ["stream", "json"] })).toEqual([
      "POST /: bodyType has stream beside others.",
    ]);
    expect(problemsOf({ bodyType: "streams" })).toEqual(['POST /: bodyType is "streams".']);
    expect(problemsOf({ bodyType: "text" })).toEqual(["POST /: bodyType is given without a body schema."]);
    expect(problemsOf({ bodyType: [], body: t.Object({}) })).toEqual(["POST /: bodyType is []."]);
  });
});
