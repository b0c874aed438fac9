import type { Figure } from "../figures.ts";
import type { Program } from "./contenders.ts";

/** What the server's file weighs; bytecode beside it is not counted. */
export const measureSize = (workload: string, programs: readonly Program[]): Figure[] =>
  programs.map(({ name, file }) => ({
    workload,
    contender: name,
    unit: "kB",
    values: [Bun.file(file).size / 1000],
  }));
