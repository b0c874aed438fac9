import { summarizeFigure } from "../figures.ts";
import type { Results } from "../http/results.ts";
import { alignedTable } from "./table.ts";

const begin = "<!-- bench:report writes from here -->";
const end = "<!-- to here -->";

const workloads = [
  "ping",
  "json",
  "query",
  "response-schema",
  "schema-list",
  "validated-post",
  "middleware-chain",
  "fast-path",
];

const beside = ["start-first-post", "memory-start", "bundle-hello"];

const minified = "bunsen-minified";

const contenders = ["bunsen", "elysia", "elysia-2-aot", "hono", "h3", "fastify"];

/** The README with what results give between its marks; without marks, as it is. */
export function readmeWith(readme: string, results: Results | undefined): string {
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) return readme;
  const block = results === undefined ? [] : [...figuresOf(results), ""];
  return [before, begin, "\n\n", ...block.map((text) => `${text}\n`), end, after].join("");
}

function figuresOf(results: Results): string[] {
  const { machine, measuredAt, summaries, figures } = results;
  const ratios = workloads.map((workload) =>
    rowOf(workload, (name) =>
      summaries.find((row) => row.workload === workload && row.contender === name)?.ratio.toFixed(2),
    ),
  );
  const others = beside.flatMap((workload) => {
    const group = figures.filter((figure) => figure.workload === workload);
    // As those of the others are.
    const isMinified = group.some(
      ({ contender }) => workload.startsWith("bundle-") && contender === minified,
    );
    const told = (name: string): string | undefined => {
      const figure = group.find(
        ({ contender }) => contender === (isMinified && name === "bunsen" ? minified : name),
      );
      return figure && summarizeFigure(figure, group).median.toFixed(1);
    };
    const label = isMinified ? `${workload}, minified` : workload;
    return group.slice(0, 1).map(({ unit }) => rowOf(`${label}, ${unit}`, told));
  });
  return [
    `CPU time of the server for each request, as a ratio to \`Bun.serve\` by hand, and what programs need (${machine.cpu}, ${
      machine.cores
    } cores, Bun ${machine.bun}, ${measuredAt.slice(0, 10)}):`,
    "",
    alignedTable(["", ...contenders], [...ratios, ...others]),
  ];
}

const rowOf = (name: string, of: (contender: string) => string | undefined): string[] => [
  name,
  ...contenders.map((contender) => of(contender) ?? "–"),
];
