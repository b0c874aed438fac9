import { expect } from "bun:test";
import { type Finished, type ServerProcess, run, startServer } from "../cli/support/processes.ts";
import { replay } from "../examples/transcript.ts";

/** Times, ports, and what names a build of Bun differ; a page says nothing of them. */
export const comparable = (output: string): string =>
  output
    .replaceAll(/ \[[\d.]+m?s\]/g, "")
    .replaceAll(/^(bun test v[\d.]+) \(\w+\)$/gm, "$1")
    .replaceAll(/localhost:\d+/g, "localhost:3000")
    .trim();

/** What a reader does, command by command. */
export class Reader implements AsyncDisposable {
  readonly #cwd: string;
  readonly #env: Readonly<Record<string, string>>;
  #server: ServerProcess | undefined;

  constructor(cwd: string, env: Readonly<Record<string, string>>) {
    this.#cwd = cwd;
    this.#env = env;
  }

  /** Gives what a command prints. */
  async do(command: string): Promise<string> {
    if (command.endsWith(" &")) return await this.#start(command.slice(0, -2));
    if (command === "kill %1") return await this.#stop();
    if (!command.startsWith("curl ")) return await this.#run(command);
    if (this.#server === undefined) throw new Error(`${command}: nothing is served.`);
    return await replay(command, this.#server.url);
  }

  /** Carries out a command, whatever it prints. */
  async succeed(command: string): Promise<void> {
    const { exitCode, stdout } = await this.#shell(command);
    expect({ command, exitCode }, stdout).toEqual({ command, exitCode: 0 });
  }

  async #run(command: string): Promise<string> {
    return (await this.#shell(command)).stdout;
  }

  #shell(command: string): Promise<Finished> {
    const options = { cwd: this.#cwd, env: this.#env, patienceMs: 40_000 };
    return run(["sh", "-c", `${command} 2>&1`], options);
  }

  async #start(command: string): Promise<string> {
    const words = command.replace(/^bun /, `${process.execPath} `).split(" ");
    this.#server = await startServer(words, { cwd: this.#cwd, env: this.#env });
    return this.#server.process.output;
  }

  async #stop(): Promise<string> {
    await this.#server?.[Symbol.asyncDispose]();
    this.#server = undefined;
    return "";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}
