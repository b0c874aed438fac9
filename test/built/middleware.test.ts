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

const guarded = `import { app, redirect, signedCookie } from "bunsen";
import { apiKey, basic, csrf, every, ipAllow, loadShed, serverTiming, some, timeout, trustProxy } from "bunsen/middleware";

const user = signedCookie("user", { secrets: ["an example, not a secret of yours"] });

export default app()
  .use(trustProxy({ proxies: ["127.0.0.0/8", "::1"] }), ipAllow({ deny: ["203.0.113.9"] }), csrf())
  .use(loadShed({ maxInFlight: 100, maxLagMs: 10_000 }), timeout({ ms: 10_000 }), serverTiming())
  .use(some(every(apiKey({ keys: ["k-1"] }), basic({ users: { bob: "x" } })), basic({ users: { ann: "s3cret" } })))
  .post("/login", (c) => (user.set(c, "ann"), redirect("/me")))
  .get("/me", (c) => ({ user: c.user, cookie: user.get(c), ip: c.client.ip, found: c.time("db", () => 1) }));
`;

const visited = `import { app, t } from "bunsen";
import { session } from "bunsen/middleware";
import { memoryStore } from "bunsen/stores";

const secrets = ["an example, not a secret of yours"];
const visits = (store) =>
  app()
    .use(session({ secrets, store, schema: t.Object({ visits: t.Integer({ maximum: 2 }) }) }))
    .post("/", (c) => {
      c.session.set({ visits: (c.session.data.visits ?? 0) + 1 });
      return c.session.data;
    });

export default app().mount("/cookie", visits()).mount("/store", visits(memoryStore()));
`;

test.each(["/cookie", "/store"])("sessions in a built app, under strict as well: %s", async (target) => {
  await using workspace = await createWorkspace({ "app.ts": visited });
  const { exitCode, stderr } = await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const strict = "--disallow-code-generation-from-strings=strict";
  await using server = await startServer([process.execPath, strict, join(workspace.path, "dist/server.js")]);
  let cookie = "";
  const visit = async (): Promise<unknown> => {
    const answer = await fetch(new URL(target, server.url), { method: "POST", headers: { cookie } });
    cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    return answer.ok ? answer.json() : answer.status;
  };
  // The third does not fit the schema.
  expect([await visit(), await visit(), await visit()]).toEqual([{ visits: 1 }, { visits: 2 }, 500]);
});

test("guards, deadlines, cookies and redirects in a built app, under strict as well", async () => {
  await using workspace = await createWorkspace({ "app.ts": guarded });
  const { exitCode, stderr } = await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const strict = "--disallow-code-generation-from-strings=strict";
  await using server = await startServer([process.execPath, strict, join(workspace.path, "dist/server.js")]);
  const ask = (target: string, headers: Record<string, string>, method = "GET") =>
    fetch(new URL(target, server.url), { method, headers, redirect: "manual" });
  const authorization = `Basic ${btoa("ann:s3cret")}`;
  const login = await ask("/login", { authorization }, "POST");
  expect([login.status, login.headers.get("location")]).toEqual([303, "/me"]);
  const cookie = login.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const mine = await ask("/me", { authorization, cookie, "x-forwarded-for": "198.51.100.1" });
  expect(await mine.json()).toEqual({ user: "ann", cookie: "ann", ip: "198.51.100.1", found: 1 });
  expect(mine.headers.get("server-timing")).toMatch(/^db;dur=[\d.]+, total;dur=[\d.]+$/);
  const refused = [
    await ask("/me", {}),
    await ask("/me", { authorization, "x-forwarded-for": "203.0.113.9" }),
    await ask("/login", { authorization, origin: "https://evil.example" }, "POST"),
  ];
  expect(refused.map(({ status }) => status)).toEqual([401, 403, 403]);
});

const compressed = `import { app } from "bunsen";
import { bodyLimit, compress, etag } from "bunsen/middleware";

export default app({ methodOverride: { query: "_method" } })
  .use(compress(), etag(), bodyLimit({ limitBytes: 10 }))
  .get("/constant", "a long text ".repeat(1000))
  .get("/made", () => "a long text ".repeat(1000))
  .put("/notes/:id", ({ params, request }) => request.method + params.id);
`;

test("compression, entity tags, limits and overridden methods in a built app, under strict as well", async () => {
  await using workspace = await createWorkspace({ "app.ts": compressed });
  const { exitCode, stderr } = await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const strict = "--disallow-code-generation-from-strings=strict";
  await using server = await startServer([process.execPath, strict, join(workspace.path, "dist/server.js")]);
  const ask = (target: string, init?: RequestInit) => fetch(new URL(target, server.url), init);
  for (const target of ["/constant", "/made"]) {
    for (const coding of ["zstd", "br", "gzip"]) {
      const answer = await ask(target, { headers: { "accept-encoding": coding } });
      const tag = answer.headers.get("etag") ?? "";
      expect([answer.headers.get("content-encoding"), tag.slice(0, 3), await answer.text()]).toEqual([
        coding,
        'W/"',
        "a long text ".repeat(1000),
      ]);
      const again = await ask(target, { headers: { "accept-encoding": coding, "if-none-match": tag } });
      expect([again.status, again.headers.get("etag")]).toEqual([304, tag]);
    }
  }
  const put = await ask("/notes/7?_method=put", { method: "POST", body: "0123456789" });
  expect([put.status, await put.text()]).toEqual([200, "PUT7"]);
  expect((await ask("/notes/7?_method=put", { method: "POST", body: "0123456789a" })).status).toBe(413);
  expect((await ask("/notes/7", { method: "POST" })).headers.get("allow")).toBe("PUT, OPTIONS");
});

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
