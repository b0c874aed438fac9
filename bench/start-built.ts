/**
 * How long a built app takes from the start of its process to its first answer: `bun bench/start-built.ts`.
 *
 *     bun bench/start-built.ts [--rounds 25] [--app objects|derived] [--against <another checkout of Bunsen, installed>]
 *
 * @module
 */
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine, machineLine } from "./machine.ts";

/** A process that tells its address in a line, and answers `GET /health`. */
interface Starter {
  readonly name: string;
  readonly command: readonly string[];
}

const properties = "{ id: t.Integer(), name: t.String({ minLength: 1 }), tags: t.Array(t.String()) }";
const routes = Array.from(
  { length: 10 },
  (_, index) =>
    `.post("/${index}", { body: t.Object(${properties}), response: t.Object(${properties}) }, ({ body }) => body)`,
);

const apps: Readonly<Record<string, string>> = {
  /** Twenty schemas of objects. */
  objects: `import { app, t } from "bunsen";\nexport default app().get("/health", "ok")${routes.join("\n")};\n`,
  /** Five schemas, most of them made from others. */
  derived: `import { app, t } from "bunsen";
    const User = t.Object({ id: t.Integer(), name: t.String(), role: t.Enum({ Admin: "admin", Guest: "guest" }) });
    const Page = t.Composite([User, t.Object({ page: t.Integer(), counts: t.Record(t.String(), t.Number()) })]);
    export default app().get("/health", "ok")
      .post("/users", { body: t.Omit(User, ["id"]), response: User }, ({ body }) => ({ id: 1, ...body }))
      .patch("/users", { body: t.Partial(User) }, ({ body }) => body)
      .post("/pages", { body: Page }, ({ body }) => body);\n`,
};

const plainText =
  'const server = Bun.serve({ port: 0, routes: { "/health": new Response("ok") } });\n' +
  "console.log(`Listening on ${server.url.href}`);\n";

const ofTheOther = " of the other";

async function compare(rounds: number, appText: string, against: string | undefined): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const own = await buildIn(resolve(import.meta.dir, ".."), appText, resources);
  const starters = [await plain(own), ...(await startersOf(own, ""))];
  if (against !== undefined) {
    starters.push(...(await startersOf(await buildIn(resolve(against), appText, resources), ofTheOther)));
  }
  const timesMs = new Map(starters.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, command } of round % 2 === 0 ? starters : starters.toReversed()) {
      timesMs.get(name)?.push(await startMs(command));
    }
  }
  console.log(machineLine(describeMachine()));
  console.log(`\n| process | ms, median | min–max | ratio |\n| --- | ---: | ---: | ---: |`);
  for (const [name, times] of timesMs) {
    console.log(rowOf(name, times, timesMs.get(`${name}${ofTheOther}`)));
  }
}

/** Builds the app with a checkout of Bunsen, and tells where. */
async function buildIn(checkout: string, appText: string, resources: AsyncDisposableStack): Promise<string> {
  await mkdir(join(checkout, ".bunsen"), { recursive: true });
  const directory = await mkdtemp(join(checkout, ".bunsen/start-"));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  await Bun.write(join(directory, "app.ts"), appText);
  const command = [process.execPath, join(checkout, "src/cli.ts"), "build", "app.ts", "--compile"];
  const { success, stderr } = Bun.spawnSync(command, { cwd: directory });
  if (!success) throw new Error(stderr.toString());
  return directory;
}

async function plain(directory: string): Promise<Starter> {
  const file = join(directory, "plain.js");
  await Bun.write(file, plainText);
  return { name: "`Bun.serve` with one route", command: [process.execPath, file] };
}

async function startersOf(directory: string, suffix: string): Promise<Starter[]> {
  const server = join(directory, "dist/server.js");
  const alone = join(directory, "alone/server.js");
  await mkdir(join(directory, "alone"));
  await copyFile(server, alone);
  return [
    { name: `\`app.ts\`, not built${suffix}`, command: [process.execPath, join(directory, "app.ts")] },
    { name: `\`server.js\` without bytecode${suffix}`, command: [process.execPath, alone] },
    { name: `\`server.js\`${suffix}`, command: [process.execPath, server] },
    { name: `executable${suffix}`, command: [join(directory, "dist/server")] },
  ];
}

/** From the start of the process to the end of its first answer. */
async function startMs(command: readonly string[]): Promise<number> {
  const start = Bun.nanoseconds();
  await using child = Bun.spawn([...command], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const response = await fetch(new URL("/health", await addressOf(child.stdout)));
  if (response.status !== 200) throw new Error(`${command.join(" ")} answered ${response.status}.`);
  await response.text();
  return (Bun.nanoseconds() - start) / 1e6;
}

async function addressOf(output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of output) {
    text += decoder.decode(chunk, { stream: true });
    const [address] = /http:\S+(?=\n)/.exec(text) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`It told no address:\n${text}`);
}

/** The ratio is that of each round to the same process of the other checkout. */
function rowOf(name: string, timesMs: readonly number[], othersMs: readonly number[] = []): string {
  const ratios = othersMs.map((otherMs, round) => (timesMs[round] ?? 0) / otherMs);
  const range = `${quantile(timesMs, 0).toFixed(1)}–${quantile(timesMs, 1).toFixed(1)}`;
  const ratio = ratios.length === 0 ? "" : quantile(ratios, 0.5).toFixed(2);
  return `| ${name} | ${quantile(timesMs, 0.5).toFixed(1)} | ${range} | ${ratio} |`;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

const { values } = parseArgs({
  options: { rounds: { type: "string" }, app: { type: "string" }, against: { type: "string" } },
});
const appText = apps[values.app ?? "objects"];
if (appText === undefined) throw new Error(`There is no app ${values.app}.`);
await compare(Number(values.rounds ?? 25), appText, values.against);
