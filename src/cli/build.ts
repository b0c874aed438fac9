import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { emitModule } from "../compile/emit.ts";
import * as helpers from "../runtime.ts";
import packageManifest from "../../package.json" with { type: "json" };
import { CommandError } from "./command-error.ts";
import { type PlannedModule, planModule, tellWarning } from "./plan-module.ts";
import { bundleServer } from "./bundle.ts";
import { buildReport } from "./build-report.ts";
import { addBytecode, bytecodeOf } from "./bytecode.ts";
import { clientText, openApiText } from "./description-texts.ts";
import { describeEmbedded, findEmbedded } from "./embed.ts";
import { compileExecutable } from "./executable.ts";
import { type Progress, createProgress } from "./progress.ts";
import { routesTable } from "./routes.ts";

export interface BuildOptions {
  /** Directory of the output. */
  readonly out: string;
  /** Only compares: fails where the emitted table in `out` is not what the app gives. */
  readonly check: boolean;
  /** Makes one executable of the server, too. */
  readonly compile: boolean;
  /** Shortens names and blanks in the server. */
  readonly minify: boolean;
}

/**
 * `bunsen build`: emits the table, bundles a server around it, reports. Files are made beside `out` and moved there
 * when all of them are ready.
 */
export async function build(path: string, options: BuildOptions): Promise<void> {
  using progress = createProgress();
  progress.step(`Planning ${path}`);
  const planned = await planModule(path, (warning) => {
    progress.clear();
    tellWarning(warning);
  });
  const table = emitModule(planned.plan, Object.keys(helpers), {
    version: packageManifest.version,
    ...planned,
  });
  progress.clear();
  if (options.check) return checkTable(table, options.out, path);
  const out = resolve(options.out);
  if (await Bun.file(out).exists())
    throw new CommandError(`${options.out} is a file; the output needs a directory.`);
  const staging = `${out}.building-${process.pid}`;
  try {
    await mkdir(staging, { recursive: true });
    await writeOutput(staging, table, planned, options, progress);
    await moveFiles(staging, out);
  } finally {
    await rm(staging, { recursive: true, force: true });
    progress.clear();
  }
  console.log(
    `${routesTable(planned.plan)}\n\nBuilt ${(await readdir(out)).toSorted().join(", ")} in ${options.out}.`,
  );
}

async function writeOutput(
  directory: string,
  table: string,
  planned: PlannedModule,
  options: BuildOptions,
  progress: Progress,
): Promise<void> {
  progress.step("Bundling server.js");
  await Bun.write(join(directory, "routes.gen.js"), table);
  const server = join(directory, "server.js");
  const document = openApiText(planned);
  await bundleServer({ table, document, appFile: planned.file, output: server, minify: options.minify });
  if (options.compile) {
    progress.step("Making an executable");
    const embedded = await addExecutable(server, planned);
    progress.clear();
    for (const line of embedded) console.log(line);
  }
  progress.step("Making bytecode");
  await addBytecode(server, options.minify);
  progress.step("Describing");
  await Bun.write(join(directory, "openapi.json"), document);
  await Bun.write(join(directory, "client.gen.ts"), clientText(planned));
  await Bun.write(join(directory, "build-report.json"), await buildReport(planned, directory));
}

/** @returns what it holds beside the server, in words */
async function addExecutable(server: string, { definition }: PlannedModule): Promise<readonly string[]> {
  const embedded = findEmbedded(definition);
  await compileExecutable(server, join(dirname(server), "server"), embedded);
  return describeEmbedded(embedded);
}

async function moveFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  // This build may have none.
  await rm(bytecodeOf(join(to, "server.js")), { force: true });
  for (const file of await readdir(from)) await rename(join(from, file), join(to, basename(file)));
}

async function checkTable(table: string, out: string, path: string): Promise<void> {
  const file = join(out, "routes.gen.js");
  const committed = Bun.file(file);
  if (!(await committed.exists()))
    throw new CommandError(`There is no ${file}. Run \`bunsen build ${path}\`.`);
  if ((await committed.text()) === table) return console.log(`${file} is what ${path} gives.`);
  throw new CommandError(
    `${file} is stale: ${path} gives another table. Run \`bunsen build ${path} --out ${out}\`.`,
  );
}
