import { expect, test } from "bun:test";
import { join } from "node:path";
import type { App } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { root } from "../support/app-forms.ts";

const page = await Bun.file(join(root, "docs/schemas.md")).text();
const programs = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, program]) => program ?? "");

/** The app of a program of docs/schemas.md that has some text in it. */
async function appWith(text: string): Promise<App> {
  const program = programs.find((candidate) => candidate.includes(text));
  await using workspace = await createWorkspace({ "app.ts": program ?? "" });
  const module = (await import(join(workspace.path, "app.ts"))) as { readonly default: App };
  return module.default;
}

test("every program of docs/schemas.md is an app that can be planned", async () => {
  expect(programs.length).toBe(6);
  for (const program of programs) {
    const { diagnostics } = planApp((await appWith(program)).definition(), root);
    expect([program, diagnostics]).toEqual([program, []]);
  }
});

const json = { "content-type": "application/json" };

const post = async (given: App, path: string, body: unknown, headers: object = {}) => {
  const init = { method: "POST", body: JSON.stringify(body), headers: { ...json, ...headers } };
  return (await given.request(path, init)).json();
};

test("its login reads JSON and forms", async () => {
  const login = await appWith('"/login"');
  const asked = [
    { body: '{"name":"Ada"}', headers: json },
    { body: "name=Ada&remember=1", headers: { "content-type": "application/x-www-form-urlencoded" } },
  ].map(async (init) => (await login.request("/login", { method: "POST", ...init })).json());
  expect(await Promise.all(asked)).toEqual([
    { hello: "Ada", remember: false },
    { hello: "Ada", remember: true },
  ]);
});

test("its videos are read part by part", async () => {
  const videos = await appWith('"/videos"');
  const body = new FormData();
  body.set("title", "One");
  const response = await videos.request("/videos", { method: "POST", body });
  expect(await response.json()).toEqual({ names: ["One"] });
});

test("its moments, users and accounts are read as it says", async () => {
  expect(await post(await appWith('"/later"'), "/later", { at: "2026-02-28T12:00:00Z" })).toEqual({
    at: "2026-02-28T13:00:00.000Z",
  });
  expect(await post(await appWith('"/users/:id"'), "/users/7", { id: 1, name: "Ada", more: 1 })).toEqual({
    id: 7,
    name: "Ada",
  });
  const refused = (await post(
    await appWith('"/accounts"'),
    "/accounts",
    { age: 7, password: 12 },
    { "accept-language": "de" },
  )) as { readonly errors: readonly { readonly message: string; readonly received: string }[] };
  expect(refused.errors.map(({ message, received }) => [message, received])).toEqual([
    ["You must be of age.", "7"],
    ["hat den falschen Typ", "a number"],
  ]);
});
