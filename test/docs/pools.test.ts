import { expect, test } from "bun:test";
import { join } from "node:path";
import { poolFailures } from "../../src/pool/pool-error.ts";
import { root } from "../support/app-forms.ts";

test("docs/pools.md has a row for each error of a pool, with its sentence, and no other", async () => {
  const text = await Bun.file(join(root, "docs/pools.md")).text();
  const errors = text.slice(text.indexOf("\n## Errors"), text.indexOf("\n## What was measured"));
  const rows = [...errors.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)].map(([, code, sentence]) => [
    code,
    sentence,
  ]);
  expect(rows).toEqual(Object.entries(poolFailures));
});
