import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { root } from "../support/app-forms.ts";
import { expectPageAnswers } from "../support/page-program.ts";

// The program of session hashes passwords.
setDefaultTimeout(30_000);

const directory = join(root, "docs/middleware");
const pages = [...new Bun.Glob("*.md").scanSync(directory)].toSorted();

describe.each(pages)("docs/middleware/%s", (page) => {
  test("its program answers as it says", async () => {
    await expectPageAnswers(join(directory, page));
  });
});

test("there is a page for each middleware", async () => {
  const files = [...new Bun.Glob("*.ts").scanSync(join(root, "src/middleware"))];
  const pagesOf = pages.map((page) => page.replace(".md", ".ts"));
  expect(pagesOf.filter((file) => !files.includes(file))).toEqual([]);
  expect(pagesOf).toEqual([
    "api-key.ts",
    "basic.ts",
    "bearer.ts",
    "body-limit.ts",
    "compress.ts",
    "cors.ts",
    "csrf.ts",
    "etag.ts",
    "every.ts",
    "ip-allow.ts",
    "jwt.ts",
    "load-shed.ts",
    "logger.ts",
    "metrics.ts",
    "otel.ts",
    "rate-limit.ts",
    "request-id.ts",
    "require-scopes.ts",
    "secure-headers.ts",
    "server-timing.ts",
    "session.ts",
    "some.ts",
    "timeout.ts",
    "trust-proxy.ts",
  ]);
});
