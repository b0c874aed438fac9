import { join } from "node:path";
import { buildApp } from "../http/builds.ts";
import { type Contender, baseline, onBun } from "../http/contenders.ts";
import { writeFiles } from "./files.ts";

const directory = join(import.meta.dir, "contenders");

/**
 * All contenders: Bun's own directory route and a file by hand, without anything around them; the others with five
 * middlewares.
 *
 * @param buildDirectory where what has to be built is written
 */
export function createContenders(buildDirectory: string): Contender[] {
  writeFiles();
  const built = ["bunsen", "bunsen-chained", "bunsen-alone"].map((name) => {
    const server = buildApp(join(directory, `${name}.ts`), join(buildDirectory, name));
    return { name, command: [process.execPath, server] };
  });
  return [
    { name: baseline, command: onBun(directory, "hand-written.ts") },
    { name: "hand-file", command: onBun(directory, "hand-file.ts") },
    ...built,
    { name: "elysia", command: onBun(directory, "elysia.ts") },
    { name: "hono", command: onBun(directory, "hono.ts") },
  ];
}
