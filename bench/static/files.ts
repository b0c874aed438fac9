/** What every contender serves. */
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One place for all of them, as a built server knows it from its build. */
export const directory: string = join(tmpdir(), "bunsen-bench-static");

const textOf = (line: string, bytes: number): string =>
  line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);

/** By their names. */
export const files: Readonly<Record<"site.css" | "app.js" | "film.mp4", string>> = {
  "site.css": textOf("a { color: #336699 }\n", 4_000),
  "app.js": textOf('console.log("started");\n', 60_000),
  "film.mp4": textOf("0123456789abcdef", 14_000_000),
};

export function writeFiles(): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
}
