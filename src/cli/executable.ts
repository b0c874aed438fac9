import type { BunPlugin } from "bun";
import { runtimeEnvironment } from "./bundle.ts";
import { CommandError } from "./command-error.ts";
import { type EmbeddingRoute, embeddingModule } from "./embed.ts";

/**
 * One file with Bun and bytecode in it, and the files of directories that are served. It refuses code from strings by itself:
 * nothing in a built app needs it.
 *
 * @param server the bundled server
 */
export async function compileExecutable(
  server: string,
  outfile: string,
  embedded: readonly EmbeddingRoute[],
): Promise<void> {
  const built = await Bun.build({
    entrypoints: [embedded.length === 0 ? server : entry],
    plugins: [withFiles(await Bun.file(server).text(), embedded)],
    target: "bun",
    throw: false,
    define: runtimeEnvironment,
    format: "esm",
    bytecode: true,
    compile: { outfile, execArgv: ["--disallow-code-generation-from-strings=strict"] },
  });
  if (!built.success) throw new CommandError(built.logs.map((log) => Bun.inspect(log)).join("\n"));
}

const entry = "bunsen-executable";

/**
 * The files come first: the app asks for them when it is loaded. The server comes by text: a file that is imported for nothing
 * but what it does may be left out.
 *
 * @param server the text of the bundled server
 */
function withFiles(server: string, embedded: readonly EmbeddingRoute[]): BunPlugin {
  const modules: Readonly<Record<string, string>> = {
    [entry]: 'import "bunsen-files";\nimport "bunsen-server";',
    "bunsen-server": server,
    "bunsen-files": embeddingModule(embedded),
  };
  return {
    name: "bunsen",
    setup(builder) {
      builder.onResolve({ filter: /^bunsen-(?:executable|files|server)$/ }, ({ path }) => ({
        path,
        namespace: "bunsen",
      }));
      builder.onLoad({ filter: /.*/, namespace: "bunsen" }, ({ path }) => ({
        contents: modules[path] ?? "",
        loader: "js",
      }));
    },
  };
}
