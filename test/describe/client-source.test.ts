import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { type App, app, t } from "../../src/bunsen.ts";
import type { ApiDescription } from "../../src/describe/api-description.ts";
import { clientSource } from "../../src/describe/client-source.ts";
import { openApiDocument, templateOf } from "../../src/describe/openapi-document.ts";
import { typeNameOf } from "../../src/describe/operation-names.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { awkwardKeys, breakOuts } from "../support/hostile-strings.ts";
import { root } from "../support/app-forms.ts";
import { everything } from "./everything.ts";
import { descriptionOf, exampleApp } from "./support.ts";

// The type checker takes its time.
setDefaultTimeout(60_000);

const sourceOf = (of: App): string => clientSource(descriptionOf(of), { version: "0.0.0", file: "app.ts" });

/** What the type checker says of some files. */
async function complaintsOf(files: Readonly<Record<string, string>>): Promise<string> {
  const tsconfig = JSON.stringify({
    extends: join(root, "tsconfig.json"),
    compilerOptions: { declaration: false, isolatedDeclarations: false },
    include: ["."],
    exclude: [],
  });
  await using workspace = await createWorkspace({ ...files, "tsconfig.json": tsconfig });
  const command = [process.execPath, "check", "--no-script", "--project", workspace.path];
  const child = Bun.spawn(command, { cwd: root, stdout: "pipe", stderr: "pipe" });
  const text = (await child.stdout.text()) + (await child.stderr.text());
  return (await child.exited) === 0 ? "" : text;
}

/** What openapi-typescript makes of a document, in a process of its own. */
async function typesOf(document: string): Promise<string> {
  const script = join(import.meta.dir, "openapi-typescript.ts");
  const child = Bun.spawn([process.execPath, script], { stdin: new Blob([document]), stdout: "pipe" });
  return child.stdout.text();
}

/** The same text, without leave to be wrong. */
const checked = (source: string): string => source.replace("// @ts-nocheck\n", "");

test("the golden client is that of an app that has everything", async () => {
  const file = join(root, "test/golden/everything.client.ts");
  const text = sourceOf(everything);
  if (process.env["UPDATE_GOLDEN"] === "1") await Bun.write(file, text);
  expect(text).toBe(await Bun.file(file).text());
  expect(await complaintsOf({ "client.ts": checked(text) })).toBe("");
});

/** Types that must be the same: those of openapi-typescript, and those of the client. */
function comparisons({ operations }: ApiDescription): string[] {
  return operations.flatMap(({ id, path, method, answers, bodies, parameters }) => {
    const theirs = `paths[${JSON.stringify(templateOf(path))}]["${method.toLowerCase()}"]`;
    const ours = typeNameOf(id);
    const places = [
      ["params", "path"],
      ["query", "query"],
    ] as const;
    return [
      ...answers.flatMap(({ status, content }) =>
        content?.kind === "json" || content?.kind === "text"
          ? [
              `same<${theirs}["responses"][${status}]["content"]["${content.mediaType}"], ${ours}["answers"][${status}]>();`,
            ]
          : [],
      ),
      ...bodies.map(
        ({ mediaType, kind }) =>
          `same<${theirs}["requestBody"]["content"]["${mediaType}"], ${ours}["input"]["${kind}"]>();`,
      ),
      ...places.flatMap(([location, place]) =>
        parameters.some((parameter) => parameter.in === place)
          ? [`same<Given<${theirs}["parameters"]["${place}"]>, Given<${ours}["input"]["${location}"]>>();`]
          : [],
      ),
    ];
  });
}

test("the types of examples/shop are those that openapi-typescript makes of its document", async () => {
  const description = descriptionOf(await exampleApp("shop"));
  const document = JSON.stringify(openApiDocument(description));
  const checks = comparisons(description);
  expect(checks.length).toBeGreaterThanOrEqual(14);
  const head = [
    'import type { paths } from "./theirs.ts";',
    `import type { ${description.operations.map(({ id }) => typeNameOf(id)).join(", ")} } from "./ours.ts";`,
    "type Given<T> = Exclude<T, undefined>;",
    "type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;",
    "function same<A, B>(..._: Same<A, B> extends true ? [] : [never]): void {}",
  ];
  const files = {
    "theirs.ts": await typesOf(document),
    "ours.ts": checked(clientSource(description, { version: "0.0.0", file: "app.ts" })),
  };
  expect(await complaintsOf({ ...files, "checks.ts": [...head, ...checks].join("\n") })).toBe("");
  // They would tell a difference.
  const wrong =
    'same<paths["/products/{id}"]["get"]["responses"][200]["content"]["application/json"], { id: string }>();';
  expect(await complaintsOf({ ...files, "checks.ts": [...head, ...checks, wrong].join("\n") })).toContain(
    "TS2554",
  );
});

test("text of an app can neither end a comment nor a type", async () => {
  const texts = [...breakOuts, ...awkwardKeys, "*/ export const evil = 1; /*", "`${evil}`"];
  const shop = texts.reduce(
    (all, text, index) =>
      all.post(
        `/a${index}`,
        {
          body: t.Object({ [text]: t.Literal(text, { description: text }) }),
          docs: { summary: text, description: text },
        },
        () => "ok",
      ),
    app() as App,
  );
  const source = sourceOf(shop);
  const uses = 'import type { Api } from "./client.ts";\nexport type A = Api["post"]["/a0"];\n';
  expect(await complaintsOf({ "client.ts": checked(source), "uses.ts": uses })).toBe("");
  const left = new Bun.Transpiler({ loader: "ts" }).transformSync(source).trim();
  expect(left.replaceAll(/export \{\s*\};?/g, "")).toBe("");
});

describe("what has no properties", () => {
  test.each<[what: string, schema: Parameters<typeof t.Array>[0], type: string]>([
    ["any object", t.Object({}), "Record<string, unknown>"],
    ["a record", t.Record(t.String(), t.Integer()), "Record<string, number>"],
    ["a list of variants", t.Array(t.Union([t.String(), t.Null()])), "(string | null)[]"],
    [
      "an intersection",
      t.Intersect([t.Object({ a: t.String() }), t.Object({ b: t.String() })]),
      "{\n      a: string;\n    } & {\n      b: string;\n    }",
    ],
    ["a number of two types", t.Unsafe({ type: ["integer", "null"] }), "number | null"],
    [
      "a list with a rest",
      t.Unsafe({ type: "array", items: [{ type: "string" }], additionalItems: { type: "number" } }),
      "[string, ...number[]]",
    ],
    ["anything", t.Unknown(), "unknown"],
  ])("%s", (_, schema, type) => {
    const source = sourceOf(app().get("/a", { response: schema }, () => undefined as never));
    expect(source).toContain(`200: ${type};`);
  });
});
