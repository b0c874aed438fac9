/** WebSockets against hostile peers: handshakes that fail hold nothing, and frames that are none end the connection. */
import { describe, expect, test } from "bun:test";
import { app, middleware, t } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import { countOpen } from "../../src/runtime/open-answers.ts";
import { sendRaw } from "../support/raw-request.ts";
import { SocketClient } from "../support/socket-client.ts";

const local = { port: 0, hostname: "127.0.0.1", signals: false } as const;

/** An app that keeps what its WebSocket is called with, and the server it is on. */
class Observed {
  readonly seen: unknown[] = [];
  server: Bun.Server<unknown> | undefined;
  readonly app: App;

  constructor() {
    this.app = app({ limits: { sockets: { messageBytes: 1000 } } })
      .use(middleware({ name: "server", before: (c) => void (this.server = c.server) }))
      .ws(
        "/",
        { message: t.Object({ n: t.Integer() }) },
        {
          open: () => void this.seen.push("open"),
          message: (socket, { n }) => {
            this.seen.push(n);
            socket.send({ n });
          },
          close: (_, code) => void this.seen.push(`close ${code}`),
        },
      );
  }

  /** What is held of connections. */
  get held(): unknown {
    return { open: countOpen(this.server ?? {}), sockets: this.server?.pendingWebSockets };
  }
}

const good: Readonly<Record<string, string>> = {
  Host: "localhost",
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

function handshake(fields: Readonly<Record<string, string | undefined>>, method = "GET"): string {
  const lines = Object.entries({ ...good, ...fields }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return `${method} / HTTP/1.1\r\n${lines.join("")}\r\n`;
}

const malformed: readonly (readonly [string, string, number])[] = [
  ["no key", handshake({ "Sec-WebSocket-Key": undefined }), 400],
  ["an empty key", handshake({ "Sec-WebSocket-Key": "" }), 400],
  ["a short key", handshake({ "Sec-WebSocket-Key": "c2hvcnQ=" }), 400],
  ["a long key", handshake({ "Sec-WebSocket-Key": "A".repeat(5000) }), 400],
  ["a key that is no base64", handshake({ "Sec-WebSocket-Key": "!!!!!!!!!!!!!!!!!!!!!!==" }), 400],
  ["two keys", handshake({ "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==" }), 400],
  ["no version", handshake({ "Sec-WebSocket-Version": undefined }), 426],
  ["an older version", handshake({ "Sec-WebSocket-Version": "8" }), 426],
  ["a version that is none", handshake({ "Sec-WebSocket-Version": "13, 13" }), 426],
  ["another protocol", handshake({ Upgrade: "h2c" }), 426],
  ["a protocol that looks like it", handshake({ Upgrade: "websocketx" }), 426],
  ["no Connection: Upgrade", handshake({ Connection: "keep-alive" }), 426],
  ["a foreign page", handshake({ Origin: "https://evil.example" }), 403],
  ["an origin that is none", handshake({ Origin: "https://[" }), 403],
  ["another method", handshake({ "Content-Length": "0" }, "POST"), 405],
];

describe("GHSA-9mqv-5hh9-4cgg: a handshake that fails holds nothing", () => {
  test.each(malformed)("%s", async (_, bytes, status) => {
    const observed = new Observed();
    await using server = await observed.app.listen(local);
    for (let count = 0; count < 20; count++) expect((await sendRaw(server.port, bytes)).status).toBe(status);
    expect({ seen: observed.seen, held: observed.held }).toEqual({ seen: [], held: { open: 0, sockets: 0 } });
    // The server goes on.
    await using client = await SocketClient.connect(server.url, "/");
    client.sendJson({ n: 1 });
    expect(await client.nextJson()).toEqual({ n: 1 });
  });

  test("a key that is none is told before anything is upgraded", async () => {
    await using server = await new Observed().app.listen(local);
    const { body } = await sendRaw(server.port, handshake({ "Sec-WebSocket-Key": "short" }));
    expect(JSON.parse(body)).toMatchObject({
      code: "malformed_handshake",
      detail: 'The request is no WebSocket handshake: its key is "short".',
    });
  });

  test("a handshake for another version is told which one is spoken", async () => {
    await using server = await new Observed().app.listen(local);
    const { headers } = await sendRaw(server.port, handshake({ "Sec-WebSocket-Version": "8" }));
    expect(headers.get("sec-websocket-version")).toBe("13");
  });

  test("a middleware that answers 101 by itself upgrades nothing", async () => {
    const forged = app()
      .use(middleware({ name: "forged", before: () => new Response(null, { status: 101 }) }))
      .ws("/", {});
    await using server = await forged.listen(local);
    expect((await sendRaw(server.port, handshake({ Origin: "https://evil.example" }))).status).toBe(400);
  });
});

/** A frame (RFC 6455 §5.2) of a client; `mask` false leaves the mask out, which no client may. */
function frame(first: number, payload: Uint8Array, mask = true): Uint8Array {
  const { length } = payload;
  const flag = mask ? 0x80 : 0;
  const size = length < 126 ? [flag | length] : [flag | 126, length >> 8, length & 255];
  return new Uint8Array([first, ...size, ...(mask ? [0, 0, 0, 0] : []), ...payload]);
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const hostileFrames: readonly (readonly [string, Uint8Array])[] = [
  ["without a mask", frame(0x81, text('{"n":1}'), false)],
  ["that says it is compressed, as a bomb would", frame(0xc1, new Uint8Array([0x78, 0x9c, 0xed]))],
  ["with the other reserved bits", frame(0xb1, text('{"n":1}'))],
  ["of an unknown kind", frame(0x83, text('{"n":1}'))],
  ["of 8 EiB", new Uint8Array([0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0])],
  ["over the limit", frame(0x81, text("x".repeat(1001)))],
  [
    "in parts that are over the limit together",
    Buffer.concat([frame(0x01, text("x".repeat(900))), frame(0x80, text("x".repeat(900)))]),
  ],
  ["of text that is not UTF-8", frame(0x81, new Uint8Array([0xff, 0xfe]))],
  ["that continues nothing", frame(0x80, text('{"n":1}'))],
  ["a ping of more than 125 bytes", frame(0x89, text("x".repeat(126)))],
  ["a ping in parts", frame(0x09, text("x"))],
];

/** Opens a connection by hand, sends bytes, and waits until the server has closed it. */
async function sendFrames(port: number, bytes: Uint8Array): Promise<void> {
  const closed = Promise.withResolvers<void>();
  let isOpen = false;
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(connection) {
        if (!isOpen) connection.write(bytes);
        isOpen = true;
      },
      close: () => closed.resolve(),
      end: () => closed.resolve(),
      error: () => closed.resolve(),
    },
  });
  socket.write(handshake({}));
  await closed.promise;
  socket.terminate();
}

describe("a frame that is none ends the connection, and reaches no hook", () => {
  test.each(hostileFrames)("%s", async (_, bytes) => {
    const observed = new Observed();
    await using server = await observed.app.listen(local);
    await sendFrames(server.port, bytes);
    expect(observed.seen.filter((one) => typeof one === "number")).toEqual([]);
    await using client = await SocketClient.connect(server.url, "/");
    client.sendJson({ n: 2 });
    expect(await client.nextJson()).toEqual({ n: 2 });
    expect(observed.held).toEqual({ open: 1, sockets: 1 });
  });
});

test("compression is not agreed to, whatever a client offers", async () => {
  await using server = await new Observed().app.listen(local);
  const offered = { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" };
  const socket = Promise.withResolvers<string>();
  const connection = await Bun.connect({
    hostname: "127.0.0.1",
    port: server.port,
    socket: { data: (_, bytes) => socket.resolve(bytes.toString("latin1")) },
  });
  connection.write(handshake(offered));
  const head = await socket.promise;
  connection.terminate();
  expect({ isOpen: head.startsWith("HTTP/1.1 101"), hasExtension: /extensions/i.test(head) }).toEqual({
    isOpen: true,
    hasExtension: false,
  });
});

test("pings count as messages do", async () => {
  const limited = app({ limits: { sockets: { messagesPerSecond: 3 } } }).ws("/", {});
  await using server = await limited.listen(local);
  const pings = Buffer.concat(Array.from({ length: 4 }, () => frame(0x89, text("x"))));
  await sendFrames(server.port, pings);
});

test.each(["__proto__", "constructor", "\n", "/\nx", "\u2028", "é"])(
  "a topic is only a name: %j",
  async (topic) => {
    const made = app().ws("/", {
      message(socket) {
        socket.subscribe(topic);
        socket.publish(topic, "mine");
        socket.send(socket.topics.join(","));
      },
    });
    await using server = await made.listen(local);
    await using ann = await SocketClient.connect(server.url, "/");
    await using bob = await SocketClient.connect(server.url, "/");
    ann.send("");
    expect(await ann.next()).toBe(topic);
    bob.send("");
    expect([await bob.next(), await ann.next()]).toEqual([topic, "mine"]);
  },
);
