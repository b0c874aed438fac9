/** What is agreed on in the handshake of a WebSocket, how many may be open, and messages that validators of other libraries read. */
import { describe, expect, test } from "bun:test";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { type LogEntry, app, middleware } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import type { RunningServer } from "../../src/runtime/running-server.ts";
import { listen } from "../../src/serve/listen.ts";
import { type Form, forms, tableOf } from "../support/app-forms.ts";
import { quiet } from "../support/behaviour.ts";
import { SocketClient } from "../support/socket-client.ts";

const serve = async (subject: Pick<App, "definition">, form: Form): Promise<RunningServer> =>
  listen(await tableOf(subject, form), { port: 0, hostname: "127.0.0.1", signals: false });

/** A connection whose handshake was sent by hand. */
interface Handshake extends Disposable {
  /** Status line and fields; after a refusal the body as well. */
  readonly answer: string;
}

async function shake(server: RunningServer, fields: readonly string[] = []): Promise<Handshake> {
  const answered = Promise.withResolvers<string>();
  let text = "";
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: server.port,
    socket: {
      data(_, bytes) {
        text += bytes.toString();
        if (text.includes("\r\n\r\n")) answered.resolve(text);
      },
      close: () => answered.resolve(text),
    },
  });
  const lines = [
    "GET / HTTP/1.1",
    "Host: localhost",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...fields,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  return { answer: await answered.promise, [Symbol.dispose]: () => void socket.terminate() };
}

const fieldOf = (answer: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*?)\r$`, "im").exec(answer)?.[1];

const statusOf = ({ answer }: Handshake): number => Number(answer.split(" ")[1]);

describe.each(forms)("%s: subprotocols (RFC 6455 §4.2.2)", (form) => {
  /** What the client is told, and what the app is. */
  const agreed = async (protocols: readonly string[] | undefined, offered?: string): Promise<unknown> => {
    const told: string[] = [];
    const options = protocols === undefined ? {} : { protocols };
    await using server = await serve(
      app().ws("/", options, { open: (socket) => void told.push(socket.protocol) }),
      form,
    );
    using handshake = await shake(
      server,
      offered === undefined ? [] : [`Sec-WebSocket-Protocol: ${offered}`],
    );
    return [statusOf(handshake), fieldOf(handshake.answer, "sec-websocket-protocol"), told];
  };

  test("the first of what the client offers that is spoken", async () => {
    expect(await agreed(["chat.v1", "chat.v2"], "chat.v3, chat.v2, chat.v1")).toEqual([
      101,
      "chat.v2",
      ["chat.v2"],
    ]);
    expect(await agreed(["chat.v1"], "chat.v1")).toEqual([101, "chat.v1", ["chat.v1"]]);
  });

  test("none where none is spoken, or offered", async () => {
    expect(await agreed(["chat.v1"], "CHAT.V1, other")).toEqual([101, undefined, [""]]);
    expect(await agreed(["chat.v1"])).toEqual([101, undefined, [""]]);
    expect(await agreed([], "chat.v1")).toEqual([101, undefined, [""]]);
  });

  test("the first that is offered where none is named", async () => {
    expect(await agreed(undefined, "a, b")).toEqual([101, "a", ["a"]]);
    expect(await agreed(undefined)).toEqual([101, undefined, [""]]);
  });

  test.each(["a, a", "a,,b", "a b", "", "a/b", "a\tb"])("%j is malformed", async (offered) => {
    const [status, , told] = (await agreed(["a"], offered)) as [number, unknown, unknown];
    expect([status, told]).toEqual([400, []]);
  });

  test("a client and the server agree", async () => {
    await using server = await serve(
      app().ws("/", { protocols: ["two"] }, { open: (socket) => void socket.send(socket.protocol) }),
      form,
    );
    const socket = new WebSocket(server.url.href.replace("http", "ws"), ["one", "two"]);
    const { data } = await new Promise<MessageEvent>((resolve) => {
      socket.addEventListener("message", resolve);
    });
    expect([socket.protocol, data]).toEqual(["two", "two"]);
    socket.close();
  });
});

const limited = (openSockets: number, closed: () => void = () => {}): App =>
  app({ ...quiet, limits: { sockets: { openSockets } } })
    .ws("/", { close: closed })
    .ws("/other", { close: closed });

describe.each(forms)("%s: sockets beyond openSockets", (form) => {
  test("are answered with 503 and Retry-After, over all routes, until one is closed", async () => {
    const gone = Promise.withResolvers<void>();
    await using server = await serve(limited(2, gone.resolve), form);
    using first = await shake(server);
    await using other = await SocketClient.connect(server.url, "/other");
    using refused = await shake(server);
    expect([first, refused].map(statusOf)).toEqual([101, 503]);
    expect(fieldOf(refused.answer, "retry-after")).toBe("5");
    expect(refused.answer).toContain('"code":"too_many_sockets"');
    other.close();
    await gone.promise;
    using again = await shake(server);
    expect(statusOf(again)).toBe(101);
  });

  test("have room again after connections that were cut", async () => {
    let [count, left] = [0, Promise.withResolvers<void>()];
    const leaving = (): void => {
      if (++count % 3 === 0) left.resolve();
    };
    await using server = await serve(limited(3, leaving), form);
    for (let round = 0; round < 5; round++) {
      left = Promise.withResolvers<void>();
      const open = await Promise.all([shake(server), shake(server), shake(server)]);
      expect(open.map(statusOf)).toEqual([101, 101, 101]);
      for (const one of open) one[Symbol.dispose]();
      await left.promise;
    }
  });

  test("do not come in while middleware takes its time", async () => {
    let [waiting, all] = [0, Promise.withResolvers<void>()];
    const slow = middleware({
      name: "slow",
      after: async () => {
        if (++waiting === 5) all.resolve();
        await all.promise;
      },
    });
    await using server = await serve(
      app({ ...quiet, limits: { sockets: { openSockets: 2 } } })
        .use(slow)
        .ws("/", {}),
      form,
    );
    const five = await Promise.all(Array.from({ length: 5 }, () => shake(server)));
    expect(five.map(statusOf).toSorted()).toEqual([101, 101, 503, 503, 503]);
    for (const one of five) one[Symbol.dispose]();
  });

  test("are not counted where a handshake is refused", async () => {
    await using server = await serve(limited(1), form);
    for (let index = 0; index < 3; index++) {
      using refused = await shake(server, ["Origin: https://evil.example"]);
      expect(statusOf(refused)).toBe(403);
    }
    using open = await shake(server);
    expect(statusOf(open)).toBe(101);
  });
});

const slowly = async <T>(value: T): Promise<T> => {
  await Promise.resolve();
  return value;
};

describe.each(forms)("%s: messages by a validator of another library", (form) => {
  const validators = {
    zod: z.object({ text: z.string().transform((text) => text.toUpperCase()) }),
    valibot: v.object({ text: v.pipe(v.string(), v.toUpperCase()) }),
    arktype: type({ text: type("string").pipe((text) => text.toUpperCase()) }),
  };

  test.each(Object.entries(validators))("%s: its value is what the hook gets", async (_, message) => {
    await using server = await serve(
      app().ws(
        "/",
        { message: message as typeof validators.zod },
        {
          message: (socket, { text }) => void socket.send({ text }),
        },
      ),
      form,
    );
    await using client = await SocketClient.connect(server.url, "/");
    client.sendJson({ text: "hi", more: 1 });
    expect(await client.nextJson()).toEqual({ text: "HI" });
  });

  test("what does not fit is answered with its issues, and the connection stays", async () => {
    await using server = await serve(
      app(quiet).ws(
        "/",
        { message: z.object({ n: z.number() }) },
        {
          message: (socket, { n }) => void socket.send(n + 1),
        },
      ),
      form,
    );
    await using client = await SocketClient.connect(server.url, "/");
    client.sendJson({ n: "x" });
    expect(await client.nextJson()).toEqual({
      error: expect.objectContaining({
        status: 422,
        code: "validation_failed",
        errors: [
          expect.objectContaining({ in: "message", pointer: "/n", rule: "validator", received: '"x"' }),
        ],
      }) as unknown,
    });
    client.send("{");
    expect(await client.nextJson()).toEqual({
      error: expect.objectContaining({ status: 400, code: "malformed_message" }) as unknown,
    });
    client.send(`${"[".repeat(200)}${"]".repeat(200)}`);
    expect(await client.nextJson()).toEqual({
      error: expect.objectContaining({ status: 400, code: "malformed_message" }) as unknown,
    });
    client.sendJson({ n: 1 });
    expect(await client.nextJson()).toBe(2);
  });

  test("come in their order, however long each takes", async () => {
    const message = z.object({ n: z.number() }).refine(async ({ n }) => slowly(n >= 0));
    await using server = await serve(
      app().ws("/", { message }, { message: (socket, { n }) => void socket.send(n) }),
      form,
    );
    await using client = await SocketClient.connect(server.url, "/");
    const sent = Array.from({ length: 20 }, (_, n) => n);
    for (const n of sent) client.sendJson({ n });
    expect(await Array.fromAsync(sent, () => client.nextJson())).toEqual(sent);
  });

  test("a validator that throws closes the connection, and is logged", async () => {
    const log: LogEntry[] = [];
    const message = z.object({}).refine(() => {
      throw new Error("broken validator");
    });
    await using server = await serve(app({ log: (entry) => log.push(entry) }).ws("/", { message }, {}), form);
    await using client = await SocketClient.connect(server.url, "/");
    client.sendJson({});
    expect(await client.closed).toEqual({ code: 1011, reason: "internal_error" });
    expect(log.map(({ message: told }) => told)).toEqual(["broken validator"]);
  });

  test("what does not fit closes the connection where the app says so", async () => {
    await using server = await serve(
      app(quiet).ws("/", { message: z.object({ n: z.number() }), invalid: "close" }, {}),
      form,
    );
    await using client = await SocketClient.connect(server.url, "/");
    client.sendJson({ n: "x" });
    expect(await client.closed).toEqual({ code: 1007, reason: "validation_failed" });
  });
});
