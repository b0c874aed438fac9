import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { type App, app, t } from "../../src/bunsen.ts";
import { clientSource } from "../../src/describe/client-source.ts";
import { run } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { descriptionOf } from "../describe/support.ts";
import { root } from "../support/app-forms.ts";

setDefaultTimeout(60_000);

const calls = 50;

/** An app with so many routes, each with schemas of its own. */
function appOf(routes: number): App {
  const many = app();
  for (let n = 0; n < routes; n++) {
    const Item = t.Object(
      { id: t.Integer(), name: t.String(), tags: t.Array(t.String()) },
      { $id: `Item${n}` },
    );
    many.get(
      `/items${n}/:id`,
      {
        params: t.Object({ id: t.Integer() }),
        query: t.Object({ q: t.Optional(t.String()) }),
        response: Item,
      },
      ({ params }) => ({ id: params.id, name: "", tags: [] }),
    );
  }
  return many;
}

/** A program that calls some of the routes, and looks at what comes back. */
const program = [
  'import { createTypedClient } from "bunsen/typed-client";',
  'import type { Api } from "./client.gen.ts";',
  'const client = createTypedClient<Api>("http://localhost");',
  ...Array.from(
    { length: calls },
    (_, n) => `{
      const answer = await client.get("/items${n}/:id", { params: { id: ${n} }, query: { q: "x" } });
      if (answer.ok) answer.value.name.trim();
      else if (answer.status === 422) answer.error.errors.map(({ pointer }) => pointer);
    }`,
  ),
  "export {};",
].join("\n");

/** How many types the checker makes of others, for a program of an app with so many routes. */
async function instantiationsOf(routes: number): Promise<number> {
  const header = { version: "0.0.0", file: "app.ts" };
  const tsconfig = JSON.stringify({
    extends: join(root, "examples/tsconfig.json"),
    include: ["."],
    exclude: [],
  });
  await using workspace = await createWorkspace({
    "client.gen.ts": clientSource(descriptionOf(appOf(routes)), header),
    "use.ts": program,
    "tsconfig.json": tsconfig,
  });
  const tsc = join(root, "node_modules/.bin/tsc");
  const { exitCode, stdout } = await run([tsc, "--noEmit", "--extendedDiagnostics", "-p", workspace.path]);
  const [, count = "none"] = /^Instantiations:\s+(\d+)/m.exec(stdout) ?? [];
  expect([exitCode, Number(count)]).toEqual([0, expect.any(Number) as never]);
  return Number(count);
}

// Times are those of the machine; what is counted here is what a chain of inferred types lets grow.
test("a program takes the checker no more work where its app has ten times the routes", async () => {
  const few = await instantiationsOf(calls);
  expect(few).toBeGreaterThan(calls);
  expect(await instantiationsOf(10 * calls)).toBe(few);
});
