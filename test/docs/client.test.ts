import { expect, test } from "bun:test";
import { join } from "node:path";
import { clientFailures } from "../../src/client/client-error.ts";
import { root } from "../support/app-forms.ts";

const page = join(root, "docs/client.md");

test("docs/client.md has a row for each error of a client, with its sentence, and no other", async () => {
  const text = await Bun.file(page).text();
  const errors = text.slice(text.indexOf("\n## Errors"));
  const rows = [...errors.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)].map(([, code, sentence]) => [
    code,
    sentence,
  ]);
  expect(rows).toEqual(Object.entries(clientFailures));
});
