import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where Chromium is; null where it is not installed. */
export const chromium: string | null =
  Bun.which("chromium") ?? Bun.which("chromium-browser") ?? Bun.which("google-chrome");

/** Chromium without a window, driven by its DevTools protocol. */
export class Browser implements AsyncDisposable {
  readonly #process: Bun.Subprocess<"ignore", "ignore", "pipe">;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  /** Told that a page is there, by the session it is in. */
  readonly #loads = new Map<string, () => void>();
  #count = 0;

  private constructor(
    process: Bun.Subprocess<"ignore", "ignore", "pipe">,
    profile: string,
    socket: WebSocket,
  ) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
      const answer = JSON.parse(data) as Answer;
      this.#waiting.get(answer.id ?? 0)?.(answer);
      this.#waiting.delete(answer.id ?? 0);
      if (answer.method === "Page.loadEventFired") this.#loads.get(answer.sessionId ?? "")?.();
    });
  }

  static async start(binary: string): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), "bunsen-chromium-"));
    const options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
    const process = Bun.spawn(
      [binary, ...options, `--user-data-dir=${profile}`, "--remote-debugging-port=0", "about:blank"],
      { stdin: "ignore", stdout: "ignore", stderr: "pipe" },
    );
    const socket = new WebSocket(await addressIn(process.stderr));
    await new Promise<void>((resolve) => socket.addEventListener("open", () => resolve(), { once: true }));
    return new Browser(process, profile, socket);
  }

  /** Opens a page, and gives what evaluates code in it. A promise is waited for. */
  async open(url: URL): Promise<(code: string) => Promise<unknown>> {
    const { targetId } = await this.#call("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.#call("Target.attachToTarget", { targetId, flatten: true });
    await this.#call("Page.enable", {}, String(sessionId));
    const loaded = new Promise<void>((resolve) => this.#loads.set(String(sessionId), resolve));
    await this.#call("Page.navigate", { url: url.href }, String(sessionId));
    await loaded;
    return async (expression) => {
      const parameters = { expression, awaitPromise: true, returnByValue: true };
      const told = await this.#call("Runtime.evaluate", parameters, String(sessionId));
      if (told.exceptionDetails !== undefined) throw new Error(JSON.stringify(told.exceptionDetails));
      return (told.result as { readonly value?: unknown }).value;
    };
  }

  #call(method: string, params: object, sessionId?: string): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#count;
    const { promise, resolve, reject } = Promise.withResolvers<Readonly<Record<string, unknown>>>();
    this.#waiting.set(id, ({ result, error }) =>
      result === undefined ? reject(new Error(JSON.stringify(error))) : resolve(result),
    );
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }));
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    this.#process.kill("SIGKILL");
    await this.#process.exited;
    await rm(this.#profile, { recursive: true, force: true });
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
  /** Of what happens, and answers nothing. */
  readonly method?: string;
  readonly sessionId?: string;
}

/** Where the browser says that it listens. */
async function addressIn(output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let told = "";
  const reader = output.pipeThrough(new TextDecoderStream()).getReader();
  for (let { value } = await reader.read(); value !== undefined; { value } = await reader.read()) {
    told += value;
    const [, address] = /DevTools listening on (ws:\S+)/.exec(told) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`Chromium did not start:\n${told}`);
}
