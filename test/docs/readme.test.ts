import { expect, test } from "bun:test";
import { join } from "node:path";
import type { App } from "../../src/bunsen.ts";
import { root } from "../support/app-forms.ts";

const readme = await Bun.file(join(root, "README.md")).text();

test("the README's first program is examples/hello", async () => {
  const [, program] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  expect(program).toBe(await Bun.file(join(root, "examples/hello/app.ts")).text());
});

test("the README's requests are answered as it says", async () => {
  // By its path, so that the example is checked by its own tsconfig, which is a user's.
  const { default: shop } = (await import(join(root, "examples/shop/app.ts"))) as { default: App };
  await using server = await shop.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  const block = readme.split("```console\n")[1]?.split("```")[0] ?? "";
  const exchanges = [...block.matchAll(/^\$ curl (?:-X (\w+) )?localhost:3000(\S+)\n(.*)$/gm)];
  expect(exchanges.length).toBe(4);
  for (const [, method = "GET", path = "", answer = ""] of exchanges) {
    const response = await fetch(new URL(path, server.url), { method });
    expect(await response.text()).toBe(answer);
  }
});

test("the README's table of routes and its emitted function are those of the shop", async () => {
  expect(readme).toContain(await runCommand("routes", "examples/shop/app.ts"));
  const [, emitted = ""] = /```js\n([^]*?)\n```/.exec(readme) ?? [];
  const explained = await runCommand("explain", "examples/shop/app.ts", "GET /products/:id");
  expect(inOneLine(explained)).toEndWith(inOneLine(emitted));
});

async function runCommand(...args: string[]): Promise<string> {
  const child = Bun.spawn([process.execPath, "src/cli.ts", ...args], { cwd: root, stdout: "pipe" });
  return (await new Response(child.stdout).text()).trim();
}

/** The formatter breaks long lines of a code block. */
const inOneLine = (text: string): string => text.replaceAll(/\s+/g, " ");
