import { describe, expect, test } from "bun:test";
import { planApp } from "../../src/compile/plan.ts";
import { type App, app, t } from "../../src/bunsen.ts";
import { bearer } from "../../src/middleware.ts";
import { openapi } from "../../src/openapi.ts";
import { swaggerUi } from "../../src/swagger-ui.ts";
import { documentOf } from "../describe/support.ts";
import { type Form, forms, root, tableOf } from "../support/app-forms.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { run, runBunsen, startServer } from "./support/processes.ts";
import { createWorkspace } from "./support/workspace.ts";

const User = t.Object({ id: t.Integer() }, { $id: "User" });
const define = (): App => app().get("/users/:id", { params: User, response: User }, ({ params }) => params);

describe.each(forms)("%s", (form: Form) => {
  test("the document is that of the app, without itself", async () => {
    const served = openapi(define()).get("/later", "later");
    const answer = await answerTarget(await tableOf(served, form), "/openapi.json", undefined);
    expect(answer.headers.get("content-type")).toBe("application/json;charset=utf-8");
    expect(await answer.json()).toEqual(documentOf(define().get("/later", "later")));
  });
});

test("it is a constant", () => {
  const { plan } = planApp(openapi(define()).definition(), root);
  expect(plan.routes.map(({ key, dispatch }) => [key, dispatch])).toContainEqual([
    "GET /openapi.json",
    "constant",
  ]);
});

test("where the app is mounted, it is that of the whole", async () => {
  const part = openapi(define());
  const whole = app().get("/", "root").mount("/part", part);
  const document = (await (await whole.request("/part/openapi.json")).json()) as { paths: object };
  expect(Object.keys(document.paths)).toEqual(["/", "/part/users/{id}"]);
});

test("a guard of the app guards it, unless it is left out", async () => {
  const guarded = app().use(bearer({ verify: () => true })) as App;
  expect((await openapi(guarded).request("/openapi.json")).status).toBe(401);
  const open = openapi(app().use(bearer({ verify: () => true })) as App, {
    skip: ["bearer"],
    allowUnguarded: true,
  });
  expect((await open.request("/openapi.json")).status).toBe(200);
});

test("an app that cannot be planned tells its own problems", () => {
  const broken = openapi(app().get("/a//b", () => 1));
  expect(() => void broken.routes).toThrow("invalid_path");
});

test("the page has its files from the app, and may load nothing else", async () => {
  const shown = swaggerUi(openapi(define()));
  const page = await shown.request("/docs");
  const html = await page.text();
  const linked = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = ""]) => path);
  expect(linked).toEqual(["/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/docs/start.js"]);
  expect(html).not.toMatch(/https?:|<script>|style=/);
  expect(page.headers.get("content-security-policy")).toStartWith("default-src 'none'; script-src 'self';");
  const files = await Promise.all(linked.map((path) => shown.request(path)));
  expect(files.map(({ status, headers }) => [status, headers.get("content-type")])).toEqual([
    [200, "text/css;charset=utf-8"],
    [200, "text/javascript;charset=utf-8"],
    [200, "text/javascript;charset=utf-8"],
  ]);
  expect(await files[2]?.text()).toBe(
    'SwaggerUIBundle({"url":"/openapi.json","dom_id":"#swagger-ui","validatorUrl":null});\n',
  );
});

test("a path of the page cannot end an attribute of it", async () => {
  const { pageOf } = await import("../../src/swagger-ui/page.ts");
  expect(pageOf('/"><script>')).toContain('href="/&#34;&#62;&#60;script&#62;/swagger-ui.css"');
});

const module = (options: string): string => `
  import { app } from "bunsen";
  import { openapi } from "bunsen/openapi";
  import { swaggerUi } from "bunsen/swagger-ui";
  export default swaggerUi(openapi(app().get("/hello", "hello"), ${options}), ${options});`;

/** Statuses of the document and the page of a server. */
async function statusesOf(
  command: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<number[]> {
  await using server = await startServer([process.execPath, ...command], { cwd, env });
  return await Promise.all(
    ["/openapi.json", "/docs"].map(async (path) => (await fetch(new URL(path, server.url))).status),
  );
}

test("in production, and in a build, it is served only where that is asked for", async () => {
  await using workspace = await createWorkspace({
    "app.ts": module("{}"),
    "open.ts": module("{ production: true }"),
  });
  const { path } = workspace;
  const production = { NODE_ENV: "production" };
  await runBunsen(["build", "app.ts"], { cwd: path });
  await runBunsen(["build", "open.ts", "--out", "open"], { cwd: path });
  expect({
    source: await statusesOf(["app.ts"], path),
    sourceInProduction: await statusesOf(["app.ts"], path, production),
    built: await statusesOf(["dist/server.js"], path),
    sourceAsked: await statusesOf(["open.ts"], path, production),
    builtAsked: await statusesOf(["open/server.js"], path, production),
  }).toEqual({
    source: [200, 200],
    sourceInProduction: [404, 404],
    built: [404, 404],
    sourceAsked: [200, 200],
    builtAsked: [200, 200],
  });
  await using server = await startServer([process.execPath, "open/server.js"], { cwd: path });
  expect(await (await fetch(new URL("/openapi.json", server.url))).json()).toEqual(
    JSON.parse(await workspace.read("open/openapi.json")),
  );
  expect(await workspace.read("open/server.js")).not.toContain("planApp");
});

test("bunsen openapi of an app that serves it prints what it serves", async () => {
  await using workspace = await createWorkspace({ "app.ts": module("{}") });
  const { stdout } = await runBunsen(["openapi", "app.ts"], { cwd: workspace.path });
  const ask =
    'const { default: app } = await import("./app.ts"); console.log(await (await app.request("/openapi.json")).text());';
  const served = await run([process.execPath, "-e", ask], { cwd: workspace.path });
  expect(JSON.parse(served.stdout)).toEqual(JSON.parse(stdout));
});
