/** Section E of the advisories that other frameworks have had: what is sent, and how fast. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { app, t } from "../../src/bunsen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

setDefaultTimeout(20_000);

const local = { port: 0, hostname: "127.0.0.1", signals: false } as const;
const megabyte = new Uint8Array(2 ** 20);

/** A stream of 1 GB, and how much of it was asked for. */
function gigabyte() {
  const taken = { megabytes: 0, cancelled: Promise.withResolvers<void>() };
  const stream = (): ReadableStream<Uint8Array> =>
    new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          taken.megabytes++;
          controller.enqueue(megabyte.slice());
          if (taken.megabytes === 1024) controller.close();
        },
        cancel: () => taken.cancelled.resolve(),
      },
      { highWaterMark: 0 },
    );
  return { taken, stream };
}

describe.each([...forms])(
  "GHSA-mrq3-vjjr-p77c: a stream is read no faster than its client reads it, %s",
  (form) => {
    const big = gigabyte();
    const subject = app({ log: () => {} })
      .get("/value", () => big.stream())
      .get("/response", () => new Response(big.stream()));

    test.each(["/value", "/response"])("%s over a socket, to a client that reads nothing", async (path) => {
      big.taken.megabytes = 0;
      big.taken.cancelled = Promise.withResolvers<void>();
      await using server = listen(await tableOf(subject, form), local);
      const begun = Promise.withResolvers<void>();
      const before = process.memoryUsage().rss;
      const socket = await Bun.connect({
        hostname: "127.0.0.1",
        port: server.port,
        socket: {
          data(self) {
            self.pause();
            begun.resolve();
          },
          error() {},
        },
      });
      socket.write(requestBytes("GET", path));
      await begun.promise;
      // As long as another client takes for many answers of its own.
      for (let index = 0; index < 200; index++) await (await fetch(new URL("/nothing", server.url))).text();
      expect(big.taken.megabytes).toBeLessThan(64);
      expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
      socket.terminate();
      await big.taken.cancelled.promise;
    });

    test.each(["/value", "/response"])("%s in-process", async (path) => {
      big.taken.megabytes = 0;
      const response = await answerTarget(await tableOf(subject, form), path);
      const reader = response.body?.getReader();
      for (let index = 0; index < 5; index++) await reader?.read();
      expect(big.taken.megabytes).toBeLessThan(10);
      await reader?.cancel();
    });
  },
);

describe.each([...forms])("GHSA-j6c9-x7qj-28xf: two cookies stay two fields, %s", (form) => {
  const subject = app({ log: () => {} })
    .get("/set", ({ cookieMap }) => {
      cookieMap.set("a", "1", { expires: new Date(0) });
      cookieMap.set("b", "2");
      return "ok";
    })
    .get("/own", () => {
      const headers = new Headers([
        ["set-cookie", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
        ["set-cookie", "b=2"],
      ]);
      return new Response("ok", { headers });
    })
    .get("/reply", { response: { 200: t.String() } }, ({ reply }) =>
      reply(200, "ok", [
        ["set-cookie", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
        ["set-cookie", "b=2"],
      ] as never),
    );

  test.each(["/set", "/own", "/reply"])("%s", async (path) => {
    const table = await tableOf(subject, form);
    await using server = listen(table, local);
    const near = await answerTarget(table, path);
    const wire = await fetch(new URL(path, server.url));
    for (const { headers } of [near, wire]) {
      expect(headers.getSetCookie().map((field) => field.slice(0, 3))).toEqual(["a=1", "b=2"]);
    }
  });
});

describe("GHSA-4mh8-r7rc-xpvc / CVE-2026-92081: HTTP/2 is not on", () => {
  const start = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

  test("its preface is refused", async () => {
    await using server = await app().get("/", "ok").listen(local);
    expect([0, 400, 505]).toContain((await sendRaw(server.port, start)).status);
  });

  test("an upgrade to it is not taken", async () => {
    await using server = await app().get("/", "ok").listen(local);
    const fields = [
      "Connection: Upgrade, HTTP2-Settings",
      "Upgrade: h2c",
      "HTTP2-Settings: AAMAAABkAAQAAP__",
    ];
    expect(await sendRaw(server.port, requestBytes("GET", "/", fields))).toMatchObject({
      status: 200,
      body: "ok",
    });
  });
});

describe("CVE-2024-43796: nothing of a request becomes markup of an answer", () => {
  const script = "<script>alert(1)</script>";
  const subject = app({ log: () => {} })
    .get("/echo/:id", { params: t.Object({ id: t.Integer() }) }, ({ params }) => params.id)
    .post("/echo", { body: t.Object({ id: t.Integer() }) }, ({ body }) => body);
  const requests: readonly (readonly [string, RequestInit])[] = [
    [`/${encodeURIComponent(script)}`, {}],
    [`/echo/${encodeURIComponent(script)}`, {}],
    [`/echo/7?${script}`, { method: "DELETE" }],
    ["/echo", { method: "POST", headers: { "content-type": script }, body: script }],
    ["/echo", { method: "POST", headers: { "content-type": "application/json" }, body: script }],
    [
      "/echo",
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ [script]: 1 }),
      },
    ],
  ];

  test.each([...requests])("%s with %j is answered as JSON", async (target, init) => {
    await using server = await subject.listen(local);
    for (const response of [
      await subject.request(target, init),
      await fetch(new URL(target, server.url), init),
    ]) {
      expect([response.status >= 400, response.headers.get("content-type")]).toEqual([
        true,
        "application/problem+json",
      ]);
      await response.arrayBuffer();
    }
  });
});
