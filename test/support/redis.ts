import { describe } from "bun:test";

const binary = Bun.which("redis-server");
if (binary === null && process.env.CI)
  throw new Error("CI needs redis-server: apt-get install redis-server.");
if (binary === null) console.warn("\n⚠ SKIPPED: tests that need redis-server, which is not installed.\n");

/** Tests that need a Redis: left out, not silently, where there is none; in CI there has to be one. */
export const describeWithRedis: (name: string, tests: () => void) => void =
  binary === null ? describe.skip : describe;

/** A Redis server of its own on a free port of this machine, which keeps nothing. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  #process: Bun.Subprocess<"ignore", "pipe", "ignore"> | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  /** Starts a server, and waits until it answers. */
  static async start(): Promise<RedisServer> {
    const server = new RedisServer(freePort());
    await server.resume();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it on its port where it was killed, with nothing in it; lets it go on where it is frozen. */
  async resume(): Promise<void> {
    if (this.#process !== undefined) return void this.#process.kill("SIGCONT");
    const address = ["--port", `${this.port}`, "--bind", "127.0.0.1"];
    this.#process = Bun.spawn([binary ?? "redis-server", ...address, "--save", "", "--appendonly", "no"], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
    });
    let told = "";
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      told += text;
      if (told.includes("Ready to accept connections")) return;
    }
    throw new Error(`redis-server did not start:\n${told}`);
  }

  /** Lets it do nothing more, with its connections open. */
  freeze(): void {
    this.#process?.kill("SIGSTOP");
  }

  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.exited;
    this.#process = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}
