import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { runBunsen, startServer } from "../cli/support/processes.ts";
import { createWorkspace, type Workspace } from "../cli/support/workspace.ts";
import { sendRaw } from "../support/raw-request.ts";
import { shopCorpus } from "./shop-corpus.ts";

const app = "examples/shop/app.ts";
const bun = process.execPath;

/** The ways to run one app. All of them must give the same bytes. */
const commands = {
  interpreted: () => [bun, "--disallow-code-generation-from-strings", app],
  compiled: () => [bun, "run", app],
  built: (dist: string) => [bun, join(dist, "server.js")],
  "built, strict": (dist: string) => [
    bun,
    "--disallow-code-generation-from-strings=strict",
    join(dist, "server.js"),
  ],
  executable: (dist: string) => [join(dist, "server")],
} as const satisfies Record<string, (dist: string) => readonly string[]>;

type Way = keyof typeof commands;
const ways = Object.keys(commands) as Way[];

/** What came for a request, without what no two answers share: the date, and times that the shop writes. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

let workspace: Workspace;
const answers = new Map<Way, readonly Answer[]>();

const answersOf = (way: Way): readonly Answer[] => answers.get(way) ?? [];

beforeAll(async () => {
  workspace = await createWorkspace();
  const dist = join(workspace.path, "dist");
  const { exitCode, stderr } = await runBunsen(["build", app, "--out", dist, "--compile"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  await Promise.all(ways.map(async (way) => answers.set(way, await ask(commands[way](dist)))));
});

afterAll(async () => {
  await workspace[Symbol.asyncDispose]();
});

/** Puts the whole corpus, in order, to a server with a database of its own. */
async function ask(command: readonly string[]): Promise<Answer[]> {
  await using server = await startServer(command);
  const received: Answer[] = [];
  for (const { bytes } of shopCorpus) {
    const { status, headers, body } = await sendRaw(server.port, bytes);
    const { date: _, ...rest } = Object.fromEntries(headers);
    received.push({ status, headers: rest, body: body.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>") });
  }
  return received;
}

test.each(shopCorpus.map(({ name, status }, index) => [name, status, index] as const))(
  "%s: %d everywhere, with the same bytes",
  (_, status, index) => {
    const expected = answersOf("interpreted")[index];
    expect(expected?.status).toBe(status);
    for (const way of ways) expect({ way, answer: answersOf(way)[index] }).toEqual({ way, answer: expected });
  },
);

test("405 tells what is allowed", () => {
  const index = shopCorpus.findIndex(({ name }) => name === "DELETE /health");
  expect(ways.map((way) => answersOf(way)[index]?.headers.allow)).toEqual(
    ways.map(() => "GET, HEAD, OPTIONS"),
  );
});

test("a body over the limit is refused alike with a length and in chunks", () => {
  const refused = answersOf("built").filter(({ status }) => status === 413);
  expect(refused).toBeArrayOfSize(2);
  expect(refused[1]).toEqual(refused[0] as Answer);
});

test.each(["costCents", "supplierNote", "Flame & Sons", "cheap"])(
  "no answer has %s, which is stored and not declared",
  (secret) => {
    const leaks = ways.flatMap((way) => answersOf(way).filter(({ body }) => body.includes(secret)));
    expect(leaks).toEqual([]);
  },
);
