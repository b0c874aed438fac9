import { type App, app, middleware, sse, t } from "../../src/bunsen.ts";
import {
  apiKey,
  basic,
  bearer,
  csrf,
  ipAllow,
  rateLimit,
  requireScopes,
  some,
} from "../../src/middleware.ts";

const Item = t.Object(
  {
    id: t.Integer(),
    bought: t.Date({ description: "When it was bought." }),
    price: t.BigInt(),
    picture: t.Uint8Array(),
    code: t.RegExp(/^[a-z]+$/i),
    size: t.Tuple([t.Number(), t.Number()]),
    labels: t.Record(t.String(), t.String()),
    state: t.Union([t.Literal("new"), t.Literal("used")], { default: "new" }),
    seen: t
      .Transform(t.String({ format: "date" }))
      .Decode((text) => new Date(text))
      .Encode((date) => date.toISOString().slice(0, 10)),
  },
  { $id: "Item" },
);

const Tree = t.Recursive((Self) => t.Object({ name: t.String(), children: t.Array(Self) }), { $id: "Tree" });

const Shapes = t.Module({
  Circle: t.Object({ kind: t.Literal("circle"), radius: t.Number() }),
  Square: t.Object({ kind: t.Literal("square"), side: t.Number() }),
  Shape: t.Union([t.Ref("Circle"), t.Ref("Square")]),
});

const Plain = t.Unsafe<unknown>({
  type: "object",
  properties: { next: { $ref: "#" }, part: { $ref: "#/definitions/part" } },
  definitions: { part: { type: "string" } },
  dependencies: { next: ["part"], part: { maxProperties: 9 } },
});

/** An app with something of all that a description tells of. */
export const everything: App = app({
  docs: {
    title: "Everything",
    version: "2.1.0",
    description: "All of it, `*/` included.",
    servers: [{ url: "https://api.example" }],
    tags: { items: "What there is." },
  },
})
  .get("/", { docs: { hidden: true } }, () => "hidden")
  .get("/constant", { a: [1, "two", null], b: { c: true } })
  .get("/anything", () => ({ any: "thing" }))
  .get(
    "/items",
    {
      query: t.Object({
        ids: t.Optional(t.Array(t.Integer(), { separator: "," })),
        tags: t.Optional(t.Array(t.String())),
        since: t.Optional(t.Date()),
        state: t.Union([t.Literal("new"), t.Literal("used")]),
        old: t.Optional(t.String({ deprecated: true, description: "Use `state`." })),
      }),
      headers: t.Object({ "x-tenant": t.String(), accept: t.Optional(t.String()) }),
      cookies: t.Object({ theme: t.String() }),
      response: t.Array(Item),
      docs: { summary: "Lists items.", tags: ["items", "lists"], deprecated: true },
    },
    () => [],
  )
  .post(
    "/items",
    { body: Item, response: { 201: Item, 202: t.Undefined(), 409: t.Object({ why: t.String() }) } },
    ({ body, reply }) => reply(201, body),
  )
  .put(
    "/tree/:name",
    { body: Tree, response: Tree, params: t.Object({ name: t.String() }) },
    ({ body }) => body,
  )
  .put("/shape", { body: Shapes.Import("Shape"), response: Shapes.Import("Shape") }, ({ body }) => body)
  .put("/plain", { body: Plain, response: Plain }, ({ body }) => body)
  .get("/files/*", ({ params }) => params["*"])
  .post(
    "/form",
    {
      body: t.Object({ name: t.String() }),
      bodyType: ["json", "urlencoded", "multipart"],
      response: { 204: t.Undefined() },
    },
    ({ reply }) => reply(204),
  )
  .post(
    "/upload",
    {
      body: t.Object({ avatar: t.File({ type: ["image/png", "image/gif"] }), more: t.Files() }),
      response: { 204: t.Undefined() },
    },
    ({ reply }) => reply(204),
  )
  .post("/text", { body: t.String(), bodyType: "text" }, ({ body }) => body)
  .post("/bytes", { body: t.Uint8Array(), bodyType: "bytes" }, ({ body }) => body)
  .post("/stream", { bodyType: "stream" }, async ({ body }) => (await new Response(body).bytes()).length)
  .get(
    "/events",
    { events: t.Object({ n: t.Integer() }) },
    sse(async function* () {
      yield { data: { n: 1 } };
    }),
  )
  .get("/cached", { response: t.String(), cache: { ttlSeconds: 60 } }, () => "kept")
  .all("/all", () => "any method")
  .group("/guarded", (group) =>
    group
      .use(ipAllow({ allow: ["127.0.0.1"] }), csrf(), rateLimit({ limit: 10, windowSeconds: 60 }))
      .get(
        "/bearer",
        { use: [bearer({ verify: () => true }), requireScopes({ scopes: ["a"], from: () => "a" })] },
        () => "a",
      )
      .post(
        "/some",
        { use: [some(basic({ users: { ann: "x" } }), apiKey({ keys: ["k"], query: "key" }))] },
        () => "b",
      )
      .get(
        "/own",
        {
          use: [
            middleware({
              name: "bearer",
              before: () => {},
              security: [{ bearer: { type: "http", scheme: "bearer", description: "Another one." } }],
            }),
          ],
          docs: { errors: { gone: { status: 410, description: "It was sold." } }, operationId: "ownGuard" },
        },
        () => "c",
      ),
  );
