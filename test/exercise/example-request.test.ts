import { expect, test } from "bun:test";
import { join } from "node:path";
import { type App, app, t } from "../../src/bunsen.ts";
import { requestOf } from "../../src/exercise/plain-request.ts";
import { everything } from "../describe/everything.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { root } from "../support/app-forms.ts";
import { requestFor, subjectsOf } from "./support.ts";

const answer = () => "ok";

test("parameters of the path: examples, else values that fit, encoded", async () => {
  const params = t.Object({ id: t.Integer({ minimum: 7 }), name: t.String({ examples: ["a b/c"] }) });
  expect(await requestFor(app().get("/a/:id/:name", { params }, answer))).toEqual({
    asked: "GET /a/7/a%20b%2Fc",
  });
});

test("a wildcard without a schema is a text", async () => {
  expect(await requestFor(app().get("/files/*", answer))).toEqual({ asked: "GET /files/text" });
});

test("the query: what is required, what has an example, and no defaults", async () => {
  const query = t.Object({
    state: t.Union([t.Literal("new"), t.Literal("used")]),
    page: t.Integer({ default: 1 }),
    search: t.Optional(t.String()),
    limit: t.Optional(t.Integer({ examples: [50] })),
    ids: t.Array(t.Integer(), { separator: "|", minItems: 2 }),
    tags: t.Array(t.String({ pattern: "^[a-z]{3}$" }), { minItems: 2 }),
    since: t.Date(),
  });
  expect(await requestFor(app().get("/a", { query }, answer))).toEqual({
    asked: "GET /a?state=new&limit=50&ids=1%7C1&tags=aaa&tags=aaa&since=2025-01-31T12%3A00%3A00Z",
  });
});

test("header fields and cookies", async () => {
  const headers = t.Object({ "x-tenant": t.String({ format: "uuid" }), "x-rank": t.Integer() });
  const cookies = t.Object({ theme: t.String({ examples: ["dark blue"] }), seen: t.Boolean() });
  expect(await requestFor(app().get("/a", { headers, cookies }, answer))).toEqual({
    asked: "GET /a",
    "x-tenant": "123e4567-e89b-42d3-a456-426614174000",
    "x-rank": "1",
    cookie: "theme=dark%20blue; seen=true",
  });
});

const Body = t.Object({ name: t.String({ maxLength: 3 }), tags: t.Array(t.String()) });

test.each([
  ["json" as const, "application/json", '{"name":"tex","tags":["text"]}'],
  ["urlencoded" as const, "application/x-www-form-urlencoded", "name=tex&tags=text"],
])("a body of the type %s", async (bodyType, type, body) => {
  expect(await requestFor(app().post("/a", { body: Body, bodyType }, answer))).toEqual({
    asked: "POST /a",
    "content-type": type,
    body,
  });
});

test("of several types, a body has the first", async () => {
  const several = app().post("/a", { body: Body, bodyType: ["json", "multipart"] }, answer);
  expect(await requestFor(several)).toMatchObject({ "content-type": "application/json" });
});

test("a form with files", async () => {
  const body = t.Object({ title: t.String(), photo: t.File({ type: "image/*" }), more: t.Files() });
  const upload = app().post("/a", { body }, ({ body: { title, photo, more } }) =>
    [title, photo.type, ...more.map((file) => file.type)].join(),
  );
  const { subjects } = await subjectsOf(upload);
  const [subject] = subjects;
  const response = subject && (await upload.fetch(requestOf(subject.request, "http://localhost")));
  expect(await response?.text()).toBe("text,image/png,application/octet-stream");
});

test("a body that may be anything is an empty object", async () => {
  expect(await requestFor(app().post("/a", { body: t.Any() }, answer))).toMatchObject({ body: "{}" });
});

test("a schema that another route declares", async () => {
  const User = t.Object({ id: t.Integer() }, { $id: "User" });
  const both = app()
    .post("/a", { body: User }, answer)
    .put("/b", { body: t.Object({ user: t.Ref(User) }) }, answer);
  const { subjects } = await subjectsOf(both);
  expect(subjects.map(({ request }) => new TextDecoder().decode(request.body))).toEqual([
    '{"id":1}',
    '{"user":{"id":1}}',
  ]);
});

test.each([
  ["query code", { query: t.Object({ code: t.String({ pattern: "^(?=b)[ab]$" }) }) }],
  ["path id", { params: t.Object({ id: t.Intersect([t.String({ pattern: "^(?=b)[ab]$" })]) }) }],
])("where nothing can be made up, it is told what for: %s", async (what, options) => {
  const { leftOut } = await subjectsOf(app().get("/a/:id", options as object, answer));
  expect(leftOut).toEqual([
    {
      key: "GET /a/:id",
      dispatch: "direct",
      reason: `nothing can be made up for ${what}: give its schema examples`,
    },
  ]);
});

test("a parameter of the path that would be empty is told", async () => {
  const params = t.Object({ id: t.String({ examples: [""] }) });
  expect(await requestFor(app().get("/a/:id", { params }, answer))).toEqual({
    leftOut: "The path parameter id must be neither empty nor a dot segment.",
  });
});

test("header fields that are given are sent as well, a schema's examples before them", async () => {
  const headers = t.Object({ "x-tenant": t.String() });
  const { subjects } = await subjectsOf(app().get("/a", { headers }, answer), {
    headers: { authorization: "Bearer demo", "x-tenant": "ours" },
  });
  expect(subjects[0]?.request.headers).toEqual({ authorization: "Bearer demo", "x-tenant": "text" });
});

test("files of a directory: one that is there", async () => {
  await using workspace = await createWorkspace({ "public/css/site.css": "a {}", "public/.hidden": "" });
  const site = app().static("/static/*", join(workspace.path, "public"));
  expect(await requestFor(site)).toEqual({ asked: "GET /static/css/site.css" });
});

/** An example that no other test has: what is sent here may change it. */
async function ownApp(name: string): Promise<App> {
  const file = join(root, `examples/${name}/app.ts?of=example-request`);
  const { default: own } = (await import(file)) as { default: App };
  return own;
}

/** What says that a request does not fit its route, whatever the handler would make of it. */
const unfit = [400, 405, 413, 415, 422];

test.each(["hello", "shop", "chat", "cached-report", "jwt-api", "sessions", "everything"])(
  "each request for a route of %s is taken by its schemas",
  async (name) => {
    const tried = name === "everything" ? everything : await ownApp(name);
    const { subjects, leftOut } = await subjectsOf(tried, { headers: { authorization: "Bearer demo" } });
    const answered = await Promise.all(
      subjects
        .filter(({ ways }) => ways.includes("inProcess"))
        .map(async ({ key, request }) => {
          const response = await tried.fetch(requestOf(request, "http://localhost"));
          return { key, status: response.status };
        }),
    );
    expect(answered.filter(({ status }) => unfit.includes(status))).toEqual([]);
    const routes = tried.definition().routes.length;
    expect(new Set([...answered, ...leftOut].map(({ key }) => key)).size).toBe(routes);
  },
);
