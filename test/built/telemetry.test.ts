import { expect, test } from "bun:test";
import { join } from "node:path";
import { runBunsen, startServer } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";

const measured = `import { app } from "bunsen";
import { exposeMetrics, metrics, statsMetrics } from "bunsen/metrics";
import { bearer } from "bunsen/middleware";
import { otel, traceHeaders } from "bunsen/otel";

const shop = app()
  .use(otel(), metrics())
  .get("/items/:id", ({ params }) => ({ id: params.id, headers: traceHeaders() }))
  .get("/metrics", { use: [bearer({ verify: (token) => token === "t0ken" && {} })] }, exposeMetrics());
statsMetrics(shop);
export default shop;
`;

const plain = `import { app } from "bunsen";
import { logger } from "bunsen/middleware";
export default app().use(logger()).get("/", () => "ok");
`;

const strict = "--disallow-code-generation-from-strings=strict";

test("metrics and traces of a built app, under strict as well", async () => {
  await using workspace = await createWorkspace({ "app.ts": measured });
  const { exitCode, stderr } = await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  await using server = await startServer([process.execPath, strict, join(workspace.path, "dist/server.js")]);
  // Without an SDK there is no trace.
  const item = await fetch(new URL("/items/7", server.url));
  expect(await item.json()).toEqual({ id: "7", headers: {} });
  expect((await fetch(new URL("/metrics", server.url))).status).toBe(401);
  const headers = { authorization: "Bearer t0ken" };
  const text = await (await fetch(new URL("/metrics", server.url), { headers })).text();
  expect(text).toContain('http_requests_total{method="GET",route="/items/:id",status="200"} 1\n');
  expect(text).toContain('http_requests_total{method="GET",route="/metrics",status="401"} 1\n');
  expect(text).toContain("# TYPE bunsen_memo_entries gauge\n");
});

test("metrics that would be open are not built", async () => {
  const open = measured.replace(/\{ use: .* \}, exposeMetrics/, "exposeMetrics");
  await using workspace = await createWorkspace({ "app.ts": open });
  const { exitCode, stderr } = await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining("app.ts:9:4 [unguarded_route]\n  GET /metrics answers everyone"),
  });
});

const markersIn = (text: string): readonly boolean[] =>
  ["prom-client", "@opentelemetry", "watchClient"].map((marker) => text.includes(marker));

test("an app without them has nothing of them", async () => {
  await using workspace = await createWorkspace({ "app.ts": plain, "measured.ts": measured });
  const textOf = async (file: string): Promise<string> => {
    const { exitCode } = await runBunsen(["build", file, "--out", "out"], { cwd: workspace.path });
    expect(exitCode).toBe(0);
    return workspace.read("out/server.js");
  };
  expect([markersIn(await textOf("app.ts")), markersIn(await textOf("measured.ts"))]).toEqual([
    [false, false, false],
    [true, true, true],
  ]);
});
