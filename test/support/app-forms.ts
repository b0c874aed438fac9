import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { emitModule } from "../../src/compile/emit.ts";
import { loadApp } from "../../src/compile/load.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { App } from "../../src/define/app.ts";
import { runHere } from "../../src/define/app-workers.ts";
import { bindApp } from "../../src/define/binding.ts";
import { checkFit } from "../../src/define/fingerprint.ts";
import * as helpers from "../../src/runtime.ts";
import type { BuiltTable } from "../../src/built.ts";
import type { RouteTable } from "../../src/runtime/route-table.ts";

export const root: string = join(import.meta.dir, "../..");

/** The three ways an app becomes a table. All of them must give the same answers. */
export type Form = "interpreted" | "compiled" | "built";
export const forms: readonly Form[] = ["interpreted", "compiled", "built"];

/** The table of an app in one of its forms. The built one is written to a file and imported, as a build does. */
export async function tableOf(app: Pick<App, "definition">, form: Form): Promise<RouteTable> {
  const definition = app.definition();
  if (form !== "built") return loadApp(definition, helpers, form);
  const { plan } = planApp(definition, root);
  const module = (await importText(
    emitModule(plan, Object.keys(helpers), { version: "0.0.0", file: "app.ts", directory: "" }),
  )) as BuiltTable;
  checkFit(definition, module.built_from);
  return module.create_table(bindApp(definition, runHere));
}

/** Imports module text from a file inside this package, where `bunsen/runtime` resolves. */
export async function importText(text: string): Promise<unknown> {
  const parent = join(root, ".bunsen");
  await mkdir(parent, { recursive: true });
  const directory = await mkdtemp(join(parent, "test-"));
  try {
    const file = join(directory, "routes.gen.js");
    await Bun.write(file, text);
    return await import(file);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
