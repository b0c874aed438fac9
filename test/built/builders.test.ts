import { expect, test } from "bun:test";
import { runBunsen, startServer } from "../cli/support/processes.ts";
import { appModule, createWorkspace, type Workspace } from "../cli/support/workspace.ts";

async function buildIn(workspace: Workspace, text: string): Promise<string> {
  await workspace.write("app.ts", text);
  const { exitCode, stderr } = await runBunsen(["build", "app.ts"], { cwd: workspace.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return await workspace.read("dist/server.js");
}

/** What a built app answers to `GET /`. */
async function answerOf(text: string): Promise<unknown> {
  await using workspace = await createWorkspace();
  await buildIn(workspace, text);
  await using server = await startServer([process.execPath, "dist/server.js"], { cwd: workspace.path });
  return await (await fetch(server.url)).json();
}

/** What a few builders of TypeBox are made of. */
const parts = ["TemplateLiteralPatternError", "TransformDecodeBuilder", "class TModule"];

const partsIn = (text: string): string[] => parts.filter((part) => text.includes(part));

const withParameter = (schema: string): string =>
  appModule(`.get("/:id", { params: t.Object({ id: ${schema} }) }, ({ params }) => params)`);

test("a built server holds the builders that its app calls, and no other", async () => {
  await using workspace = await createWorkspace();
  expect(partsIn(await buildIn(workspace, withParameter("t.Integer()")))).toEqual([]);
  const text = await buildIn(workspace, withParameter('t.TemplateLiteral("a-${string}")'));
  expect(partsIn(text)).toEqual(["TemplateLiteralPatternError"]);
});

test("an app may take builders out of `t`, ask for them by name, and list them", async () => {
  const text = `import { app, t } from "bunsen";
    const { Object: object, ...others } = t;
    const kinds = ["String", "Integer"].map((name) => t[name]());
    const builders = t;
    const schema = object({ kinds: others.Tuple(kinds), count: builders.Number() });
    const value = { kinds: ["a", 1], count: Object.keys(t).length };
    export default app().get("/", { response: schema }, () => value);`;
  expect(await answerOf(text)).toEqual({ kinds: ["a", 1], count: 64 });
});

test("a built app has its schemas at hand, whole: to read, to derive from, to check by", async () => {
  const text = `import { Value } from "@sinclair/typebox/value";
    import { app, t } from "bunsen";
    const User = t.Object({ id: t.Integer(), name: t.String({ minLength: 1 }), age: t.Optional(t.Number()) });
    const Tree = t.Recursive((Node) => t.Object({ word: t.String(), children: t.Array(Node) }));
    const seen = {
      names: Object.keys(User.properties),
      json: JSON.parse(JSON.stringify(User)),
      spread: { ...User, title: "User" }.title,
      copy: structuredClone(User).type,
      omitted: Object.keys(t.Omit(User, ["age"]).properties),
      composite: t.Composite([User, t.Object({ tag: t.Literal("x") })]).required,
      key: t.KeyOf(User).anyOf.length,
      index: t.Index(User, ["id"]).type,
      again: t.Object(User.properties).required,
      fits: [Value.Check(User, { id: 1, name: "a" }), Value.Check(User, { id: 1, name: "" })],
      tree: Value.Check(Tree, { word: "a", children: [{ word: "b", children: [] }] }),
    };
    export default app().get("/", () => seen);`;
  expect(await answerOf(text)).toEqual({
    names: ["id", "name", "age"],
    json: {
      type: "object",
      required: ["id", "name"],
      properties: {
        id: { type: "integer" },
        name: { type: "string", minLength: 1 },
        age: { type: "number" },
      },
    },
    spread: "User",
    copy: "object",
    omitted: ["id", "name"],
    composite: ["id", "name", "tag"],
    key: 3,
    index: "integer",
    again: ["id", "name"],
    fits: [true, false],
    tree: true,
  });
});
