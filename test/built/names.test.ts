/** What an app imports is there in each of its forms. */
import { expect, test } from "bun:test";
import * as built from "../../src/built.ts";
import * as bunsen from "../../src/bunsen.ts";
import { runBunsen } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";

test("a build has every name of bunsen, and what its server calls", () => {
  const own = ["serveBuilt", "useTable"];
  expect(Object.keys(built).toSorted()).toEqual([...Object.keys(bunsen), ...own].toSorted());
});

test("an app that imports all of them is built", async () => {
  const names = Object.keys(bunsen);
  await using workspace = await createWorkspace({
    "app.ts": `import { ${names.join(", ")} } from "bunsen";\nexport const used = [${names.join(", ")}];\nexport default app().get("/", "ok");\n`,
  });
  const { exitCode, stderr } = await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
});
