import { expect, test } from "bun:test";
import { join } from "node:path";
import { documentOf } from "../describe/support.ts";
import { root } from "../support/app-forms.ts";
import { appOf } from "../support/page-program.ts";

const file = join(root, "docs/openapi.md");
const page = await Bun.file(file).text();

test("its document says of the route what the page shows", async () => {
  const [, program = ""] = /```ts\n([^]*?)```/.exec(page) ?? [];
  const [, shown = ""] = /```json\n([^]*?)```/.exec(page) ?? [];
  const { paths } = documentOf(await appOf(program)) as {
    paths: { "/books/{id}": { get: { responses: Record<string, unknown> } } };
  };
  const { responses, ...rest } = paths["/books/{id}"].get;
  expect(rest).toEqual(JSON.parse(shown));
  expect(page).toContain(
    `\`200\` with the component \`Book\`, ${Object.keys(responses)
      .slice(1)
      .map((status) => `\`${status}\``)
      .join(", ")
      .replace(/, ([^,]*)$/, " and $1")}.`,
  );
});

test("a middleware of one's own is told as the page says", async () => {
  const [, part = ""] = /const staff = (middleware\([^]*?\n\}\));\n```/.exec(page) ?? [];
  const app = await appOf(
    `import { HttpError, app, middleware } from "bunsen";\n` +
      `const isStaff = (request) => request.headers.has("x-staff");\n` +
      `const staff = ${part};\nexport default app().use(staff).get("/a", () => "a");`,
  );
  const { paths, components } = documentOf(app) as {
    paths: { "/a": { get: { security: unknown; responses: object } } };
    components: { securitySchemes: unknown };
  };
  expect(paths["/a"].get.security).toEqual([{ staff: [] }]);
  expect(components.securitySchemes).toEqual({ staff: { type: "http", scheme: "bearer" } });
  expect(Object.keys(paths["/a"].get.responses)).toContain("403");
  expect((await app.request("/a")).status).toBe(403);
});

test("the app of the page is served with its document and its page", async () => {
  const [, program = "", , serving = ""] =
    /```ts\n([^]*?)```([^]*?)```ts\n(import \{ openapi[^]*?)```/.exec(page) ?? [];
  const named = program.replace("export default app(", "const library = app(");
  const [imports = "", rest = ""] = serving.split("\n\n");
  const app = await appOf(`${imports}\n${named}\n${rest}`);
  const answers = await Promise.all(["/openapi.json", "/docs"].map((path) => app.request(path)));
  expect(answers.map(({ status, headers }) => [status, headers.get("content-type")])).toEqual([
    [200, "application/json;charset=utf-8"],
    [200, "text/html;charset=utf-8"],
  ]);
});
