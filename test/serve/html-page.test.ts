/** HTML imports: Bun bundles and serves them; methods and paths are ours. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { app, middleware, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { App } from "../../src/define/app.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { quiet } from "../support/behaviour.ts";
import { type TestDirectory, createDirectory } from "../support/directory.ts";

let directory: TestDirectory;
let page: Bun.HTMLBundle;

beforeAll(async () => {
  directory = await createDirectory({
    "index.html": '<!doctype html><title>Shop</title><script type="module" src="./start.ts"></script>',
    "start.ts": 'const greeting: string = "started"; console.log(greeting);',
  });
  const module = (await import(join(directory.path, "index.html"))) as { readonly default: Bun.HTMLBundle };
  page = module.default;
});

afterAll(() => directory[Symbol.asyncDispose]());

const pages = (): App => app(quiet).get("/", page).get("/app/*", page);

test.each(forms)("%s: a page is answered, and what it names", async (form) => {
  await using server = listen(await tableOf(pages(), form), {
    port: 0,
    hostname: "127.0.0.1",
    signals: false,
  });
  for (const path of ["/", "/app/cart/7"]) {
    const response = await fetch(new URL(path, server.url));
    const text = await response.text();
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html;charset=utf-8"]);
    expect(text).toContain("<title>Shop</title>");
    const [, script = ""] = / src="([^"]+)"/.exec(text) ?? [];
    expect(await (await fetch(new URL(script, server.url))).text()).toContain("started");
    const refused = await fetch(new URL(path, server.url), { method: "POST" });
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  }
});

test("in-process there is no bundler: asking for it throws", async () => {
  await expect(pages().request("/")).rejects.toThrow(
    "GET / is an HTML import, which only Bun's server answers",
  );
});

test("the plan says so, and its fingerprint does not have the place of the file", () => {
  const { plan, diagnostics } = planApp(pages().definition(), "/");
  expect(diagnostics).toEqual([]);
  expect(plan.routes.map(({ dispatch, reason }) => [dispatch, reason])).toEqual([
    ["constant", "an HTML import, which Bun bundles and serves"],
    ["constant", "an HTML import, which Bun bundles and serves"],
  ]);
  expect(plan.routes[0]?.fingerprint).toBe(plan.routes[1]?.fingerprint as string);
});

const problemsOf = (subject: Pick<App, "definition">): string[] =>
  planApp(subject.definition(), "/").diagnostics.map(({ problem }) => problem);

test("what Bun would not do is refused", () => {
  const ignored =
    "GET /: an HTML import is served by Bun alone: its middleware would not run, and its header fields would not be sent.";
  const before = middleware({ name: "before", guards: true, before: () => {} });
  const fields = middleware({ name: "fields", headers: { "x-frame-options": "DENY" } });
  expect(problemsOf(app().use(before).get("/", page))).toEqual([ignored]);
  expect(problemsOf(app().use(fields).get("/", page))).toEqual([ignored]);
  expect(
    problemsOf(
      app()
        .use(fields)
        .get("/", { skip: ["fields"] }, page),
    ),
  ).toEqual([]);
  expect(problemsOf(app().post("/", page))).toEqual([
    "POST /: an HTML import answers GET, and HEAD by it, and nothing else.",
  ]);
  expect(problemsOf(app().get("/", { query: t.Object({}) }, page))).toEqual([
    "GET /: an HTML import is served by Bun alone, which knows nothing of query.",
  ]);
});
