/** Each small example is started, and the commands of its README are carried out by a shell, `curl` among them. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { run, startServer } from "../cli/support/processes.ts";
import { createDirectory } from "../support/directory.ts";
import { root } from "../support/app-forms.ts";
import { comparable, readTranscript } from "./transcript.ts";

setDefaultTimeout(30_000);

/** Those of one idea. The others have tests of their own. */
const small = [
  "cached-report",
  "file-upload",
  "jwt-api",
  "rate-limited",
  "reverse-proxy",
  "sessions",
  "sse-clock",
  "static-site",
  "todo-sqlite",
  "webhooks",
];
const tested = ["chat", "hello", "shop", "starter", "thumbnails"];

const readmeOf = (name: string): string => join(root, "examples", name, "README.md");

/** Carries out commands one after the other, in one shell, and gives what each of them prints. */
async function carryOut(commands: readonly string[], origin: URL): Promise<string[]> {
  await using directory = await createDirectory({});
  const lines = commands.map((command) => command.replaceAll("localhost:3000", origin.host));
  const script = lines.map((line) => `${line}\nprintf '\\0'`).join("\n");
  const shell = `curl() { command curl --silent --max-time 10 "$@"; }\n${script}`;
  const { stdout, stderr } = await run(["sh", "-c", shell], { cwd: directory.path, patienceMs: 25_000 });
  expect(stderr).toBe("");
  return stdout.split("\0").slice(0, -1);
}

/** What is not the same each time. */
const stable = (answer: string): string =>
  comparable(answer.replaceAll("\r\n", "\n").trimEnd())
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, "<uuid>")
    .replaceAll(/;r=\d+;t=\d+|(?<=^retry-after: |again in )\d+/gm, "<count>")
    .replaceAll(/^(?:etag|last-modified): .*$/gm, (field) => `${field.split(":")[0]}: <value>`);

test.each(small)("examples/%s answers as its README says", async (name) => {
  const readme = await Bun.file(readmeOf(name)).text();
  const visits = readTranscript(readme);
  expect(visits.length).toBeGreaterThan(2);
  expect(readme).toMatch(new RegExp(`^(?:\\w+=\\S+ )*bun run examples/${name}/app.ts\\b`, "m"));
  await using server = await startServer([process.execPath, "run", `examples/${name}/app.ts`]);
  const answers = await carryOut(
    visits.map(({ command }) => command),
    server.url,
  );
  if (process.env["UPDATE_GOLDEN"] === "1") return writeAnswers(name, readme, answers);
  expect(answers.map((answer, index) => `$ ${visits[index]?.command}\n${stable(answer)}`)).toEqual(
    visits.map(({ command, answer }) => `$ ${command}\n${stable(answer)}`),
  );
});

// UPDATE_GOLDEN=1 bun test test/examples/small.test.ts
async function writeAnswers(name: string, readme: string, answers: readonly string[]): Promise<void> {
  const told = readTranscript(readme).map(({ command }, index) => {
    const answer = (answers[index] ?? "").replaceAll("\r\n", "\n").trimEnd();
    return answer === "" ? `$ ${command}\n` : `$ ${command}\n${answer}\n`;
  });
  const block = `\`\`\`console\n${told.join("")}\`\`\`\n`;
  await Bun.write(
    readmeOf(name),
    readme.replace(/^```console\n[^]*?^```\n/m, () => block),
  );
}

test("examples/README.md lists every example, and nothing else", async () => {
  const entries = await readdir(join(root, "examples"), { withFileTypes: true });
  const directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const readme = await Bun.file(join(root, "examples/README.md")).text();
  const listed = [...readme.matchAll(/^\| \[(\S+)\]\((\S+)\) /gm)].map(([, name, link]) => [name, link]);
  expect(listed.toSorted()).toEqual(directories.toSorted().map((name) => [name, name]));
  expect([...small, ...tested].toSorted()).toEqual(directories.toSorted());
});
