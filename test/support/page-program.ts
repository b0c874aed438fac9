import { expect } from "bun:test";
import { join } from "node:path";
import type { App } from "../../src/bunsen.ts";
import { createWorkspace } from "../cli/support/workspace.ts";

/** A request of a page, and what it says of the answer. */
interface Shown {
  readonly method: string;
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly status: number;
  readonly fields: Record<string, string>;
  readonly body: string;
}

const fieldsOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2)) as [string, string][]);

function readExchange(block: string): Shown {
  const [request = "", answer = "", ...body] = block.split("\n\n");
  const [line = "", ...headers] = request.trim().split("\n");
  const [status = "", ...fields] = answer.trim().split("\n");
  const [method = "", target = ""] = line.split(" ");
  return {
    method,
    target,
    headers: fieldsOf(headers),
    status: Number(status),
    fields: fieldsOf(fields),
    body: body.join("\n\n").trim(),
  };
}

/** The app that the first program of a page exports. */
export async function importPage(page: string): Promise<App> {
  return appOf(programOf(await Bun.file(page).text()));
}

const programOf = (text: string): string => /```ts\n([^]*?)```/.exec(text)?.[1] ?? "";

/** Runs the first program of a page, and expects each exchange that the page shows. */
export async function expectPageAnswers(page: string): Promise<void> {
  const text = await Bun.file(page).text();
  // It stays until all is answered: workers import it, too.
  await using workspace = await createWorkspace({ "app.ts": programOf(text) });
  await expectAnswers(await exportedFrom(workspace.path), exchangesOf(text));
}

/** Runs each program of a page, and expects the exchanges that the page shows before the next one. */
export async function expectProgramsAnswer(page: string): Promise<void> {
  const [, ...parts] = (await Bun.file(page).text()).split("```ts\n");
  expect(parts.length).toBeGreaterThan(0);
  for (const part of parts) {
    const [program = ""] = part.split("```");
    await expectAnswers(await appOf(program), exchangesOf(part));
  }
}

/** The app that a program exports. */
export async function appOf(program: string): Promise<App> {
  await using workspace = await createWorkspace({ "app.ts": program });
  return await exportedFrom(workspace.path);
}

async function exportedFrom(directory: string): Promise<App> {
  const { default: app } = (await import(join(directory, "app.ts"))) as { default: App };
  return app;
}

const exchangesOf = (text: string): Shown[] =>
  [...text.matchAll(/```http\n([^]*?)```/g)].map(([, block = ""]) => readExchange(block));

async function expectAnswers(app: App, shown: readonly Shown[]): Promise<void> {
  expect(shown.length).toBeGreaterThan(0);
  for (const { method, target, headers, status, fields, body } of shown) {
    const response = await app.request(target, { method, headers });
    const given = Object.keys(fields).map((name) => [name, response.headers.get(name)]);
    expect([response.status, Object.fromEntries(given), (await response.text()).trimEnd()]).toEqual([
      status,
      fields,
      body,
    ]);
  }
}
