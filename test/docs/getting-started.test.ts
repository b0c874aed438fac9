import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Finished, type ServerProcess, run, startServer } from "../cli/support/processes.ts";
import { readTranscript, replay } from "../examples/transcript.ts";
import { createUserPlace } from "../package/user-place.ts";
import { root } from "../support/app-forms.ts";

setDefaultTimeout(60_000);

const page = await Bun.file(join(root, "docs/getting-started.md")).text();

interface Block {
  readonly kind: string;
  readonly text: string;
}

const blocks: readonly Block[] = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(
  ([, kind = "", text = ""]) => ({ kind, text }),
);

/** Times, ports, and what names a build of Bun differ; a page says nothing of them. */
const comparable = (output: string): string =>
  output
    .replaceAll(/ \[[\d.]+m?s\]/g, "")
    .replaceAll(/^(bun test v[\d.]+) \(\w+\)$/gm, "$1")
    .replaceAll(/localhost:\d+/g, "localhost:3000")
    .trim();

/** What a reader does, command by command. */
class Reader implements AsyncDisposable {
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

test("docs/getting-started.md: each command does what the page shows", async () => {
  await using place = await createUserPlace();
  const cwd = join(place.path, "hello");
  await mkdir(cwd);
  await using reader = new Reader(cwd, place.env);
  for (const { kind, text } of blocks) {
    if (kind === "ts") await Bun.write(join(cwd, /^\/\/ (\S+)\n/.exec(text)?.[1] ?? "unnamed"), text);
    if (kind === "sh") for (const command of text.trim().split("\n")) await reader.succeed(command);
    for (const { command, answer } of readTranscript(`\`\`\`${kind}\n${text}\`\`\``))
      expect({ command, answer: comparable(await reader.do(command)) }).toEqual({
        command,
        answer: comparable(answer),
      });
  }
});

test("its container starts what the page has started", () => {
  const dockerfile = blocks.find(({ kind }) => kind === "dockerfile")?.text ?? "";
  const command = (JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? "[]") as string[]).join(" ");
  expect(readTranscript(page).map((visit) => visit.command)).toContain(`${command} &`);
});
