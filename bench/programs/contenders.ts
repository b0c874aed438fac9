import { join } from "node:path";
import { buildAheadOfTime, buildApp, bundle, elysia2Directory } from "../http/builds.ts";
import { type Contender, baseline } from "../http/contenders.ts";

/** An app as it goes into production. */
export interface Program extends Contender {
  /** The one file that it runs. */
  readonly file: string;
}

/** Which app: one constant; that and a checked body; what the public benchmark asks for, among 224 other routes. */
export type ProgramName = "hello" | "small" | "public";

/**
 * The same app of every contender, built or bundled, and minified. What `bunsen build` writes is not minified and has
 * bytecode beside it; `bunsen-minified` is its server made like the others, without bytecode.
 *
 * @param buildDirectory where they are written
 */
export function createPrograms(name: ProgramName, buildDirectory: string): Program[] {
  const directory = join(import.meta.dir, name);
  const output = (file: string): string => join(buildDirectory, file);
  const bundled = (contender: string, source = join(directory, `${contender}.ts`)): Program =>
    onBun(contender, bundle(source, output(`${contender}.js`), "bun"));
  const server = buildApp(join(directory, "bunsen.ts"), output("bunsen"));
  const awaited = buildApp(join(directory, "bunsen-awaited.ts"), output("bunsen-awaited"));
  const elysia2 = join(elysia2Directory, `${name}.ts`);
  return [
    bundled(baseline),
    onBun("bunsen", server),
    bundled("bunsen-minified", awaited),
    bundled("elysia"),
    bundled("elysia-2", elysia2),
    onBun("elysia-2-aot", buildAheadOfTime(elysia2, output("elysia-2-aot"))),
    bundled("hono"),
    bundled("h3"),
    ...fastifyOnNode(directory, output("fastify.mjs")),
  ];
}

const onBun = (name: string, file: string): Program => ({ name, command: [process.execPath, file], file });

function fastifyOnNode(directory: string, output: string): Program[] {
  if (Bun.which("node") === null) return [];
  const file = bundle(join(directory, "fastify.ts"), output, "node");
  return [{ name: "fastify", command: ["node", file], file }];
}
