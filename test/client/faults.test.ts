import { expect, test } from "bun:test";
import { clientFailures } from "../../src/client/client-error.ts";
import {
  type CallOptions,
  type Client,
  ClientError,
  type ClientOptions,
  createClient,
} from "../../src/client.ts";
import { type Behaviour, answer, answers, serveRaw } from "./support/raw-server.ts";

const head = "HTTP/1.1 200 OK\r\n";
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;

interface Fault {
  readonly fault: string;
  readonly behaviour: Behaviour;
  readonly code: string;
  /** Whether what it sends ends like an answer: its connection can be used again. */
  readonly isComplete?: boolean;
}

/** What a server can do wrong, and what its client calls it. */
const faults: readonly Fault[] = [
  { fault: "never answers", code: "timed_out", behaviour: () => {} },
  { fault: "stalls in its fields", code: "timed_out", behaviour: (c) => c.send(`${head}Conte`) },
  {
    fault: "stalls in its body",
    code: "timed_out",
    behaviour: (c) => c.send(`${head}Content-Length: 9\r\n\r\na`),
  },
  { fault: "stalls in a chunk", code: "timed_out", behaviour: (c) => c.send(`${chunked}9\r\na`) },
  {
    fault: "drips",
    code: "timed_out",
    behaviour(c) {
      c.send(`${head}Content-Length: 9000\r\n\r\n`);
      c.sendForever("a");
    },
  },
  {
    fault: "drips fields",
    code: "timed_out",
    behaviour(c) {
      c.send(head);
      c.sendForever("X-A: a\r\n", 10);
    },
  },
  {
    fault: "says 100 and no more",
    code: "timed_out",
    behaviour: (c) => c.send("HTTP/1.1 100 Continue\r\n\r\n"),
  },
  { fault: "resets at once", code: "reset", behaviour: (c) => c.reset() },
  { fault: "closes at once", code: "reset", behaviour: (c) => c.end() },
  {
    fault: "closes in its fields",
    code: "reset",
    behaviour(c) {
      c.send(`${head}Conte`);
      c.end();
    },
  },
  {
    fault: "closes in its body",
    code: "reset",
    behaviour(c) {
      c.send(`${head}Content-Length: 9\r\n\r\na`);
      c.end();
    },
  },
  {
    fault: "resets in its body",
    code: "reset",
    behaviour(c) {
      c.send(`${head}Content-Length: 9\r\n\r\na`);
      setTimeout(() => c.reset(), 1);
    },
  },
  {
    fault: "closes before its last chunk",
    code: "reset",
    behaviour(c) {
      c.send(`${chunked}1\r\na\r\n`);
      c.end();
    },
  },
  { fault: "sends a bad chunk", code: "malformed_answer", behaviour: (c) => c.send(`${chunked}zz\r\na\r\n`) },
  {
    fault: "speaks something else",
    code: "malformed_answer",
    behaviour: (c) => c.send("garbage garbage\r\n\r\n"),
  },
  {
    fault: "tells two lengths",
    code: "malformed_answer",
    behaviour: (c) => c.send(`${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\naa`),
  },
  {
    fault: "tells a length below 0",
    code: "malformed_answer",
    behaviour: (c) => c.send(`${head}Content-Length: -1\r\n\r\na`),
  },
  {
    fault: "sends 300 fields",
    code: "malformed_answer",
    behaviour: (c) => c.send(`${head}${"X-A: a\r\n".repeat(300)}\r\n`),
  },
  {
    fault: "switches protocols",
    code: "malformed_answer",
    behaviour: (c) => c.send("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
  },
  {
    fault: "says gzip of what is none",
    code: "malformed_answer",
    behaviour: (c) => c.send(`${head}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello`),
  },
  {
    fault: "sends huge fields",
    isComplete: true,
    code: "too_large",
    behaviour: (c) => c.send(answer(200, "a", [`X-A: ${"a".repeat(100_000)}`])),
  },
  {
    fault: "tells a huge length",
    code: "too_large",
    behaviour: (c) => c.send(`${head}Content-Length: 5000000000\r\n\r\na`),
  },
  {
    fault: "sends for ever",
    code: "too_large",
    behaviour(c) {
      c.send(`${head}\r\n`);
      c.sendForever("a".repeat(1000));
    },
  },
  {
    fault: "compresses a bomb",
    isComplete: true,
    code: "too_large",
    behaviour(c) {
      const bytes = Buffer.from(Bun.gzipSync(Buffer.alloc(5_000_000)));
      c.send(`${head}Content-Encoding: gzip\r\nContent-Length: ${bytes.length}\r\n\r\n`);
      c.sendBytes(bytes);
    },
  },
];

const options = { timeoutMs: 100, limitBytes: 10_000, retry: false } as const;

/** For what does not end by time alone: as long as a machine may be busy. */
const patient = { ...options, timeoutMs: 5000 };

/** The code of what a call throws. */
async function failureOf(
  baseUrl: string,
  given: Partial<ClientOptions> = options,
  call: CallOptions = {},
): Promise<string> {
  await using client = createClient({ baseUrl, ...given });
  return codeOf(client, call);
}

async function codeOf(client: Client, call: CallOptions = {}): Promise<string> {
  const error: unknown = await client.get("/", call).catch((thrown: unknown) => thrown);
  for (const { active, waiting } of Object.values(client.stats)) expect([active, waiting]).toEqual([0, 0]);
  return error instanceof ClientError ? error.code : `no ClientError: ${String(error)}`;
}

test.each([...faults])(
  "a server that $fault is $code in time, and its connection is closed",
  async ({ behaviour, code, isComplete = false }) => {
    await using server = serveRaw(behaviour);
    const given = code === "timed_out" ? options : patient;
    await using client = createClient({ baseUrl: server.url, ...given });
    const start = performance.now();
    expect(await codeOf(client)).toBe(code);
    // Of a machine that has other work as well.
    expect(performance.now() - start).toBeLessThan(given.timeoutMs + 2000);
    if (isComplete) await client.close();
    await server.closed();
    expect(server.requests.length).toBeLessThanOrEqual(1);
  },
);

test("where nobody listens, it is refused", async () => {
  const server = serveRaw();
  await server[Symbol.asyncDispose]();
  expect(await failureOf(server.url, patient)).toBe("refused");
  expect(await failureOf("http://127.0.0.1", { ...patient, unix: "/nowhere/socket" })).toBe("refused");
});

test("a server that speaks no TLS is refused, or is no server of it", async () => {
  await using server = serveRaw(answers(200));
  const code = await failureOf(server.url.replace("http:", "https:"));
  expect(["refused", "reset", "timed_out"]).toContain(code);
});

const slow: Behaviour = (c) => {
  c.send(`${head}Content-Length: 1\r\n\r\n`);
  setTimeout(() => c.send("a"), 240);
};

test("an answer has to begin within firstByteTimeoutMs, and may then take longer", async () => {
  await using server = serveRaw(() => {}, slow);
  await using client = createClient({ baseUrl: server.url, firstByteTimeoutMs: 200, retry: false });
  await expect(client.get("/")).rejects.toMatchObject({
    code: "timed_out",
    message: `GET ${server.url}/: no answer began within 200 ms.`,
  });
  expect((await client.get("/")).status).toBe(200);
});

const begun: Behaviour = (c) => c.send(`${head}Content-Length: 9\r\n\r\na`);

test("a caller that gives up ends the call, whether its answer has begun or not", async () => {
  await using server = serveRaw(() => {}, begun);
  await using client = createClient({ baseUrl: server.url, retry: false });
  for (const _ of ["silent", "begun"]) {
    await expect(client.get("/", { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
      code: "aborted",
      message: `GET ${server.url}/: ${clientFailures.aborted}.`,
      cause: { name: "TimeoutError" },
    });
  }
  await server.closed();
});

test("a call that was given up before is not sent", async () => {
  await using server = serveRaw(answers(200));
  expect(await failureOf(server.url, options, { signal: AbortSignal.abort() })).toBe("aborted");
  expect(server.requests).toEqual([]);
});

test("a body that never ends is ended, and told so", async () => {
  const told = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(1)),
    cancel: () => told.resolve(),
  });
  await using server = serveRaw(() => {});
  await using client = createClient({ baseUrl: server.url, timeoutMs: 50 });
  await expect(client.post("/", { body })).rejects.toMatchObject({ code: "timed_out" });
  await told.promise;
  await server.closed();
});
