/**
 * Tells of the newest results of `bun run bench`: writes docs/performance.md, or prints `<workload> <contender> <ratio>`:
 * `bun run bench:report [--ratios]`.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { performancePage } from "./http/report.ts";
import { newestResults } from "./http/results.ts";
import { ratioLines } from "./ratios.ts";
import { aboutWorkloads } from "./suites.ts";

const page = join(import.meta.dir, "../docs/performance.md");
const { values } = parseArgs({ options: { ratios: { type: "boolean", default: false } } });
const results = await newestResults();
if (results === undefined) {
  console.error("There are no results. Run bun run bench first: it writes them to bench/results.");
  process.exitCode = 1;
} else if (values.ratios) {
  console.log(ratioLines(results).join("\n"));
} else {
  await Bun.write(page, performancePage(results, aboutWorkloads));
  console.log(`Wrote docs/performance.md from the results of ${results.measuredAt}.`);
}
