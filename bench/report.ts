/**
 * Tells of the newest results of `bun run bench`: writes docs/performance.md with its pictures, and the figures of the
 * README; or prints `<workload> <contender> <ratio>`: `bun run bench:report [--ratios]`.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { newestResults } from "./http/results.ts";
import { ratioLines } from "./ratios.ts";
import { reportFiles } from "./report/files.ts";
import { aboutWorkloads } from "./suites.ts";

const root = join(import.meta.dir, "..");
const { values } = parseArgs({ options: { ratios: { type: "boolean", default: false } } });
const results = await newestResults();
if (results === undefined) {
  console.error("There are no results. Run bun run bench first: it writes them to bench/results.");
  process.exitCode = 1;
} else if (values.ratios) {
  console.log(ratioLines(results).join("\n"));
} else {
  for (const [path, content] of await reportFiles(root, results, aboutWorkloads)) {
    await Bun.write(join(root, path), content);
    console.log(`Wrote ${path} from the results of ${results.measuredAt}.`);
  }
}
