import { expect } from "bun:test";
import { join } from "node:path";
import type { App } from "../../src/bunsen.ts";
import { type Workspace, createWorkspace } from "../cli/support/workspace.ts";
import { type Block, type Page, filesBeside, isProgram, moduleOf, sideOf } from "./doc-page.ts";

/** A request of a page, and what it says of the answer. */
export interface Shown {
  readonly method: string;
  readonly target: string;
  readonly init: RequestInit;
  readonly answer: ShownAnswer;
}

export interface ShownAnswer {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
}

const fieldsOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2)) as [string, string][]);

/** Reads an `http` block: a request, its body where it has a Content-Type, and the answer. */
export function readExchange(block: string): Shown {
  const [request = "", ...parts] = block.split("\n\n");
  const [line = "", ...lines] = request.trim().split("\n");
  const headers = fieldsOf(lines);
  const hasBody = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  const sent = hasBody ? { body: parts.shift() ?? "" } : {};
  const [answer = "", ...body] = parts;
  const [status = "", ...fields] = answer.trim().split("\n");
  const [method = "", target = ""] = line.split(" ");
  return {
    method,
    target,
    init: { method, headers, ...sent },
    answer: { status: Number(status), fields: fieldsOf(fields), body: body.join("\n\n").trim() },
  };
}

/** What an answer has of what a page shows; a body of `…` is one that it does not show. */
export async function answerShown(response: Response, { fields, body }: ShownAnswer): Promise<ShownAnswer> {
  const given = Object.keys(fields).map((name) => [name, response.headers.get(name)]);
  return {
    status: response.status,
    fields: Object.fromEntries(given) as Record<string, string>,
    body: body === "…" ? body : (await response.text()).trim(),
  };
}

/** A program of a page, and what is shown of it until the next one. */
export interface ShownProgram {
  readonly program: Block;
  readonly shown: readonly Shown[];
  /** Its mistakes, where a `text` block after it tells them as `app.ts:6:4 [code]`; else empty. */
  readonly mistakes: string;
}

/** The programs of a page. */
export function programsOf({ blocks }: Page): ShownProgram[] {
  const programs = blocks.filter(isProgram);
  return programs.map((program, index) => {
    const next = programs[index + 1];
    const until = next === undefined ? blocks.length : blocks.indexOf(next);
    const between = blocks.slice(blocks.indexOf(program), until);
    const asked = between.filter(
      (block) => block.kind === "http" && ["", "Both", "Bunsen"].includes(sideOf(block)),
    );
    const told = between.filter(({ kind, text }) => kind === "text" && /^[\w.]+:\d+:\d+ \[/.test(text));
    const shown = asked.map(({ text }) => readExchange(text));
    return { program, shown, mistakes: told.map(({ text }) => text.trim()).join("\n\n") };
  });
}

/** An app that runs from a directory of its own, which is removed at the end of the block: workers import it, too. */
export interface RunningProgram extends AsyncDisposable {
  readonly app: App;
  readonly directory: string;
}

/** Imports a program of a page, beside the files that the page has named before it. */
export async function runProgram(page: Page, program: Block): Promise<RunningProgram> {
  const name = program.file ?? "app.ts";
  const workspace = await createWorkspace({ ...filesBeside(page, program), [name]: moduleOf(program) });
  const app = await exportedFrom(workspace, name);
  const directory = workspace.path;
  return { app, directory, [Symbol.asyncDispose]: async () => workspace[Symbol.asyncDispose]() };
}

/** The app that a program exports. */
export async function appOf(program: string): Promise<App> {
  await using workspace = await createWorkspace({ "app.ts": program });
  return await exportedFrom(workspace, "app.ts");
}

async function exportedFrom(workspace: Workspace, name: string): Promise<App> {
  const { default: app } = (await import(join(workspace.path, name))) as { default: App };
  return app;
}

/** Expects an app to answer as a page shows, one request after the other. */
export async function expectAnswers(app: App, shown: readonly Shown[]): Promise<void> {
  for (const { target, init, answer } of shown) {
    const response = await app.request(target, init);
    expect({ target, ...(await answerShown(response, answer)) }).toEqual({ target, ...answer });
  }
}
