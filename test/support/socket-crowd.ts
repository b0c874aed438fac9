import { join } from "node:path";

/** How many connect, and how much they say. */
export interface CrowdSize {
  readonly clients: number;
  readonly topics: number;
  readonly messages: number;
}

/** What became of the messages of a crowd. */
export interface CrowdResult {
  /** Messages times those who were to get them. */
  readonly expected: number;
  readonly lost: number;
  readonly doubled: number;
  /** Messages that came before an earlier one of the same sender. */
  readonly misordered: number;
  /** Lines that the processes wrote: gaps. */
  readonly told: readonly string[];
  readonly seconds: number;
}

/** A server process, `test/support/socket-process.ts`. */
class Process implements AsyncDisposable {
  readonly #process: Bun.Subprocess<"ignore", "pipe", "inherit">;
  readonly url: URL;
  readonly told: string[] = [];

  private constructor(process: Bun.Subprocess<"ignore", "pipe", "inherit">, url: URL) {
    this.#process = process;
    this.url = url;
  }

  static async start(redis: string): Promise<Process> {
    const file = join(import.meta.dir, "socket-process.ts");
    const started = Bun.spawn([process.execPath, file, redis], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    });
    const reader = started.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { value = "" } = await reader.read();
    const one = new Process(started, new URL(value.trim()));
    void one.#listen(reader);
    return one;
  }

  async #listen(reader: { read(): Promise<{ readonly value?: string | undefined }> }): Promise<void> {
    for (let { value } = await reader.read(); value !== undefined; { value } = await reader.read())
      this.told.push(...value.trim().split("\n"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.#process.exited;
  }
}

/** A client of a topic. It notes what it gets as `sender:number`; `sender:end` is the last of each sender. */
class Member {
  readonly received: string[] = [];
  readonly ready: Promise<void>;
  readonly done: Promise<void>;
  readonly #socket: WebSocket;
  #ends = 0;

  constructor(url: URL, others: number) {
    const [ready, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    this.ready = ready.promise;
    this.done = done.promise;
    this.#socket = new WebSocket(url);
    this.#socket.addEventListener("close", ({ code }) => {
      const error = new Error(`A client was closed with ${code}.`);
      ready.reject(error);
      done.reject(error);
    });
    this.#socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
      if (data === "ready") return ready.resolve();
      this.received.push(data);
      if (data.endsWith(":end") && ++this.#ends === others) done.resolve();
    });
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  close(): void {
    this.done.catch(() => {});
    this.#socket.close();
  }
}

/**
 * Lets clients of two processes talk about topics, each in its own, all at once, and looks whether each one got everything
 * that the others of its topic said, once, and in the order of each sender.
 */
export async function runCrowd(redis: string, size: CrowdSize): Promise<CrowdResult> {
  await using first = await Process.start(redis);
  await using second = await Process.start(redis);
  const perTopic = size.clients / size.topics;
  const perClient = size.messages / size.clients;
  const members = Array.from({ length: size.clients }, (_, index) => {
    // Half of each topic are in the other process.
    const { url } = Math.floor(index / size.topics) % 2 === 0 ? first : second;
    const address = new URL(`/topics/${index % size.topics}`, url);
    address.protocol = "ws:";
    return new Member(address, perTopic - 1);
  });
  await Promise.all(members.map(({ ready }) => ready));
  const startedAtMs = performance.now();
  for (let number = 0; number < perClient; number++) {
    for (const [index, member] of members.entries()) member.send(`${index}:${number}`);
    // Sockets are read and written between rounds, as they would be.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  for (const [index, member] of members.entries()) member.send(`${index}:end`);
  await Promise.all(members.map(({ done }) => done));
  const seconds = (performance.now() - startedAtMs) / 1000;
  for (const member of members) member.close();
  const counts = members.map((member, index) => countOf(member.received, index, size, perClient));
  const sum = (of: (count: (typeof counts)[number]) => number): number =>
    counts.reduce((total, count) => total + of(count), 0);
  return {
    expected: size.messages * (perTopic - 1),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    misordered: sum(({ misordered }) => misordered),
    told: [...first.told, ...second.told],
    seconds,
  };
}

function countOf(
  received: readonly string[],
  self: number,
  { clients, topics }: CrowdSize,
  perClient: number,
): Pick<CrowdResult, "lost" | "doubled" | "misordered"> {
  const said = received.filter((text) => !text.endsWith(":end"));
  const distinct = new Set(said);
  let misordered = 0;
  let lost = 0;
  for (let sender = self % topics; sender < clients; sender += topics) {
    if (sender === self) continue;
    for (let number = 0; number < perClient; number++) if (!distinct.has(`${sender}:${number}`)) lost += 1;
    const numbers = said.flatMap((text) =>
      text.startsWith(`${sender}:`) ? [Number(text.split(":")[1])] : [],
    );
    misordered += numbers.filter((number, index) => number < (numbers[index - 1] ?? -1)).length;
  }
  return { lost, doubled: said.length - distinct.size, misordered };
}
