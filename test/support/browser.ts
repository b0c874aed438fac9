import { test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const binary = Bun.which("chromium") ?? Bun.which("chromium-browser") ?? Bun.which("google-chrome");
if (binary === null && process.env.CI) throw new Error("CI needs Chromium: apt-get install chromium.");
if (binary === null) console.warn("\n⚠ SKIPPED: tests of pages in Chromium, which is not installed.\n");

/** A test that needs Chromium: left out, not silently, where there is none; in CI there has to be one. */
export const testInChromium: (name: string, run: () => Promise<void>) => void =
  binary === null ? test.skip : test;

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

  static async start(): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), "bunsen-chromium-"));
    const options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
    const process = Bun.spawn(
      [
        binary ?? "chromium",
        ...options,
        `--user-data-dir=${profile}`,
        "--remote-debugging-port=0",
        "about:blank",
      ],
      { stdin: "ignore", stdout: "ignore", stderr: "pipe" },
    );
    const socket = new WebSocket(await addressIn(process.stderr));
    await new Promise<void>((resolve) => socket.addEventListener("open", () => resolve(), { once: true }));
    return new Browser(process, profile, socket);
  }

  /** Opens a page, and gives what evaluates code in it. A promise is waited for. */
  async open(url: URL): Promise<(code: string) => Promise<unknown>> {
    const page = await this.openPage(url);
    return (code) => page.evaluate(code);
  }

  /** @param view how large it is, and whether its colours are dark; default 800 by 600, light */
  async openPage(url: URL, view: View = {}): Promise<Page> {
    const { targetId } = await this.#call("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.#call("Target.attachToTarget", { targetId, flatten: true });
    const id = String(sessionId);
    const page = new Page((method, params) => this.#call(method, params, id));
    await this.#call("Page.enable", {}, id);
    await page.show(view);
    const loaded = new Promise<void>((resolve) => this.#loads.set(id, resolve));
    await this.#call("Page.navigate", { url: url.href }, id);
    await loaded;
    return page;
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

/** How a page is looked at. */
export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly isDark?: boolean;
}

type Call = (method: string, params: object) => Promise<Readonly<Record<string, unknown>>>;

/** A page that is open. */
export class Page {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  async show({ width = 800, height = 600, isDark = false }: View): Promise<void> {
    const size = { width, height, deviceScaleFactor: 1, mobile: false };
    await this.#call("Emulation.setDeviceMetricsOverride", size);
    const scheme = { name: "prefers-color-scheme", value: isDark ? "dark" : "light" };
    await this.#call("Emulation.setEmulatedMedia", { features: [scheme] });
  }

  /** The value of an expression. A promise is waited for. */
  async evaluate(expression: string): Promise<unknown> {
    const parameters = { expression, awaitPromise: true, returnByValue: true };
    const told = await this.#call("Runtime.evaluate", parameters);
    if (told.exceptionDetails !== undefined) throw new Error(JSON.stringify(told.exceptionDetails));
    return (told.result as { readonly value?: unknown }).value;
  }

  /** Waits until an expression holds. */
  async until(condition: string): Promise<void> {
    await this.evaluate(`new Promise((resolve) => {
      const look = () => (${condition}) ? resolve(true) : setTimeout(look, 10);
      look();
    })`);
  }

  /** Presses a key as a keyboard does: `"ArrowDown"`, `"/"`. */
  async press(key: string): Promise<void> {
    const text = key.length === 1 ? { text: key } : key === "Enter" ? { text: "\r" } : {};
    await this.#call("Input.dispatchKeyEvent", { type: "keyDown", key, ...text });
    await this.#call("Input.dispatchKeyEvent", { type: "keyUp", key });
  }

  /** A picture of it, as PNG. */
  async picture(): Promise<Uint8Array> {
    const { data } = await this.#call("Page.captureScreenshot", { format: "png" });
    return Uint8Array.fromBase64(String(data));
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
