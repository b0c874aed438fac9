import { join } from "node:path";
import type { Figure } from "../figures.ts";
import { type Extent, type Part, takeTurns } from "../part.ts";
import { checkTypes } from "./check.ts";
import { clients } from "./clients.ts";
import { servers } from "./servers.ts";
import { type Workspace, createWorkspace } from "./workspace.ts";

interface Size {
  readonly routes: number;
  readonly rounds: number;
}

const extents: Readonly<Record<Extent, readonly Size[]>> = {
  full: [
    { routes: 50, rounds: 3 },
    { routes: 500, rounds: 2 },
    { routes: 1000, rounds: 1 },
  ],
  quick: [{ routes: 50, rounds: 1 }],
};

const aboutOf = (routes: number): Record<string, string> => ({
  [`types-${routes}`]: `CPU time of \`tsc\` for ${routes} routes, chained, each with three schemas of its own.`,
  [`client-types-${routes}`]: `CPU time of \`tsc\` for a program that calls 50 of ${routes} routes: by a generated client, Eden, \`hc\`, and \`fetch\` by hand.`,
});

/** What types cost the checker, and so the editor. */
export const types: Part = {
  about: Object.assign({}, ...extents.full.map(({ routes }) => aboutOf(routes))) as Record<string, string>,
  async measure(extent, signal): Promise<Figure[]> {
    await using workspace = await createWorkspace();
    const figures: Figure[] = [];
    for (const size of extents[extent]) {
      figures.push(...(await measureProjects("server", Object.keys(servers), size, workspace, signal)));
      figures.push(...(await measureProjects("client", Object.keys(clients), size, workspace, signal)));
    }
    return figures;
  },
};

async function measureProjects(
  program: "server" | "client",
  contenders: readonly string[],
  { routes, rounds }: Size,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Figure[]> {
  const projects: { readonly name: string; readonly project: string }[] = [];
  for (const name of contenders) {
    projects.push({ name, project: join(await workspace.write(name, routes), `${program}.json`) });
  }
  const turns = await takeTurns(projects, rounds, ({ project }) => checkTypes(project, signal));
  return turns.map(({ contender, values }) => {
    const fault = values.find((check) => check.fault !== undefined)?.fault;
    return {
      workload: `${program === "client" ? "client-" : ""}types-${routes}`,
      contender: contender.name,
      unit: "s",
      values: values.map(({ seconds }) => seconds),
      ...(fault === undefined ? {} : { fault }),
    };
  });
}
