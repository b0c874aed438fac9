import { join } from "node:path";
import { buildAheadOfTime, buildApp, bundle, elysia2Directory } from "./builds.ts";
import { pin } from "./pinning.ts";

/** A server to measure: a process that prints its port, or its address, on a line of its own once it listens. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  /** Workloads that it has no means of its own for: they are not measured, rather than imitated. */
  readonly lacks?: readonly string[];
}

/** A contender that listens. Disposing of it kills its process. */
export interface RunningContender extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  readonly lacks: readonly string[];
}

const ownDirectory = join(import.meta.dir, "contenders");

/** What every ratio is a ratio to. */
export const baseline = "hand-written";

/** None of the peers keeps answers by what its own package has; h3 does with another one. Of them, Hono knows 405. */
const lackedBy = (peer: string): string[] =>
  peer === "hono" ? ["cached-list"] : ["cached-list", "method-not-allowed"];

/**
 * All contenders.
 *
 * @param buildDirectory where `bunsen build` writes
 */
export function createContenders(buildDirectory: string): Contender[] {
  return [
    { name: baseline, command: onBun(ownDirectory, "hand-written.ts") },
    { name: "hand-fetch", command: onBun(ownDirectory, "hand-fetch.ts") },
    ...bunsenContenders(ownDirectory, buildDirectory),
    ...peerContenders(ownDirectory, "http.ts", buildDirectory).map((peer) => ({
      ...peer,
      lacks: lackedBy(peer.name),
    })),
  ];
}

/** `bunsen-memory.ts` of a directory, which compiles when it starts, and the built server of its `bunsen.ts`. */
export function bunsenContenders(directory: string, buildDirectory: string): Contender[] {
  return [
    { name: "bunsen-memory", command: onBun(directory, "bunsen-memory.ts") },
    { name: "bunsen", command: [process.execPath, buildApp(join(directory, "bunsen.ts"), buildDirectory)] },
  ];
}

/**
 * Elysia, Hono and h3 of a directory on Bun, and Fastify on Node, where that is installed.
 *
 * @param elysia2File the same app in `bench/elysia-2`, where `elysia` is the second one
 */
export function peerContenders(directory: string, elysia2File: string, buildDirectory: string): Contender[] {
  const onTheirOwn = (name: string): Contender => ({ name, command: onBun(directory, `${name}.ts`) });
  return [
    onTheirOwn("elysia"),
    ...elysia2Contenders(elysia2File, buildDirectory),
    onTheirOwn("hono"),
    onTheirOwn("h3"),
    ...fastifyOnNode(directory, buildDirectory),
  ];
}

/** Elysia 2, which compiles when it starts, and the same app compiled ahead of time by its plugin. */
function elysia2Contenders(file: string, buildDirectory: string): Contender[] {
  const built = buildAheadOfTime(join(elysia2Directory, file), join(buildDirectory, "elysia-2"));
  return [
    { name: "elysia-2", command: onBun(elysia2Directory, file) },
    { name: "elysia-2-aot", command: [process.execPath, built] },
  ];
}

/** The command that runs a file. */
export const onBun = (directory: string, file: string): readonly string[] => [
  process.execPath,
  join(directory, file),
];

/** Node reads no TypeScript, so Fastify is bundled. */
function fastifyOnNode(directory: string, buildDirectory: string): Contender[] {
  if (Bun.which("node") === null) return [];
  const output = join(buildDirectory, "fastify.mjs");
  bundle(join(directory, "fastify.ts"), output, "node");
  return [{ name: "fastify", command: ["node", output] }];
}

/** Those that can do what a workload asks for. */
export const ableTo = <C extends Pick<RunningContender, "lacks">>(
  contenders: readonly C[],
  workload: string,
): C[] => contenders.filter(({ lacks }) => !lacks.includes(workload));

/**
 * Starts a contender on the servers' core.
 *
 * @param signal kills it
 * @throws {Error} where it ends, or prints something else, before its port
 */
export async function startContender(
  { name, command, lacks = [] }: Contender,
  signal: AbortSignal,
): Promise<RunningContender> {
  const child = Bun.spawn(pin("server", command), {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
    env: { ...process.env, NODE_ENV: "production", PORT: "0" },
    signal,
    killSignal: "SIGKILL",
  });
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await child.exited;
  };
  try {
    const port = await readPort(child.stdout, name);
    return { name, port, pid: child.pid, lacks, [Symbol.asyncDispose]: kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function readPort(stdout: ReadableStream<Uint8Array>, name: string): Promise<number> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stdout) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes("\n")) break;
  }
  const port = Number(/^(?:Listening on http:\/\/.+:)?(\d+)\/?$/.exec(text.trim())?.[1]);
  if (Number.isInteger(port) && port > 0) return port;
  throw new Error(`${name} should print its port, and printed ${JSON.stringify(text)}.`);
}
