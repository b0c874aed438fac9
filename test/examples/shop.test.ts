import { expect, test } from "bun:test";
import { join } from "node:path";
import { runBunsen, type ServerProcess, startServer } from "../cli/support/processes.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { root } from "../support/app-forms.ts";
import { comparable, readCommands, readTranscript, replay } from "./transcript.ts";

const readme = await Bun.file(join(root, "examples/shop/README.md")).text();
const transcript = readTranscript(readme);
const [start = [], build = [], runBuilt = [], runExecutable = []] = readCommands(readme);

/** A command of the README, with this Bun and another output directory. */
const inPlace = (command: readonly string[], dist: string): string[] =>
  command.map((word) => (word === "bun" ? process.execPath : word.replace(/^dist(?=\/)/, dist)));

/** Starts a shop, with the defaults that the README tells. */
const open = (
  env: Readonly<Record<string, string>> = {},
  command = inPlace(start, ""),
): Promise<ServerProcess> => startServer(command, { env });

/** Replays every visit in order, as later ones see what earlier ones did. */
async function replayAll(server: ServerProcess): Promise<{ command: string; answer: string }[]> {
  const replayed = [];
  for (const { command } of transcript) {
    replayed.push({ command, answer: comparable(await replay(command, server.url)) });
  }
  return replayed;
}

const expected = transcript.map(({ command, answer }) => ({ command, answer: comparable(answer) }));

test("the README has a transcript of every route", () => {
  expect(transcript.length).toBeGreaterThanOrEqual(18);
  for (const path of ["/health", "/products?", "/products/1", "/orders", "/orders/1", "/staff/report"]) {
    expect(transcript.some(({ command }) => command.includes(`localhost:3000${path}`))).toBe(true);
  }
});

test("the answers in the README are those of the app", async () => {
  await using server = await open();
  expect(await replayAll(server)).toEqual(expected);
});

test("the answers in the README are those of its builds", async () => {
  await using workspace = await createWorkspace();
  const [, cli, ...args] = build;
  expect(cli).toBe("src/cli.ts");
  await runBunsen([...args, "--out", workspace.path]);
  for (const command of [runBuilt, runExecutable]) {
    await using server = await open({}, inPlace(command, workspace.path));
    expect(await replayAll(server)).toEqual(expected);
  }
});

const order = (productId: number, quantity: number): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ email: "robert@example.org", lines: [{ productId, quantity }] }),
});

test("orders and stock stay in the file that SHOP_DB names", async () => {
  await using workspace = await createWorkspace();
  const SHOP_DB = join(workspace.path, "shop.sqlite");
  {
    await using server = await open({ SHOP_DB });
    await fetch(new URL("/orders", server.url), order(2, 15));
  }
  await using server = await open({ SHOP_DB });
  const placed = (await (await fetch(new URL("/orders/1", server.url))).json()) as { totalCents: number };
  const product = (await (await fetch(new URL("/products/2", server.url))).json()) as { stock: number };
  expect({ totalCents: placed.totalCents, stock: product.stock }).toEqual({ totalCents: 27_750, stock: 25 });
});

test("STAFF_TOKEN takes the place of the demo's token", async () => {
  await using server = await open({ STAFF_TOKEN: "secret" });
  const statusFor = async (token: string): Promise<number> =>
    (await fetch(new URL("/staff/report", server.url), { headers: { authorization: `Bearer ${token}` } }))
      .status;
  expect([await statusFor("demo"), await statusFor("secret")]).toEqual([401, 200]);
});

test("orders at the same time never sell more than there is", async () => {
  await using server = await open();
  const responses = await Promise.all(
    Array.from({ length: 20 }, () => fetch(new URL("/orders", server.url), order(1, 1))),
  );
  const statuses = responses.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([...Array<number>(12).fill(201), ...Array<number>(8).fill(409)]);
});

test("SIGTERM ends the shop", async () => {
  await using server = await open();
  await (await fetch(new URL("/products", server.url))).text();
  server.process.kill("SIGTERM");
  expect(await server.process.exited).toBe(0);
});
