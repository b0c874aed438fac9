import { join } from "node:path";
import { type Contender, baseline, buildApp } from "../http/contenders.ts";

const directory = join(import.meta.dir, "contenders");

const onBun = (file: string): readonly string[] => [process.execPath, join(directory, file)];

/**
 * All contenders.
 *
 * @param buildDirectory where what has to be built is written
 */
export function createContenders(buildDirectory: string): Contender[] {
  buildApp(join(directory, "bunsen.ts"), buildDirectory);
  return [
    { name: baseline, command: onBun("hand-written.ts") },
    { name: "hand, shared", command: onBun("hand-shared.ts") },
    { name: "bunsen compiled", command: onBun("bunsen-compiled.ts") },
    { name: "bunsen built", command: [process.execPath, join(buildDirectory, "server.js")] },
    { name: "elysia", command: onBun("elysia.ts") },
    { name: "hono", command: onBun("hono.ts") },
    { name: "h3", command: onBun("h3.ts") },
    ...fastifyOnNode(buildDirectory),
  ];
}

/** Fastify runs on Node, where that is installed; Node reads no TypeScript, so it is bundled. */
function fastifyOnNode(buildDirectory: string): Contender[] {
  if (Bun.which("node") === null) return [];
  const output = join(buildDirectory, "fastify.mjs");
  const source = join(directory, "fastify.ts");
  const command = [process.execPath, "build", source, "--target=node", `--outfile=${output}`];
  const { success, stderr } = Bun.spawnSync(command, { stdout: "ignore", stderr: "pipe" });
  if (!success) throw new Error(`${source} cannot be bundled:\n${stderr.toString()}`);
  return [{ name: "fastify on node", command: ["node", output] }];
}
