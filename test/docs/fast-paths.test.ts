import { expect, test } from "bun:test";
import { explainRoute } from "../../src/cli/explain.ts";
import { planApp } from "../../src/compile/plan.ts";
import { readPerformance } from "../../src/define/performance-config.ts";
import { type Block, isProgram, readPage } from "../support/doc-page.ts";
import { runProgram } from "../support/page-program.ts";

const page = await readPage("docs/fast-paths.md");

test("what docs/fast-paths.md tells of a route is what bunsen explain prints", async () => {
  const told = page.blocks.find(({ kind }) => kind === "console");
  if (told === undefined) throw new Error("The page tells of no route.");
  const before = (block: Block): boolean => page.blocks.indexOf(block) < page.blocks.indexOf(told);
  const program = page.blocks.filter(before).findLast(isProgram);
  if (program === undefined) throw new Error("The page has no program.");
  await using running = await runProgram(page, program);
  const { plan } = planApp(running.app.definition(), running.directory);
  expect(plan.routes.map((route) => explainRoute(route, plan)).join("\n")).toContain(told.text);
});

test("each key of its file is known, and each key that is known is in it", async () => {
  const file = page.blocks.find(({ kind }) => kind === "yaml")?.text ?? "";
  expect(readPerformance(Bun.YAML.parse(file))).toEqual({
    fastPaths: ["/health", { path: "/version", method: "GET" }],
    middleware: { skipConditions: { requestId: [{ path: "/assets/*" }] } },
    caching: { ttlSeconds: 30, middlewareCacheSize: 500, handlerCacheSize: 100, routeCacheSize: 1000 },
    optimizations: {
      useResponseCache: true,
      useHandlerCache: true,
      useRouteCache: false,
      poolConnections: true,
    },
  });
});
