import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { runBunsen, startServer } from "../cli/support/processes.ts";
import { type Workspace, createWorkspace } from "../cli/support/workspace.ts";

const bun = process.execPath;
const strict = "--disallow-code-generation-from-strings=strict";

/** The ways to run an app whose handlers are run by workers. All of them must answer as one that has none. */
const commands = {
  compiled: (path: string, isolate: string) => [bun, join(path, `${isolate}.ts`)],
  interpreted: (path: string, isolate: string) => [
    bun,
    "--disallow-code-generation-from-strings",
    join(path, `${isolate}.ts`),
  ],
  built: (path: string, isolate: string) => [bun, join(path, isolate, "server.js")],
  "built, strict": (path: string, isolate: string) => [bun, strict, join(path, isolate, "server.js")],
  executable: (path: string, isolate: string) => [join(path, isolate, "server")],
} as const satisfies Record<string, (path: string, isolate: string) => readonly string[]>;

const json = { "content-type": "application/json" };
const order = { id: 7, at: "2020-01-01T00:00:00.000Z", lines: [{ sku: "a", quantity: 1 }], extra: "dropped" };

/** A body that goes over as bytes: more than 4 KiB. */
const lines = Array.from({ length: 300 }, (_, n) => ({ sku: `é${n}`, quantity: n, extra: "dropped" }));
const wrongLines = lines.map((line, n) => (n % 20 === 7 ? { sku: n } : line));
const found = lines.map(({ sku }, n) => ({ sku, n: `${n}`, tags: [n] }));
const deep = `[${"[".repeat(5000)}${"]".repeat(5000)}]`;

const paths =
  "text bom empty nothing null list later bytes latin untyped large blob made stream redirect items/7/a/b sum?n=1,2,3 sum?n=x " +
  "mismatch undeclared declared fault own rejects user task/7 task/8 events none items/%zz/a";

const corpus: readonly (readonly [target: string, init?: RequestInit])[] = paths
  .split(" ")
  .map((path): readonly [string, RequestInit?] => [`/${path}`])
  .concat([
    ["/text", { method: "HEAD" }],
    ["/text", { method: "DELETE" }],
    ["/text", { headers: { origin: "https://a.example" } }],
    ["/fields", { headers: { "x-one": "é?", cookie: "id=3" } }],
    ["/fields"],
    ["/orders", { method: "POST", headers: json, body: JSON.stringify(order) }],
    ["/orders", { method: "POST", headers: json, body: JSON.stringify({ ...order, id: 9 }) }],
    ["/orders", { method: "POST", headers: json, body: '{"id":"x"}' }],
    ["/orders", { method: "POST", headers: json, body: "{" }],
    ["/orders", { method: "POST", headers: json, body: JSON.stringify({ ...order, lines }) }],
    ["/orders", { method: "POST", headers: json, body: JSON.stringify({ ...order, lines: wrongLines }) }],
    ["/orders", { method: "POST", headers: json, body: `${JSON.stringify({ ...order, lines })}]` }],
    ["/orders", { method: "POST", headers: json, body: new Uint8Array(5000).fill(0xff) }],
    ["/orders", { method: "POST", body: JSON.stringify({ ...order, lines }) }],
    ["/orders", { method: "POST", headers: json, body: " ".repeat(2_000_000) }],
    ["/search?page=1", { method: "POST", headers: json, body: JSON.stringify(found) }],
    ["/search?page=1", { method: "POST", headers: json, body: JSON.stringify(lines) }],
    ["/search?page=x", { method: "POST", headers: json, body: JSON.stringify(lines) }],
    ["/search?page=1", { method: "POST", headers: json, body: deep }],
    ["/search?page=1", { method: "POST", headers: json, body: JSON.stringify({ a: "b".repeat(5000) }) }],
    ["/upload", { method: "POST", body: new Uint8Array(200_000).map((_, index) => index) }],
    ["/upload", { method: "POST", body: new Uint8Array() }],
    ["/form", { method: "POST", body: new URLSearchParams({ a: "7" }) }],
  ]);

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

let workspace: Workspace;
let inline: readonly Answer[];

const moduleOf = (worker: boolean, isolate: string): string =>
  `import { define } from "../../test/built/worker-app.ts";\nexport default define(${worker}, "${isolate}");\n`;

beforeAll(async () => {
  workspace = await createWorkspace({
    "inline.ts": moduleOf(false, "thread"),
    "thread.ts": moduleOf(true, "thread"),
    "process.ts": moduleOf(true, "process"),
  });
  for (const isolate of ["thread", "process"]) {
    const out = join(workspace.path, isolate);
    const { exitCode } = await runBunsen(["build", `${out}.ts`, "--out", out, "--compile"]);
    expect(exitCode).toBe(0);
  }
  inline = await ask([bun, join(workspace.path, "inline.ts")], "true");
}, 60_000);

afterAll(() => workspace[Symbol.asyncDispose]());

/** Puts the whole corpus to a server. @param main whether handlers are run by its main thread */
async function ask(command: readonly string[], main: "true" | "false"): Promise<Answer[]> {
  await using server = await startServer(command);
  const origin = `http://127.0.0.1:${server.port}`;
  expect(await (await fetch(`${origin}/main`)).text()).toBe(main);
  const answers: Answer[] = [];
  for (const [target, init] of [...corpus, ...streamedRequests()]) {
    const response = await fetch(origin + target, { redirect: "manual", ...init });
    const { status, headers } = response;
    const body = (await response.bytes()).toBase64();
    const { date: _, ...rest } = Object.fromEntries(headers);
    answers.push({
      status,
      headers: [...Object.entries(rest), ...headers.getSetCookie().map((one) => ["", one] as const)],
      body,
    });
  }
  return answers;
}

/** Those whose body can be sent once: its size is not declared. */
const streamedRequests = (): typeof corpus =>
  [
    { ...order, lines },
    { ...order, lines: wrongLines },
  ].map((value) => {
    const body = new Blob([JSON.stringify(value)]).stream();
    return ["/orders", { method: "POST", headers: json, body }];
  });

test.each(
  Object.keys(commands).flatMap((way) => ["thread", "process"].map((isolate) => [way, isolate] as const)),
)(
  "%s, by a %s: the same bytes as without a worker",
  async (way, isolate) => {
    const command = commands[way as keyof typeof commands](workspace.path, isolate);
    // A worker that is a process has a main thread of its own.
    const answers = await ask(command, isolate === "thread" ? "false" : "true");
    for (const [index, [target, init]] of [...corpus, ...streamedRequests()].entries())
      expect([target, init?.method, answers[index]]).toEqual([target, init?.method, inline[index]]);
  },
  60_000,
);
