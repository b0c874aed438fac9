import { join } from "node:path";
import type { Results } from "../http/results.ts";
import { performancePage } from "./page.ts";
import { plotsOf } from "./plots.ts";
import { readmeWith } from "./readme.ts";

/**
 * All files that results give, by their paths in the repository.
 *
 * @param results of a full run; undefined where there was none
 */
export async function reportFiles(
  root: string,
  results: Results | undefined,
  about: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const readme = await Bun.file(join(root, "README.md")).text();
  const plots = results === undefined ? [] : [...plotsOf(results)];
  return new Map([
    ["docs/performance.md", performancePage(results, about)],
    ["README.md", readmeWith(readme, results)],
    ...plots.map(([name, picture]) => [`docs/images/${name}`, picture] as const),
  ]);
}
