import { afterAll, describe, expect, test } from "bun:test";
import type { Api as ShopApi } from "../../examples/shop/client.gen.ts";
import { app, sse, t } from "../../src/bunsen.ts";
import { createClient } from "../../src/client.ts";
import {
  AnswerError,
  type Target,
  type TypedClient,
  UnexpectedAnswerError,
  createTypedClient,
  valueOf,
} from "../../src/typed-client.ts";
import { exampleApp } from "../describe/support.ts";
import type { Api } from "../golden/everything.client.ts";

/** Answers with what came, as it was read. */
const echo = app()
  .get(
    "/items",
    {
      query: t.Object({
        ids: t.Optional(t.Array(t.Integer())),
        tags: t.Optional(t.Array(t.String())),
        state: t.String(),
      }),
      headers: t.Object({ "x-tenant": t.String() }),
      cookies: t.Object({ theme: t.String() }),
    },
    ({ query, headers, cookies }) => ({ query, headers, cookies }),
  )
  .get("/files/*", ({ params }) => params["*"])
  .put("/tree/:name", { body: t.Unknown() }, ({ params, body }) => ({ name: params.name, body }))
  .post(
    "/form",
    { body: t.Object({ name: t.String() }), bodyType: ["json", "urlencoded", "multipart"] },
    ({ body, request }) => [body, request.headers.get("content-type")?.split(";")[0]],
  )
  .post("/upload", { body: t.Object({ avatar: t.File(), more: t.Files() }) }, async ({ body }) => [
    await body.avatar.text(),
    await Promise.all(body.more.map((file) => file.text())),
  ])
  .post("/text", { body: t.String(), bodyType: "text" }, ({ body }) => `${body}!`)
  .post("/bytes", { body: t.Uint8Array(), bodyType: "bytes" }, ({ body }) => body.toReversed())
  .post("/stream", { bodyType: "stream" }, async ({ body }) => new Response(body).text())
  .get(
    "/events",
    { events: t.Object({ n: t.Integer() }) },
    sse(
      async function* () {
        yield { event: "tick", id: "1", data: { n: 1 } };
        yield { data: { n: 2 } };
      },
      { heartbeatSeconds: 0 },
    ),
  )
  .get("/all", ({ request }) => request.headers.get("authorization"));

const server = await echo.listen({ port: 0, hostname: "127.0.0.1", signals: false });
const caller = createClient({ baseUrl: server.url.origin });

afterAll(async () => {
  await caller.close();
  await server.stop();
});

const file = (text: string): File => new File([text], `${text}.txt`);

const targets: readonly (readonly [string, Target])[] = [
  ["a URL", server.url],
  ["an app", echo],
  ["a client of bunsen/client", caller],
];

describe.each(targets)("of %s", (_, target) => {
  // What echo answers is not what the types of everything say: only what is sent is looked at.
  const client: TypedClient<Api> = createTypedClient<Api>(target, { headers: { authorization: "Bearer x" } });

  test("query, header fields and cookies are sent where they belong", async () => {
    const answer = await client.get("/items", {
      query: { ids: [1, 2], tags: ["a b", "c&d"], state: "new" },
      headers: { "x-tenant": "t1" },
      cookies: { theme: "d=a;r k" },
    });
    expect<unknown>(valueOf(answer)).toEqual({
      query: { ids: [1, 2], tags: ["a b", "c&d"], state: "new" },
      headers: { "x-tenant": "t1" },
      cookies: { theme: "d=a;r k" },
    });
  });

  test("parameters of a path are encoded, the slashes of a wildcard are not", async () => {
    const name = "a/b?c#d%2f é";
    const answer = await client.put("/tree/:name", { params: { name }, json: { name, children: [] } });
    // A slash in a segment has two readings: the app says so.
    expect(answer.status).toBe(400);
    const other = await client.put("/tree/:name", {
      params: { name: "b?c#d é" },
      json: { name, children: [] },
    });
    expect<unknown>(valueOf(other)).toEqual({ name: "b?c#d é", body: { name, children: [] } });
    expect(valueOf(await client.get("/files/*", { params: { "*": "a b/c" } }))).toBe("a b/c");
  });

  test("a body is sent as its option says", async () => {
    const name = "Ann & co";
    const forms = [
      await client.post("/form", { json: { name } }),
      await client.post("/form", { urlencoded: { name } }),
      await client.post("/form", { multipart: { name } }),
    ];
    expect<unknown>(forms.map((answer) => valueOf(answer))).toEqual([
      [{ name }, "application/json"],
      [{ name }, "application/x-www-form-urlencoded"],
      [{ name }, "multipart/form-data"],
    ]);
    expect(valueOf(await client.post("/text", { text: "é" }))).toBe("é!");
    expect(valueOf(await client.post("/bytes", { bytes: new Uint8Array([1, 2]) }))).toEqual(
      new Uint8Array([2, 1]),
    );
    expect(valueOf(await client.post("/stream", { stream: new Blob(["streamed"]).stream() }))).toBe(
      "streamed",
    );
  });

  test("files are sent in a form", async () => {
    const answer = await client.post("/upload", {
      multipart: { avatar: file("a"), more: [file("b"), file("c")] },
    });
    expect<unknown>(valueOf(answer as never)).toEqual(["a", ["b", "c"]]);
  });

  test("header fields of the client are those of each call, unless it has its own", async () => {
    const answer = await client.get("/all");
    expect(valueOf(answer)).toBe("Bearer x");
    expect(valueOf(await client.get("/all", { headers: { authorization: "Bearer y" } }))).toBe("Bearer y");
  });

  test("a failure is told with its document", async () => {
    const answer = await client.post("/form", { json: { name: 7 as unknown as string } });
    expect({ ...answer, headers: undefined }).toEqual({
      ok: false,
      status: 422,
      headers: undefined,
      error: expect.objectContaining({ code: "validation_failed" }) as never,
    });
    expect(() => valueOf(answer)).toThrow(new AnswerError(422, { code: "validation_failed" }));
  });

  test("a signal ends a call", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    expect(client.get("/all", { signal })).rejects.toThrow();
  });
});

describe.each(targets.slice(0, 2))("events of %s", (_, target) => {
  test("come one by one, with their data", async () => {
    const events = valueOf(await createTypedClient<Api>(target).get("/events"));
    const seen: unknown[] = [];
    for await (const { event, id, data } of events) seen.push([event, id, data.n]);
    expect(seen).toEqual([
      ["tick", "1", 1],
      ["message", "1", 2],
    ]);
  });
});

test.each(["", ".", ".."])("the path parameter %j is refused before anything is sent", async (name) => {
  const client = createTypedClient<Api>(echo);
  const call = client.put("/tree/:name", { params: { name }, json: { name, children: [] } });
  expect(call).rejects.toThrow("The path parameter name must be neither empty nor a dot segment.");
  expect(client.get("/files/*", { params: { "*": `a/${name}` } })).rejects.toThrow(TypeError);
});

test("an answer of what stands between is no failure of the app", async () => {
  const between = app().get(
    "/all",
    () => new Response("<h1>Bad Gateway</h1>", { status: 502, headers: { "content-type": "text/html" } }),
  );
  expect(createTypedClient<Api>(between).get("/all")).rejects.toThrow(UnexpectedAnswerError);
});

test("a base URL can have a path, and fetch be another", async () => {
  const asked: string[] = [];
  const fetcher = (async (url: string) => {
    asked.push(url);
    return Response.json("ok");
  }) as unknown as typeof fetch;
  await createTypedClient<Api>("https://shop.example/v1/", { fetch: fetcher }).get("/all");
  expect(asked).toEqual(["https://shop.example/v1/all"]);
});

test("the types of examples/shop are those of its answers", async () => {
  const shop = createTypedClient<ShopApi>(await exampleApp("shop"));
  const found = await shop.get("/products/:id", { params: { id: 1 } });
  if (!found.ok) throw new Error(found.error.code);
  const product: { id: number; name: string } = found.value;
  expect(product.name).toBe("Bunsen burner");
  const missing = await shop.get("/products/:id", { params: { id: 999 } });
  expect(!missing.ok && missing.status === 404 && missing.error.code).toBe("not_found");
  const order = await shop.post("/orders", {
    json: { email: "a@example.org", lines: [{ productId: 1, quantity: 1000 }] },
  });
  expect(!order.ok && order.status === 409 && (order.error.code satisfies "out_of_stock" | false)).toBe(
    "out_of_stock",
  );
  // @ts-expect-error a parameter is missing
  expect(shop.get("/products/:id", { params: {} })).rejects.toThrow("The path parameter id is missing.");
  // @ts-expect-error there is no such route
  void (await shop.get("/nowhere"));
});
