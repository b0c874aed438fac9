import { basename, join } from "node:path";
import type { BunPlugin } from "bun";
import { CommandError } from "./command-error.ts";

/** What a server is bundled from. */
export interface BundleInput {
  /** The text of the emitted module. */
  readonly table: string;
  /** The OpenAPI document of the app, as JSON. Default: an empty one. */
  readonly document?: string;
  /** The user's app module. */
  readonly appFile: string;
  /** The file to write. */
  readonly output: string;
  /** Whether names and blanks are shortened. Default false: stack traces tell of the functions as they are written. */
  readonly minify?: boolean;
  /** Plugins of Bun's bundler, asked first. Default: none. */
  readonly plugins?: readonly BunPlugin[];
}

const source = join(import.meta.dir, "..");

/** A bundler writes the NODE_ENV of the build into the bundle; the app asks for the one it runs in. */
export const runtimeEnvironment: Readonly<Record<string, string>> = {
  "process.env.NODE_ENV": "process.env.NODE_ENV",
};

/** Entries that a build has in another form. */
const described: ReadonlySet<string> = new Set(["bunsen/openapi", "bunsen/swagger-ui"]);

/**
 * Bundles the app, its table and the part of Bunsen that runs: `bunsen` is `built.ts` there, so that the compiler is
 * left out.
 */
export async function bundleServer(input: BundleInput): Promise<void> {
  const { output, appFile, minify = false, plugins = [] } = input;
  const built = await Bun.build({
    entrypoints: ["bunsen-server"],
    target: "bun",
    throw: false,
    define: runtimeEnvironment,
    minify,
    plugins: [...plugins, bunsenModules(input)],
  });
  const [artifact, ...others] = built.outputs;
  if (!built.success || artifact === undefined)
    throw new CommandError(built.logs.map((log) => Bun.inspect(log)).join("\n"));
  if (others.length > 0) throw new CommandError(manyFilesProblem(appFile, others));
  await Bun.write(output, await artifact.text());
}

/** A bundler copies such files beside the bundle, where the app would look for them from its working directory. */
function manyFilesProblem(appFile: string, others: readonly Bun.BuildArtifact[]): string {
  const names = others.map(({ path }) => basename(path)).join(", ");
  return (
    `${basename(appFile)} imports files that one server.js cannot hold: ${names}.\n` +
    '  Fix: import text with { type: "text" }, or read the file by its path when the app runs.'
  );
}

/** Resolves `bunsen` to this copy, and makes the entry and the module that gives the table before the app runs. */
function bunsenModules({ table, appFile, document = "{}" }: BundleInput): BunPlugin {
  const virtual: Readonly<Record<string, string>> = {
    "bunsen-server": [
      'import "bunsen-table";',
      'import { serveBuilt } from "bunsen/built";',
      `import * as appModule from ${JSON.stringify(appFile)};`,
      // Without waiting: what waits at the top of a module cannot have bytecode in a file.
      "void serveBuilt(appModule);",
    ].join("\n"),
    "bunsen-table": [
      'import { useTable } from "bunsen/built";',
      'import * as table from "bunsen-routes";',
      "useTable(table);",
    ].join("\n"),
    // By text, not by file: the bundle names its modules, and is the same wherever it is made.
    "bunsen-routes": table,
    // In the place of those that describe the app by the compiler, which a build does not have.
    "bunsen-openapi": [
      `import { defineOpenApi } from ${JSON.stringify(join(source, "define/openapi-route.ts"))};`,
      `const document = ${JSON.stringify(document)};`,
      "export const openapi = (app, options = {}) => defineOpenApi(app, options, () => JSON.parse(document), true);",
    ].join("\n"),
    "bunsen-swagger-ui": [
      `import { defineSwaggerUi } from ${JSON.stringify(join(source, "swagger-ui.ts"))};`,
      "export const swaggerUi = (app, options = {}) => defineSwaggerUi(app, options, true);",
    ].join("\n"),
  };
  const modules: Readonly<Record<string, string>> = {
    bunsen: join(source, "built.ts"),
    "bunsen/built": join(source, "built.ts"),
    "bunsen/middleware": join(source, "middleware.ts"),
    "bunsen/multipart": join(source, "multipart.ts"),
    "bunsen/runtime": join(source, "runtime.ts"),
  };
  return {
    name: "bunsen",
    setup(builder) {
      builder.onResolve({ filter: /^bunsen-(?:server|table|routes|openapi|swagger-ui)$/ }, ({ path }) => ({
        path,
        namespace: "bunsen",
      }));
      builder.onLoad({ filter: /.*/, namespace: "bunsen" }, ({ path }) => ({
        contents: virtual[path] ?? "",
        loader: "js",
      }));
      builder.onResolve({ filter: /^bunsen(?:\/[\w-]+)?$/ }, ({ path }) => {
        if (described.has(path)) return { path: path.replace("/", "-"), namespace: "bunsen" };
        const resolved = modules[path];
        return resolved === undefined ? undefined : { path: resolved };
      });
    },
  };
}
