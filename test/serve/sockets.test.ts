/** WebSockets: from the handshake, which is a route's request, to the close. */
import { describe, expect, test } from "bun:test";
import { type LogEntry, type Socket, app, HttpError, middleware, t } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import { bearer, requestId, secureHeaders, trustProxy } from "../../src/middleware.ts";
import type { RunningServer } from "../../src/runtime/running-server.ts";
import { listen } from "../../src/serve/listen.ts";
import { type Form, forms, tableOf } from "../support/app-forms.ts";
import { exchange } from "../support/exchange.ts";
import { SocketClient } from "../support/socket-client.ts";

const local = { port: 0, hostname: "127.0.0.1", signals: false } as const;

const serve = async (subject: Pick<App, "definition">, form: Form = "compiled"): Promise<RunningServer> =>
  listen(await tableOf(subject, form), local);

const handshake = {
  upgrade: "websocket",
  connection: "Upgrade",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
} as const;

const Said = t.Object({ text: t.String({ maxLength: 5 }) });
const Told = t.Object({ text: t.String(), at: t.Date() });
const at = new Date("2026-01-02T03:04:05.000Z");

/** The problem that a client is told of a message. */
const problem = (status: number, code: string): unknown => ({
  error: expect.objectContaining({ status, code }) as unknown,
});

const rooms = (log: LogEntry[] = []): App =>
  app({ log: (entry) => log.push(entry) })
    .use(
      middleware({
        name: "stamp",
        headers: { "x-folded": "yes" },
        after: (_, r) => r.headers.set("x-after", `${r.status}`),
      }),
    )
    .ws(
      "/rooms/:id",
      {
        params: t.Object({ id: t.Integer() }),
        query: t.Object({ name: t.String() }),
        message: Said,
        send: Told,
      },
      {
        open(socket) {
          socket.subscribe(`${socket.data.params.id}`);
          socket.send({ text: `hello ${socket.data.query.name}`, at });
        },
        message(socket, { text }) {
          if (text === "http") throw new HttpError(403, "Not you.", { code: "not_you" });
          if (text === "throw") throw new Error("secret");
          if (text === "unfit") socket.send({ text: 7 as never, at });
          socket.publish(`${socket.data.params.id}`, { text, at, secret: "not sent" } as never);
        },
      },
    );

const guarded = (): App =>
  app()
    .use(bearer({ verify: (token) => (token === "right" ? { id: 1 } : undefined) }))
    .ws("/private/:id", { params: t.Object({ id: t.Integer() }) }, {});

describe.each(forms)("%s: a WebSocket", (form) => {
  test("is opened, written and read by its schemas", async () => {
    await using server = await serve(rooms(), form);
    await using ann = await SocketClient.connect(server.url, "/rooms/1?name=Ann");
    await using bob = await SocketClient.connect(server.url, "/rooms/1?name=Bob");
    expect([await ann.nextJson(), await bob.nextJson()]).toEqual([
      { text: "hello Ann", at: at.toISOString() },
      { text: "hello Bob", at: at.toISOString() },
    ]);
    ann.sendJson({ text: "hi", more: "not read" });
    expect(await bob.next()).toBe(`{"text":"hi","at":"${at.toISOString()}"}`);
    expect(ann.waiting).toEqual([]);
  });

  test("answers what does not fit, and goes on", async () => {
    await using server = await serve(rooms(), form);
    await using ann = await SocketClient.connect(server.url, "/rooms/1?name=Ann");
    await ann.next();
    ann.sendJson({ text: "longer" });
    expect(await ann.nextJson()).toEqual({
      error: {
        title: "Unprocessable Content",
        status: 422,
        detail: "The request does not fit this route's schema; see errors (message).",
        code: "validation_failed",
        errors: [
          {
            in: "message",
            pointer: "/text",
            rule: "maxLength",
            code: "too_long",
            expected: "at most 5 characters",
            received: '"longer"',
          },
        ],
      },
    });
    ann.send("{");
    expect(await ann.nextJson()).toEqual(problem(400, "malformed_message"));
    ann.send(new Uint8Array([123, 125]));
    expect(await ann.nextJson()).toEqual(problem(400, "malformed_message"));
    ann.sendJson({ text: "http" });
    expect(await ann.nextJson()).toEqual(problem(403, "not_you"));
  });

  test.each([
    ["throw", "internal_error", "secret"],
    ["unfit", "response_schema_mismatch", expect.stringContaining("/text: expected")],
  ])("is closed by a fault, which is logged: %s", async (text, code, message) => {
    const log: LogEntry[] = [];
    await using server = await serve(rooms(log), form);
    await using ann = await SocketClient.connect(server.url, "/rooms/1?name=Ann");
    await ann.next();
    ann.sendJson({ text });
    expect(await ann.closed).toEqual({ code: 1011, reason: code });
    const url = `${server.url.href}rooms/1?name=Ann`;
    expect(log).toEqual([
      { level: "error", code, method: "GET", url, message, stack: expect.any(String) as string },
    ] as LogEntry[]);
  });

  test("is refused as a GET route would refuse it", async () => {
    const statusOf = async (target: string, headers: Record<string, string>): Promise<unknown> => {
      const { status, body, headers: fields } = await exchange(guarded(), form, target, { headers });
      return [status, (JSON.parse(body) as { code: string }).code, fields["upgrade"]];
    };
    const right = { authorization: "Bearer right" };
    expect([
      await statusOf("/private/1", {}),
      await statusOf("/private/1", { ...handshake }),
      await statusOf("/private/x", { ...handshake, ...right }),
      await statusOf("/private/1", right),
    ]).toEqual([
      [401, "missing_credentials", undefined],
      [401, "missing_credentials", undefined],
      [422, "validation_failed", undefined],
      [426, "upgrade_required", "websocket"],
    ]);
    await using server = await serve(guarded(), form);
    await using open = await SocketClient.connect(server.url, "/private/1", right);
    await expect(SocketClient.connect(server.url, "/private/1")).rejects.toThrow("refused");
    open.close();
  });

  test("is opened with the header fields and cookies of its middleware", async () => {
    const made = app()
      .use(requestId({ generate: () => "id-1" }), secureHeaders())
      .use(middleware({ name: "visit", before: (c) => void c.cookieMap.set("visit", "1") }))
      .ws("/", {});
    await using server = await serve(made, form);
    const head = await headOf(server, "/", {});
    expect(head).toMatch(/^HTTP\/1.1 101 /);
    expect(head).toContain("X-Request-Id: id-1".toLowerCase());
    expect(head.match(/x-content-type-options: nosniff/gi)).toHaveLength(1);
    expect(head.match(/set-cookie: visit=1/gi)).toHaveLength(1);
    const stamped = await headOf(await serve(rooms(), form), "/rooms/1?name=a", {});
    expect(stamped).toMatch(/x-after: 101/);
    expect(stamped).toMatch(/x-folded: yes/);
  });

  test("has what the context had, and not the request", async () => {
    let seen: object = {};
    const made = app()
      .use(middleware({ name: "user", before: () => ({ user: { id: 7 } }) }))
      .ws(
        "/rooms/:id",
        { query: t.Object({ page: t.Integer() }), cookies: t.Object({ theme: t.String() }) },
        { open: ({ data }) => void (seen = { ...data }) },
      );
    await using server = await serve(made, form);
    await using _ = await SocketClient.connect(server.url, "/rooms/a?page=2", { cookie: "theme=dark" });
    expect(seen).toEqual({
      route: "/rooms/:id",
      params: { id: "a" },
      query: { page: 2 },
      headers: {},
      cookies: { theme: "dark" },
      user: { id: 7 },
    });
  });

  test("has the resources that it names", async () => {
    const made = app()
      .provide("words", () => ["hello", "again"])
      .ws("/", { inject: ["words"] }, { open: (socket) => void socket.send(socket.data.words.join(" ")) });
    await using server = await serve(made, form);
    await using client = await SocketClient.connect(server.url, "/");
    expect(await client.next()).toBe("hello again");
  });

  test("of text or bytes takes them as they are, and is closed by others", async () => {
    const made = app()
      .ws(
        "/text",
        { message: t.String({ maxLength: 3 }), send: t.String() },
        {
          message: (socket, text) => void socket.send(text.toUpperCase()),
        },
      )
      .ws(
        "/bytes",
        { message: t.Uint8Array({ maxByteLength: 3 }), send: t.Uint8Array() },
        {
          message: (socket, bytes) => void socket.send(bytes.toReversed()),
        },
      )
      .ws("/any", { message: (socket, message) => void socket.send(message) });
    await using server = await serve(made, form);
    await using text = await SocketClient.connect(server.url, "/text");
    text.send("abc");
    expect(await text.next()).toBe("ABC");
    text.send("abcd");
    expect(await text.closed).toEqual({ code: 1007, reason: "validation_failed" });
    await using bytes = await SocketClient.connect(server.url, "/bytes");
    bytes.send(new Uint8Array([1, 2, 3]));
    expect(await bytes.next()).toEqual(new Uint8Array([3, 2, 1]));
    bytes.send("abc");
    expect(await bytes.closed).toEqual({ code: 1007, reason: "malformed_message" });
    await using any = await SocketClient.connect(server.url, "/any");
    any.send("");
    any.send(new Uint8Array([0]));
    expect([await any.next(), await any.next()]).toEqual(["", new Uint8Array([0])]);
  });

  test("reads a message with the functions of its schema", async () => {
    const Day = t
      .Transform(t.String({ format: "date" }))
      .Decode((text) => new Date(text))
      .Encode((date) => date.toISOString());
    const made = app().ws(
      "/",
      { message: t.Object({ day: Day }), invalid: "close" },
      { message: (socket, { day }) => void socket.send({ year: day.getUTCFullYear() }) },
    );
    await using server = await serve(made, form);
    await using client = await SocketClient.connect(server.url, "/");
    client.sendJson({ day: "2026-02-03" });
    expect(await client.next()).toBe('{"year":2026}');
    client.sendJson({ day: "2026-02-31" });
    expect(await client.closed).toEqual({ code: 1007, reason: "validation_failed" });
  });

  test("is only for pages of its host, and of the origins it names", async () => {
    const made = app()
      .ws("/own", {})
      .ws("/named", { origins: ["https://app.example.com"] }, {})
      .ws("/any", { origins: "any" }, {});
    await using server = await serve(made, form);
    const statusOf = async (path: string, origin: string): Promise<string> =>
      (await headOf(server, path, { origin })).slice(9, 12);
    const own = server.url.origin;
    const foreign = "https://evil.example";
    expect({
      own: [await statusOf("/own", own), await statusOf("/own", foreign), await statusOf("/own", "null")],
      named: [await statusOf("/named", "https://app.example.com"), await statusOf("/named", foreign)],
      any: [await statusOf("/any", foreign), await statusOf("/any", "null")],
    }).toEqual({ own: ["101", "403", "403"], named: ["101", "403"], any: ["101", "101"] });
    expect(await headOf(server, "/own", { origin: foreign })).toContain('"code":"cross_site_request"');
  });
});

/** The head of the answer to a handshake, and what follows it where it is refused. */
async function headOf(
  server: RunningServer,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const fields = Object.entries({ host: server.url.host, ...handshake, ...headers });
  return talk(server, `GET ${path} HTTP/1.1\r\n${fields.map(([n, v]) => `${n}: ${v}\r\n`).join("")}\r\n`);
}

/** Sends bytes, and gives what has come when the head of an answer, or the whole of a refusal, is there. */
async function talk(server: RunningServer, text: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let received = "";
  const isWhole = (): boolean => {
    const [head = "", body] = received.split("\r\n\r\n");
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    return body !== undefined && Buffer.byteLength(body) >= length;
  };
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: server.port,
    socket: {
      data(_, bytes) {
        received += bytes.toString("utf8");
        if (isWhole()) resolve(received);
      },
      close: () => resolve(received),
    },
  });
  socket.write(text);
  const answer = await promise;
  socket.terminate();
  return answer;
}

test("a WebSocket cannot be opened in-process, which the answer says", async () => {
  const response = await app().ws("/", {}).request("/", { headers: handshake });
  expect({ status: response.status, problem: await response.json() }).toEqual({
    status: 426,
    problem: expect.objectContaining({
      code: "upgrade_required",
      detail: "A WebSocket is here: it cannot be opened in-process; listen, and connect to the server's URL.",
    }) as unknown,
  });
});

test("behind a proxy that is trusted, the host is the one that was asked", async () => {
  const made = app()
    .use(trustProxy({ proxies: ["127.0.0.0/8"] }))
    .ws("/", {});
  await using server = await serve(made);
  const forwarded = {
    "x-forwarded-for": "192.0.2.1",
    "x-forwarded-host": "shop.example",
    "x-forwarded-proto": "https",
  };
  const statusOf = async (origin: string): Promise<string> =>
    (await headOf(server, "/", { ...forwarded, origin })).slice(9, 12);
  expect([await statusOf("https://shop.example"), await statusOf(server.url.origin)]).toEqual(["101", "403"]);
});

describe("the hooks of a socket", () => {
  test("see its events one after the other, promises included", async () => {
    const seen: string[] = [];
    const gate = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const made = app().ws("/", {
      async open() {
        seen.push("open");
        await gate.promise;
        seen.push("opened");
      },
      async message(socket, message) {
        seen.push(`${message as string} begins`);
        await Promise.resolve();
        seen.push(`${message as string} ends`);
        if (message === "2") socket.send("done");
      },
      close(_, code, reason) {
        seen.push(`close ${code} ${reason}`);
        closed.resolve();
      },
    });
    await using server = await serve(made);
    const client = await SocketClient.connect(server.url, "/");
    client.send("1");
    client.send("2");
    gate.resolve();
    await client.next();
    client.close(3000, "bye");
    await closed.promise;
    expect(seen).toEqual(["open", "opened", "1 begins", "1 ends", "2 begins", "2 ends", "close 3000 bye"]);
  });

  test("are not called with what waits when the connection closes", async () => {
    const seen: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const made = app().ws("/", {
      async message(_, message) {
        seen.push(message);
        await gate.promise;
      },
      close: () => closed.resolve(),
    });
    await using server = await serve(made);
    const client = await SocketClient.connect(server.url, "/");
    for (const text of ["1", "2", "3"]) client.send(text);
    await client[Symbol.asyncDispose]();
    gate.resolve();
    await closed.promise;
    expect(seen).toEqual(["1"]);
  });

  test("may be methods that use what is beside them", async () => {
    class Hooks {
      #count = 0;
      message(socket: Socket<unknown>): void {
        this.#count += 1;
        socket.send(`${this.#count}`);
      }
    }
    await using server = await serve(app().ws("/", new Hooks()));
    await using client = await SocketClient.connect(server.url, "/");
    client.send("");
    client.send("");
    expect([await client.next(), await client.next()]).toEqual(["1", "2"]);
  });

  test("can close the connection with a code, and send nothing after that", async () => {
    const sent: string[] = [];
    const made = app().ws("/", {
      message(socket) {
        sent.push(socket.send("last"));
        socket.close(4001, "enough");
        sent.push(socket.send("never"), `${socket.isOpen}`);
        socket.subscribe("t");
        sent.push(`${socket.topics.length}`);
      },
    });
    await using server = await serve(made);
    const client = await SocketClient.connect(server.url, "/");
    client.send("");
    expect(await client.next()).toBe("last");
    expect(await client.closed).toEqual({ code: 4001, reason: "enough" });
    expect(sent).toEqual(["sent", "dropped", "false", "0"]);
  });
});

const echoTopics = () => ({
  message(socket: Socket<unknown>, message: string | Uint8Array) {
    const [verb, topic = "", text = ""] = String(message).split(" ");
    if (verb === "sub") socket.subscribe(topic);
    else if (verb === "unsub") socket.unsubscribe(topic);
    else socket.publish(topic, text);
    socket.send(socket.topics.join(","));
  },
});

const bounded = (limits: object, hooks: object = {}): App =>
  app({ limits: { sockets: limits } }).ws("/", { message: (socket) => void socket.send("ok"), ...hooks });

const topical = (): App => app().ws("/a", echoTopics()).ws("/b", echoTopics());

describe("topics", () => {
  test("reach the others that are subscribed, on the same route alone", async () => {
    await using server = await serve(topical());
    await using ann = await SocketClient.connect(server.url, "/a");
    await using bob = await SocketClient.connect(server.url, "/a");
    await using eve = await SocketClient.connect(server.url, "/b");
    for (const client of [ann, bob, eve]) client.send("sub x");
    expect([await ann.next(), await bob.next(), await eve.next()]).toEqual(["x", "x", "x"]);
    ann.send("pub x hello");
    expect([await bob.next(), await ann.next()]).toEqual(["hello", "x"]);
    bob.send("unsub x");
    expect(await bob.next()).toBe("");
    ann.send("pub x again");
    expect(await ann.next()).toBe("x");
    for (const client of [bob, eve]) client.send("sub y");
    expect([await bob.next(), await eve.next()]).toEqual(["y", "x,y"]);
  });

  test("are told that a socket has left, by its hook close, whoever closed it", async () => {
    const made = app().ws("/", {
      open: (socket) => socket.subscribe("x"),
      message: (socket) => socket.close(4000, "thrown out"),
      close: (socket, code) => socket.publish("x", `left: ${code}`),
    });
    await using server = await serve(made);
    await using ann = await SocketClient.connect(server.url, "/");
    const bob = await SocketClient.connect(server.url, "/");
    bob.close(3000);
    expect(await ann.next()).toBe("left: 3000");
    const eve = await SocketClient.connect(server.url, "/");
    eve.send("");
    expect(await ann.next()).toBe("left: 4000");
  });

  test("are bounded, in number and in length", async () => {
    const made = app({ limits: { sockets: { topics: 2 } } }).ws("/", echoTopics());
    await using server = await serve(made);
    await using client = await SocketClient.connect(server.url, "/");
    for (const text of ["sub 1", "sub 2", "sub 2", "sub 3", `sub ${"x".repeat(257)}`, "sub "])
      client.send(text);
    expect([
      await client.next(),
      await client.next(),
      await client.next(),
      await client.nextJson(),
      await client.nextJson(),
      await client.nextJson(),
    ]).toEqual([
      "1",
      "1,2",
      "1,2",
      {
        error: expect.objectContaining({
          code: "invalid_topic",
          detail: "The topic cannot be subscribed to: a socket has at most 2.",
        }),
      },
      problem(400, "invalid_topic"),
      problem(400, "invalid_topic"),
    ]);
  });

  test("are published to from anywhere in the app, also where it is mounted", async () => {
    const inner = app()
      .ws(
        "/live",
        { send: t.Object({ n: t.Integer() }) },
        {
          open(socket) {
            socket.subscribe("all");
            socket.send({ n: 0 });
          },
        },
      )
      .post("/live", ({ reply }) => {
        inner.publish("/live", "all", { n: 1, secret: true });
        return reply(204);
      });
    const outer = app().mount("/api", inner);
    await using server = await outer.listen(local);
    await using client = await SocketClient.connect(server.url, "/api/live");
    expect(await client.next()).toBe('{"n":0}');
    await fetch(new URL("/api/live", server.url), { method: "POST" });
    expect(await client.next()).toBe('{"n":1}');
    outer.publish("/api/live", "all", { n: 2 });
    expect(await client.next()).toBe('{"n":2}');
    expect(() => outer.publish("/live", "all", { n: 2 })).toThrow(
      "The app has no WebSocket at /live. It has: /api/live.",
    );
    expect(() => outer.publish("/api/live", "all", { n: "x" })).toThrow("does not fit its own schema");
  });

  test("reach all servers of an app", async () => {
    const made = app().ws("/", {
      open: (socket) => socket.subscribe("x"),
      message: (socket, text) => socket.publish("x", text),
    });
    await using first = await made.listen(local);
    await using second = await made.listen(local);
    await using ann = await SocketClient.connect(first.url, "/");
    await using bob = await SocketClient.connect(second.url, "/");
    ann.send("to the other server");
    expect(await bob.next()).toBe("to the other server");
    expect(ann.waiting).toEqual([]);
  });
});

describe("limits", () => {
  test("close for a message that is too large", async () => {
    await using server = await serve(bounded({ messageBytes: 10 }));
    await using client = await SocketClient.connect(server.url, "/");
    client.send("x".repeat(10));
    expect(await client.next()).toBe("ok");
    client.send("x".repeat(11));
    expect((await client.closed).code).toBe(1009);
  });

  test("close for too many messages within a second", async () => {
    await using server = await serve(bounded({ messagesPerSecond: 3 }));
    await using client = await SocketClient.connect(server.url, "/");
    for (let count = 0; count < 4; count++) client.send("x");
    expect(await client.closed).toEqual({ code: 1008, reason: "rate_limited" });
    expect(client.waiting).toEqual(["ok", "ok", "ok"]);
  });

  test("close for messages that wait for a hook, where they are too many", async () => {
    const { promise } = Promise.withResolvers<void>();
    await using server = await serve(bounded({ waitingMessages: 2 }, { message: () => promise }));
    await using client = await SocketClient.connect(server.url, "/");
    for (let count = 0; count < 4; count++) client.send("x");
    expect(await client.closed).toEqual({ code: 1008, reason: "queue_full" });
  });

  test("cut a client that does not read, and forget what waits for it", async () => {
    const closed = Promise.withResolvers<number>();
    const sent: string[] = [];
    const made = bounded(
      { bufferedBytes: 100_000 },
      {
        message(socket: Socket<unknown>) {
          // More than any buffer of the system takes.
          for (let count = 0; count < 4000 && socket.isOpen; count++) {
            const outcome = socket.send("x".repeat(10_000));
            if (sent.at(-1) !== outcome) sent.push(outcome);
          }
        },
        close: (_: unknown, code: number) => closed.resolve(code),
      },
    );
    await using server = await serve(made);
    const raw = await Bun.connect({ hostname: "127.0.0.1", port: server.port, socket: { data() {} } });
    const fields = Object.entries({ host: server.url.host, ...handshake });
    raw.pause();
    raw.write(`GET / HTTP/1.1\r\n${fields.map(([n, v]) => `${n}: ${v}\r\n`).join("")}\r\n`);
    // A masked frame of text, one character long.
    raw.write(new Uint8Array([0x81, 0x81, 0, 0, 0, 0, 0x78]));
    expect(await closed.promise).toBe(1006);
    expect(sent.slice(0, 2)).toEqual(["sent", "waiting"]);
    raw.terminate();
  });
});

test("a socket is told when what waited has been read", async () => {
  const drained = Promise.withResolvers<number>();
  const made = app({ limits: { sockets: { bufferedBytes: 100_000_000 } } }).ws("/", {
    message(socket) {
      // More than the buffers of the system take.
      for (let count = 0; count < 2000; count++) socket.send("x".repeat(10_000));
      expect(socket.bufferedBytes).toBeGreaterThan(0);
    },
    drain: (socket) => drained.resolve(socket.bufferedBytes),
  });
  await using server = await serve(made);
  await using client = await SocketClient.connect(server.url, "/");
  client.send("");
  expect(await drained.promise).toBe(0);
  for (let count = 0; count < 2000; count++) await client.next();
});

test("a subscriber that does not read is cut, and the others are not", async () => {
  const closed = Promise.withResolvers<number>();
  const made = app({ limits: { sockets: { bufferedBytes: 100_000, messagesPerSecond: 10_000 } } }).ws("/", {
    open: (socket) => socket.subscribe("x"),
    message(socket) {
      socket.publish("x", "x".repeat(10_000));
      socket.send("ok");
    },
    close: (_, code) => closed.resolve(code),
  });
  await using server = await serve(made);
  const fields = Object.entries({ host: server.url.host, ...handshake });
  const raw = await Bun.connect({ hostname: "127.0.0.1", port: server.port, socket: { data() {} } });
  raw.pause();
  raw.write(`GET / HTTP/1.1\r\n${fields.map(([n, v]) => `${n}: ${v}\r\n`).join("")}\r\n`);
  await using ann = await SocketClient.connect(server.url, "/");
  const publishUntilClosed = async (): Promise<unknown> => {
    ann.send("");
    const told = await Promise.race([ann.next(), closed.promise]);
    return told === "ok" ? publishUntilClosed() : told;
  };
  expect(await publishUntilClosed()).toBe(1006);
  raw.terminate();
});

describe("when the server stops", () => {
  test("every socket is closed with 1001, and it stops at once", async () => {
    const codes: number[] = [];
    const made = app().ws("/", { close: (_, code) => void codes.push(code) });
    const server = await serve(made);
    const clients = [
      await SocketClient.connect(server.url, "/"),
      await SocketClient.connect(server.url, "/"),
    ];
    await server.stop();
    expect(await Promise.all(clients.map((client) => client.closed))).toEqual([
      { code: 1001, reason: "The server stops." },
      { code: 1001, reason: "The server stops." },
    ]);
    expect(codes).toEqual([1001, 1001]);
  });

  test("a client that does not answer the close is cut at the deadline", async () => {
    const table = await tableOf(app().ws("/", {}), "compiled");
    const server = listen(table, { ...local, shutdownTimeoutMs: 100 });
    const cut = Promise.withResolvers<void>();
    const raw = await Bun.connect({
      hostname: "127.0.0.1",
      port: server.port,
      allowHalfOpen: true,
      socket: { data() {}, close: () => cut.resolve(), end: () => cut.resolve(), error: () => cut.resolve() },
    });
    const fields = Object.entries({ host: server.url.host, ...handshake });
    raw.write(`GET / HTTP/1.1\r\n${fields.map(([n, v]) => `${n}: ${v}\r\n`).join("")}\r\n`);
    await SocketClient.connect(server.url, "/");
    await server.stop();
    await cut.promise;
    raw.terminate();
  });
});

test("an app that Bun serves as a default export has its WebSockets", async () => {
  const made = app().ws("/", { message: (socket, text) => void socket.send(text) });
  const { routes, fetch: answer, websocket, maxRequestBodySize } = made;
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    routes,
    fetch: answer,
    websocket,
    maxRequestBodySize,
  } as unknown as Parameters<typeof Bun.serve>[0]) as unknown as RunningServer & Disposable;
  await using client = await SocketClient.connect(server.url, "/");
  client.send("hello");
  expect(await client.next()).toBe("hello");
});

test("an app without WebSockets gives Bun no handler of them", () => {
  expect(app().get("/", "constant").websocket).toBeUndefined();
});
