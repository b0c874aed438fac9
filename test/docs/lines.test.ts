import { expect, test } from "bun:test";
import { run } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { Deadline } from "../../src/stores/deadline.ts";
import { Outage } from "../../src/stores/outage.ts";
import { type Block, type Page, isProgram, readPage } from "../support/doc-page.ts";
import { appOf } from "../support/page-program.ts";

/** What a page shows in a block of no kind. */
const shownOn = ({ blocks }: Page): string => blocks.find(({ kind }) => kind === "")?.text.trim() ?? "";

function programOf({ path, blocks }: Page): Block {
  const program = blocks.find(isProgram);
  if (program === undefined) throw new Error(`${path} has no program.`);
  return program;
}

test("docs/middleware/load-shed.md: what is beyond the limit is answered so", async () => {
  const page = await readPage("docs/middleware/load-shed.md");
  const slow = programOf(page)
    .text.replace("maxInFlight: 1000", "maxInFlight: 1")
    .replace('() => "made"', "() => new Promise(() => {})");
  const app = await appOf(slow);
  void app.request("/report");
  const response = await app.request("/report");
  const retryAfter = response.headers.get("retry-after");
  expect(`${response.status}\nretry-after: ${retryAfter}\n\n${await response.text()}`).toBe(shownOn(page));
});

/** The sliding window says when it ends, which is another time for each test. */
const withoutTime = (line: string): string => line.replace(/("default";r=97);t=\d+/, "$1");

test("docs/middleware/rate-limit.md: the answer tells what remains of each limit", async () => {
  const page = await readPage("docs/middleware/rate-limit.md");
  const app = await appOf(programOf(page).text);
  let told = "";
  for (const path of ["/stock", "/login", "/login"])
    told = `ratelimit: ${(await app.request(path)).headers.get("ratelimit")}`;
  expect(withoutTime(told)).toBe(withoutTime(shownOn(page)));
});

test("docs/middleware/metrics.md: a request is told in those lines", async () => {
  const page = await readPage("docs/middleware/metrics.md");
  const asking = `import shop from "./app.ts";
await (await shop.request("/orders/7")).text();
const headers = { authorization: "Bearer t0ken" };
console.log(await (await shop.request("/metrics", { headers })).text());
`;
  // In a process of its own: its metrics are kept in a registry of the process.
  await using workspace = await createWorkspace({ "app.ts": programOf(page).text, "ask.ts": asking });
  const env = { SCRAPE_TOKEN: "t0ken" };
  const { stdout } = await run([process.execPath, "ask.ts"], { cwd: workspace.path, env });
  const missing = shownOn(page)
    .split("\n")
    .filter((line) => !stdout.split("\n").includes(line));
  expect(missing).toEqual([]);
});

test("docs/stores.md: an outage is told in those lines", async () => {
  const lines: string[] = [];
  const outage = new Outage("Redis", (entry) => lines.push(JSON.stringify(entry)));
  const cause = await new Deadline(1).passed.catch((error: unknown) => error);
  outage.begin(cause);
  outage.end();
  expect(lines.join("\n").replace("1 ms", "250 ms")).toBe(shownOn(await readPage("docs/stores.md")));
});
