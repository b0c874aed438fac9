import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { elysia2Directory } from "../http/builds.ts";
import { clients } from "./clients.ts";
import { emitDeclarations } from "./declarations.ts";
import { servers } from "./servers.ts";

const root = join(import.meta.dir, "../..");

/** Programs to check: a directory for each contender, inside the package that has its framework. */
export interface Workspace extends AsyncDisposable {
  /** Writes a contender's programs for so many routes. @returns the directory of `server.json` and `client.json` */
  write(contender: string, routes: number): Promise<string>;
}

export async function createWorkspace(): Promise<Workspace> {
  const place = await createDirectory(root);
  const elysia2Place = await createDirectory(elysia2Directory);
  const declarations = join(place, "declarations");
  emitDeclarations(declarations);
  return {
    async write(contender, routes): Promise<string> {
      const directory = join(contender === "elysia-2" ? elysia2Place : place, `${contender}-${routes}`);
      const write = (file: string, text: string): Promise<number> => Bun.write(join(directory, file), text);
      await write("server.ts", servers[contender]?.(routes) ?? "");
      await write("client.ts", clients[contender] ?? "");
      await write("server.json", projectOf("server.ts", declarations));
      await write("client.json", projectOf("client.ts", declarations));
      if (contender === "bunsen") generateClient(directory);
      return directory;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const directory of [place, elysia2Place]) await rm(directory, { recursive: true, force: true });
    },
  };
}

async function createDirectory(inside: string): Promise<string> {
  await mkdir(join(inside, ".bunsen"), { recursive: true });
  return mkdtemp(join(inside, ".bunsen/types-"));
}

const projectOf = (file: string, declarations: string): string =>
  JSON.stringify({
    extends: join(root, "examples/tsconfig.json"),
    compilerOptions: {
      paths: { bunsen: [join(declarations, "bunsen.d.ts")], "bunsen/*": [join(declarations, "*.d.ts")] },
    },
    files: [file],
    include: [],
  });

/** What `bunsen client` writes of the app: it is generated when routes change, and not while one types. */
function generateClient(directory: string): void {
  const file = (name: string): string => join(directory, name);
  const command = [process.execPath, join(root, "src/cli.ts"), "client", file("server.ts")];
  const { success, stderr } = Bun.spawnSync([...command, "--out", file("client.gen.ts")]);
  if (!success) throw new Error(`The client cannot be generated:\n${stderr.toString()}`);
}
