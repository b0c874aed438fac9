import { expect, test } from "bun:test";
import { join } from "node:path";
import { root } from "../support/app-forms.ts";
import { isProgram, readPages } from "../support/doc-page.ts";

const pages = (await readPages()).filter(({ path }) => path.startsWith("docs/middleware/"));

test("each page has a program", () => {
  expect(pages.filter(({ blocks }) => !blocks.some(isProgram))).toEqual([]);
});

test("there is a page for each middleware", async () => {
  const files = [...new Bun.Glob("*.ts").scanSync(join(root, "src/middleware"))];
  const pagesOf = pages.map(({ path }) => path.slice("docs/middleware/".length).replace(".md", ".ts"));
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
