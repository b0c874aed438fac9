import type { Results } from "../http/results.ts";
import { besideSection } from "./beside.ts";
import { conditions } from "./conditions.ts";
import { growthSection } from "./growth.ts";
import { loadSection } from "./load.ts";
import { lossesSection } from "./losses.ts";

/** What stands instead of all figures, as long as there are none. */
const nothing = "Nothing is told here before a full run of `bun run bench` is kept in `bench/results`.";

/**
 * docs/performance.md.
 *
 * @param results of a full run; undefined where there was none
 * @param about what workloads ask for, by their name
 */
export function performancePage(results: Results | undefined, about: ReadonlyMap<string, string>): string {
  const told =
    results === undefined
      ? [nothing]
      : [
          ...conditions(results),
          ...loadSection(results.summaries, about),
          ...lossesSection(results),
          ...besideSection(results.figures, about),
          ...growthSection(results.figures, about),
        ];
  return `${[...head, ...told].join("\n\n")}\n`;
}

const head = [
  "# Performance",
  "<!-- `bun run bench:report` writes this page from the newest results of `bun run bench`. -->",
  `What the server's CPU does for each request, as a ratio to \`Bun.serve\` written by hand: below 1 is less work, above 1
more. Bunsen checks more than the code by hand does; what is compared, and how, is in
[bench/README.md](../bench/README.md). Within ±0.05, or where ranges overlap widely, call it level.`,
];
