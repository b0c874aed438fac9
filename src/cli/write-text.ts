import { dirname } from "node:path";
import { mkdir } from "node:fs/promises";
import { CommandError, UsageError } from "./command-error.ts";
import { type PlannedModule, planModule } from "./plan-module.ts";

export interface WriteOptions {
  /** The file to write; undefined prints. */
  readonly out?: string | undefined;
  /** Only compares: fails where the file is not what the app gives. */
  readonly check: boolean;
}

/** Writes, prints or compares a text that is made of an app. */
export async function writeText(
  path: string,
  command: string,
  textOf: (planned: PlannedModule) => string,
  { out, check }: WriteOptions,
): Promise<void> {
  if (check && out === undefined)
    throw new UsageError(`Name the file to compare: bunsen ${command} ${path} --check --out file`);
  const text = textOf(await planModule(path));
  if (out === undefined) return void process.stdout.write(text);
  if (check) return compare(text, out, `bunsen ${command} ${path} --out ${out}`, path);
  await mkdir(dirname(out), { recursive: true });
  await Bun.write(out, text);
  console.log(`Wrote ${out}.`);
}

async function compare(text: string, out: string, command: string, path: string): Promise<void> {
  const file = Bun.file(out);
  if (!(await file.exists())) throw new CommandError(`There is no ${out}. Run \`${command}\`.`);
  if ((await file.text()) === text) return console.log(`${out} is what ${path} gives.`);
  throw new CommandError(`${out} is stale: ${path} gives another text. Run \`${command}\`.`);
}
