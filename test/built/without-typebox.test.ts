import type { BunPlugin } from "bun";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { bundleServer } from "../../src/cli/bundle.ts";
import { type ServerProcess, run, runBunsen, startServer } from "../cli/support/processes.ts";
import { type Workspace, createWorkspace } from "../cli/support/workspace.ts";
import { root } from "../support/app-forms.ts";
import { sendRaw } from "../support/raw-request.ts";
import { shopCorpus } from "./shop-corpus.ts";

/** A module of TypeBox that runs ends the process that runs it. */
const forbidTypeBox: BunPlugin = {
  name: "no TypeBox",
  setup(builder) {
    builder.onLoad({ filter: /\/@sinclair\/typebox\/.*\.mjs$/ }, async ({ path }) => ({
      contents: `${await Bun.file(path).text()}\nthrow new Error("TypeBox runs");`,
      loader: "js",
    }));
  },
};

/** The command that starts an app, built without TypeBox. */
async function buildWithout(workspace: Workspace, appFile: string): Promise<string[]> {
  const { exitCode, stderr } = await runBunsen(["build", appFile, "--out", "dist"], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const table = await workspace.read("dist/routes.gen.js");
  const output = join(workspace.path, "without.js");
  await bundleServer({ table, appFile, output, plugins: [forbidTypeBox] });
  return [process.execPath, "--disallow-code-generation-from-strings=strict", output];
}

test("the shop answers as always", async () => {
  await using workspace = await createWorkspace();
  const command = await buildWithout(workspace, join(root, "examples/shop/app.ts"));
  expect(await workspace.read("without.js")).not.toContain("@sinclair/typebox");
  await using server = await startServer(command, { cwd: workspace.path });
  for (const { name, status, bytes } of shopCorpus) {
    expect({ name, status: (await sendRaw(server.port, bytes)).status }).toEqual({ name, status });
  }
});

/** Something of every builder that a built app makes by itself. */
const manyKinds = `
import { app, t } from "bunsen";

const Point = t.Object({ x: t.Number(), y: t.Number() });
const Id = t.Transform(t.String({ pattern: "^u[0-9]{1,5}$" }))
  .Decode((text) => Number(text.slice(1)))
  .Encode((id) => "u" + id);
const User = t.Object({
  id: Id,
  name: t.String({ minLength: 1 }),
  role: t.Enum({ Admin: "admin", Member: "member" }),
  born: t.Optional(t.Date()),
  key: t.ReadonlyOptional(t.Uint8Array()),
  balance: t.Readonly(t.BigInt()),
});
const Shape = t.Union([
  t.Object({ kind: t.Literal("circle"), radius: t.Number({ exclusiveMinimum: 0 }) }),
  t.Object({ kind: t.Literal("line"), ends: t.Tuple([Point, Point]) }),
]);
const Everything = t.Object({
  any: t.Any(),
  unknown: t.Unknown(),
  nothing: t.Null(),
  flag: t.Boolean(),
  code: t.RegExp(/^[a-z]{2}$/),
  plain: t.Unsafe({ type: "string", maxLength: 3 }),
  not: t.Not(t.String()),
  words: t.Record(t.String(), t.Integer()),
  sides: t.Record(t.Union([t.Literal("left"), t.Literal("right")]), t.Integer()),
  both: t.Intersect([Point, t.Object({ z: t.Number() })]),
  flat: t.Composite([Point, t.Object({ label: t.String() })]),
  some: t.Partial(Point),
  all: t.Required(t.Partial(Point)),
  one: t.Pick(Point, ["x"]),
  other: t.Omit(Point, ["x"]),
  never: t.Optional(t.Never()),
});

export default app()
  .get("/users/:id", { params: t.Object({ id: Id }) }, ({ params }) => ({ id: params.id }))
  .post("/users", { body: User, response: User }, ({ body }) => ({ ...body, id: body.id + 1, balance: body.balance * 2n }))
  .post("/shapes", { body: Shape, response: t.Object({ kind: t.String() }) }, ({ body }) => body)
  .post("/everything", { body: Everything, response: Everything }, ({ body }) => body)
  .post("/files", { body: t.Object({ file: t.File({ maxSizeBytes: 8 }), more: t.Files({ maxItems: 2 }) }), bodyType: "multipart" },
    ({ body }) => ({ sizeBytes: body.file.size, more: body.more.length }))
  .get("/search", { query: t.Object({ limit: t.Integer({ default: 10 }), tags: t.Array(t.String()) }) }, ({ query }) => query);
`;

let workspace: Workspace;
let server: ServerProcess;

beforeAll(async () => {
  workspace = await createWorkspace();
  await workspace.write("app.ts", manyKinds);
  const command = await buildWithout(workspace, join(workspace.path, "app.ts"));
  server = await startServer(command, { cwd: workspace.path });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await workspace[Symbol.asyncDispose]();
});

async function ask(path: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? {} : { method: "POST", ...contentOf(body) };
  const response = await fetch(new URL(path, server.url), init);
  return [response.status, await response.json()];
}

const contentOf = (body: unknown): RequestInit =>
  body instanceof FormData
    ? { body }
    : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };

/** The places that a 422 tells. */
const refusal = (...pointers: readonly string[]): unknown => [
  422,
  expect.objectContaining({ errors: pointers.map((pointer) => expect.objectContaining({ pointer })) }),
];

const user = {
  id: "u7",
  name: "Ada",
  role: "admin",
  born: "1815-12-10T00:00:00Z",
  key: "AQI=",
  balance: "21",
};
const everything = {
  any: [1],
  unknown: { a: 1 },
  nothing: null,
  flag: true,
  code: "de",
  plain: "abc",
  not: 1,
  words: { one: 1 },
  sides: { left: 1, right: 2 },
  both: { x: 1, y: 2, z: 3 },
  flat: { x: 1, y: 2, label: "a" },
  some: {},
  all: { x: 1, y: 2 },
  one: { x: 1 },
  other: { y: 2 },
};

test("texts are decoded, and refused, by the schemas of an app of many kinds", async () => {
  expect(await ask("/users/u12")).toEqual([200, { id: 12 }]);
  expect(await ask("/users/12")).toEqual(refusal("/id"));
  expect(await ask("/search?tags=a&tags=b")).toEqual([200, { limit: 10, tags: ["a", "b"] }]);
  expect(await ask("/search?tags=a&limit=1.5")).toEqual(refusal("/limit"));
});

test("bodies are decoded, and answers encoded", async () => {
  const changed = { ...user, id: "u8", born: "1815-12-10T00:00:00.000Z", balance: "42" };
  expect(await ask("/users", user)).toEqual([200, changed]);
  expect(await ask("/users", { ...user, id: "8", role: "guest" })).toEqual(refusal("/id", "/role"));
  expect(await ask("/shapes", { kind: "circle", radius: 1 })).toEqual([200, { kind: "circle" }]);
  expect(await ask("/shapes", { kind: "line", ends: [{ x: 1, y: 2 }] })).toMatchObject([422, {}]);
});

test("every kind is checked and kept", async () => {
  expect(await ask("/everything", { ...everything, undeclared: 1 })).toEqual([200, everything]);
  const wrong = { ...everything, code: "x", not: "text", both: { x: 1, y: 2 }, all: { x: 1 }, never: 1 };
  expect(await ask("/everything", wrong)).toEqual(refusal("/code", "/not", "/both/z", "/all/y", "/never"));
});

test("files are counted", async () => {
  const form = new FormData();
  form.append("file", new File(["12345"], "a.txt"));
  form.append("more", new File(["1"], "b.txt"));
  expect(await ask("/files", form)).toEqual([200, { sizeBytes: 5, more: 1 }]);
});

const mapped = `
import { Type } from "@sinclair/typebox";
import { app, t } from "bunsen";
const User = t.Object({ id: t.Integer(), name: t.String() });
const Maybe = t.Mapped(t.KeyOf(User), (name) => t.Optional(t.Index(User, name)));
const Slug = t.TemplateLiteral("user-\${string}");
// The two are named by one count, T0 and T1.
const List = Type.Recursive((Node) => Type.Object({ next: Type.Optional(Node) }));
const Tree = t.Recursive((Node) => t.Object({ word: t.String(), children: t.Array(Node) }));
export default app()
  .post("/list", { body: List }, ({ body }) => body)
  .post("/maybe", { body: Maybe }, ({ body }) => body)
  .post("/tree", { body: Tree, response: Tree }, ({ body }) => body)
  .get("/:slug", { params: t.Object({ slug: Slug }) }, ({ params }) => params);
`;

test("an app that computes with schemas has TypeBox for it, and answers", async () => {
  await using exotic = await createWorkspace();
  await exotic.write("app.ts", mapped);
  const { exitCode, stderr } = await run(await buildWithout(exotic, join(exotic.path, "app.ts")), {
    env: { PORT: "0" },
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining("TypeBox runs") });

  expect(await exotic.read("without.js")).toContain("@sinclair/typebox");

  const command = [process.execPath, "--disallow-code-generation-from-strings=strict", "dist/server.js"];
  await using built = await startServer(command, { cwd: exotic.path });
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(new URL(path, built.url), { method: "POST", ...contentOf(body) });
  expect(await (await post("/maybe", { id: 1 })).json()).toEqual({ id: 1 });
  expect((await post("/maybe", { id: "1" })).status).toBe(422);
  const tree = { word: "a", children: [{ word: "b", children: [] }] };
  expect(await (await post("/tree", tree)).json()).toEqual(tree);
  expect((await fetch(new URL("/user-7", built.url))).status).toBe(200);
  expect((await fetch(new URL("/7", built.url))).status).toBe(422);
});
