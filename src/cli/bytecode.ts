import type { BunPlugin } from "bun";
import { runtimeEnvironment } from "./bundle.ts";

/** The file of a server's bytecode, where Bun looks for it. */
export const bytecodeOf = (server: string): string => `${server}.jsc`;

/** `import.meta` says where a module lies; as CommonJS it would say where it was built. */
const placeOfModule = /\bimport\.meta\b(?!\.require\b)/;

/**
 * Puts bytecode beside a bundled server, so that Bun need not parse it when it starts: `server.js.jsc`. Bun takes it only
 * with the very text and version of Bun that it was made of and by, and parses the text otherwise.
 *
 * Bytecode in a file is for CommonJS, so the server is rewritten as that. One that waits at the top of a module, or asks
 * for its place, can be an ES module only, and stays what it is.
 */
export async function addBytecode(server: string, minify: boolean): Promise<void> {
  const text = await Bun.file(server).text();
  if (placeOfModule.test(text)) return;
  const { success, outputs } = await Bun.build({
    entrypoints: ["bunsen-server"],
    plugins: [serverModule(text)],
    target: "bun",
    format: "cjs",
    bytecode: true,
    minify,
    throw: false,
    // ES modules are strict, CommonJS is not unless it says so.
    banner: '"use strict";',
    define: { ...runtimeEnvironment, "import.meta.require": "require" },
  });
  const code = outputs.find(({ kind }) => kind === "entry-point");
  const bytecode = outputs.find(({ kind }) => kind === "bytecode");
  if (!success || code === undefined || bytecode === undefined) return;
  await Bun.write(bytecodeOf(server), bytecode);
  await Bun.write(server, code);
}

/** By text, not by file: the output names its module, and is the same wherever it is made. */
function serverModule(text: string): BunPlugin {
  return {
    name: "bunsen",
    setup(builder) {
      builder.onResolve({ filter: /^bunsen-server$/ }, ({ path }) => ({ path, namespace: "bunsen" }));
      builder.onLoad({ filter: /.*/, namespace: "bunsen" }, () => ({ contents: text, loader: "js" }));
    },
  };
}
