import { setDefaultTimeout } from "bun:test";
import { join } from "node:path";
import { root } from "../../support/app-forms.ts";

/** How a process is started, beside its command line. */
export interface ProcessOptions {
  /** Default: the root of the repository. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How long it may run to its end. Default 10,000. */
  readonly patienceMs?: number;
}

/** A process that has ended. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const patienceMs = 10_000;

// A test that fails should tell what its process wrote, which takes a little more than the patience.
setDefaultTimeout(2 * patienceMs);

/** The command line of `bunsen` as a user has it. */
export const bunsen = (...args: readonly string[]): string[] => [
  process.execPath,
  join(root, "src/cli.ts"),
  ...args,
];

/** Runs `bunsen` to its end. */
export const runBunsen = (args: readonly string[], options: ProcessOptions = {}): Promise<Finished> =>
  run(bunsen(...args), options);

/** Runs a command to its end. One that does not end is killed, and fails. */
export async function run(command: readonly string[], options: ProcessOptions = {}): Promise<Finished> {
  const child = Bun.spawn([...command], {
    ...settingsOf(options),
    stdio: ["ignore", "pipe", "pipe"],
    timeout: options.patienceMs ?? patienceMs,
    killSignal: "SIGKILL",
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  if (child.signalCode === "SIGKILL")
    throw new Error(`${command.join(" ")} did not end.\n${stdout}${stderr}`);
  return { exitCode, stdout, stderr };
}

/** A process that runs until it is told to end. `await using` ends it at the end of the block. */
export class RunningProcess implements AsyncDisposable {
  readonly #child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly #ended: Promise<unknown>;
  #output = "";
  readonly #waiting = new Set<() => void>();

  constructor(command: readonly string[], options: ProcessOptions = {}) {
    this.#child = Bun.spawn([...command], { ...settingsOf(options), stdio: ["ignore", "pipe", "pipe"] });
    this.#ended = Promise.all([this.#read(this.#child.stdout), this.#read(this.#child.stderr)]);
  }

  /** What it wrote so far, to either stream. */
  get output(): string {
    return this.#output;
  }

  get exited(): Promise<number> {
    return this.#child.exited;
  }

  /** When its streams end: those that it started, and gave them to, have ended as well. */
  get closed(): Promise<unknown> {
    return this.#ended;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /**
   * Waits until it has written something.
   *
   * @param from where to start looking in its output
   */
  async waitFor(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    const found = Promise.withResolvers<RegExpExecArray>();
    const look = (): void => {
      const match = pattern.exec(this.#output.slice(from));
      if (match !== null) found.resolve(match);
    };
    const giveUp = (why: string) => (): void =>
      found.reject(new Error(`${why} before it wrote ${String(pattern)}. It wrote:\n${this.#output}`));
    const timer = setTimeout(giveUp("Too long"), patienceMs);
    this.#waiting.add(look);
    void this.#ended.then(look).then(giveUp("It ended"));
    look();
    try {
      return await found.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(look);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // It may have processes of its own to end.
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 1000);
    await this.#ended;
    clearTimeout(timer);
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      this.#output += decoder.decode(chunk, { stream: true });
      for (const look of this.#waiting) look();
    }
  }
}

/** A server in a process of its own, on a port that was free. */
export interface ServerProcess extends AsyncDisposable {
  readonly process: RunningProcess;
  readonly url: URL;
  readonly port: number;
}

/** Starts a server, and waits until it tells its address: Bun's own line for a default export, or Bunsen's. */
export async function startServer(
  command: readonly string[],
  options: ProcessOptions = {},
): Promise<ServerProcess> {
  const server = new RunningProcess(command, { ...options, env: { PORT: "0", ...options.env } });
  try {
    const [, address = ""] = await server.waitFor(/^(?:Listening on|Started server:) (http:\S+)\n/m);
    const url = new URL(address);
    const port = Number(url.port);
    return { process: server, url, port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

/** Whether a process with this id runs. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What a developer's shell may have set is no part of a test. */
const unset = {
  FORCE_COLOR: undefined,
  NODE_ENV: undefined,
  PORT: undefined,
  SHOP_DB: undefined,
  STAFF_TOKEN: undefined,
};

const settingsOf = ({ cwd = root, env = {} }: ProcessOptions) => ({
  cwd,
  env: { ...process.env, ...unset, NO_COLOR: "1", ...env },
});
