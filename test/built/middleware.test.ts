import { expect, test } from "bun:test";
import { join } from "node:path";
import { runBunsen, startServer } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";

const program = `import { app } from "bunsen";
import { bearer, cors, logger, requestId, secureHeaders } from "bunsen/middleware";

export default app()
  .use(requestId({ trustInbound: true }), logger(), cors(), secureHeaders())
  .use(bearer({ verify: (token) => token === "t0ken" && { user: "ann" } }))
  .get("/me", ({ user, requestId }) => ({ user, requestId }));
`;

test("a built app resolves bunsen/middleware, under strict as well", async () => {
  await using workspace = await createWorkspace({ "app.ts": program });
  const { exitCode, stderr } = await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const strict = "--disallow-code-generation-from-strings=strict";
  await using server = await startServer([process.execPath, strict, join(workspace.path, "dist/server.js")]);
  const headers = { authorization: "Bearer t0ken", "x-request-id": "id-1" };
  const answer = await fetch(new URL("/me", server.url), { headers });
  expect([answer.status, await answer.json(), answer.headers.get("x-frame-options")]).toEqual([
    200,
    { user: "ann", requestId: "id-1" },
    "SAMEORIGIN",
  ]);
  const refused = await fetch(new URL("/me", server.url));
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, "*"]);
  await server.process.waitFor(
    /^\{"method":"GET","path":"\/me","status":401,.*"code":"missing_credentials"\}$/m,
  );
});
