import { expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { servePages } from "../../src/inspector/own-server.ts";
import { inspectorOf } from "./support/watched-app.ts";

const everywhere = app().get("/*", () => "mine");

test("its pages are there, for this machine alone, and nothing else is", async () => {
  await using server = servePages(inspectorOf(everywhere), await beforeFreePort());
  const { url } = server;
  expect([url.hostname, url.pathname]).toEqual(["127.0.0.1", "/_bunsen"]);
  const ask = async (path: string, host = url.host): Promise<number> =>
    (await fetch(new URL(path, url), { headers: { host } })).status;
  expect(await ask("/_bunsen")).toBe(200);
  expect(await ask("/_bunsen/state.json")).toBe(200);
  expect(await ask("/_bunsen", "evil.example")).toBe(404);
  expect(await ask("/nothing")).toBe(404);
});

test("it takes the port after that of the app, or another one where that is taken", async () => {
  const port = await beforeFreePort();
  await using first = servePages(inspectorOf(everywhere), port);
  expect(Number(first.url.port)).toBe(port + 1);
  await using second = servePages(inspectorOf(everywhere), port);
  expect(Number(second.url.port)).not.toBe(port + 1);
  await using last = servePages(inspectorOf(everywhere), 65_535);
  expect(Number(last.url.port)).toBeGreaterThan(0);
});

/** One before a port that was free. */
async function beforeFreePort(): Promise<number> {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const { port = 0 } = server;
  await server.stop(true);
  return port - 1;
}
