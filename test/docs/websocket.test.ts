import { expect, test } from "bun:test";
import { join } from "node:path";
import { root } from "../support/app-forms.ts";
import { appOf } from "../support/page-program.ts";
import { SocketClient } from "../support/socket-client.ts";

const page = join(root, "docs/websocket.md");
const text = await Bun.file(page).text();

test("its sockets say what the page says", async () => {
  const [, program = ""] = /```ts\n([^]*?)```/.exec(text) ?? [];
  const [, conversation = ""] = /```text\n([^]*?)```/.exec(text) ?? [];
  const lines = conversation.trim().split("\n");
  expect(lines.length).toBe(8);
  const app = await appOf(program);
  await using server = await app.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  const clients = new Map<string, SocketClient>();
  for (const line of lines) {
    const [, name = "", verb = "", what = ""] = /^(\w+) (connects to|sends|gets) (.*)$/.exec(line) ?? [];
    const client = clients.get(name) ?? (await SocketClient.connect(server.url, what));
    clients.set(name, client);
    if (verb === "sends") client.send(what);
    if (verb === "gets") expect(`${name} gets ${String(await client.next())}`).toBe(line);
  }
  for (const client of clients.values()) await client[Symbol.asyncDispose]();
});

test("its table of limits has those of an app, and their defaults", async () => {
  const { defaultSocketLimits } = await import("../../src/sockets/socket-limits.ts");
  const rows = [...text.matchAll(/^\| `(\w+)` +\| ([\d,]+) +\| .*\| .* \|$/gm)].map(([, name, value]) => [
    name,
    Number(value?.replaceAll(",", "")),
  ]);
  const told = Object.fromEntries(rows.filter(([name]) => String(name) in defaultSocketLimits)) as object;
  expect(told).toEqual(defaultSocketLimits);
});

test("its program for several processes can be planned", async () => {
  const [, second = ""] = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code = ""]) => code);
  const app = await appOf(second);
  expect((await app.request("/news")).status).toBe(426);
});
