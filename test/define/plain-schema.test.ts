/** JSON Schema that other libraries made: Zod's z.toJSONSchema, and TypeBox 1.x, whose schemas are plain. */
import { describe, expect } from "bun:test";
import Type from "typebox";
import { z } from "zod";
import { app, t } from "../../src/bunsen.ts";
import { behaviour, failuresOf, jsonPost, quiet } from "../support/behaviour.ts";

const User = z.object({
  id: z.int().min(1),
  name: z.string().min(2).max(20),
  email: z.email().optional(),
  role: z.enum(["admin", "guest"]),
  tags: z.array(z.string()).max(2),
  by: z.record(z.string(), z.number()),
  either: z.union([z.string(), z.null()]),
});
type User = z.infer<typeof User>;
const fromZod = t.Unsafe<User>(z.toJSONSchema(User, { target: "draft-7", io: "input" }));

const Legacy = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  name: Type.String({ minLength: 2, maxLength: 20 }),
  email: Type.Optional(Type.String({ format: "email" })),
  role: Type.Union([Type.Literal("admin"), Type.Literal("guest")]),
  tags: Type.Array(Type.String(), { maxItems: 2 }),
  by: Type.Record(Type.String(), Type.Number()),
  either: Type.Union([Type.String(), Type.Null()]),
});
const fromTypeBox = t.Unsafe<Type.Static<typeof Legacy>>({ ...Legacy });

const good: User = {
  id: 1,
  name: "Ada",
  email: "ada@example.org",
  role: "admin",
  tags: ["a"],
  by: { x: 1.5 },
  either: null,
};
const bad = {
  id: 0,
  name: "A",
  email: "nobody",
  role: "root",
  tags: ["a", "b", "c"],
  by: { x: "1" },
  either: 1,
};

describe.each([
  ["z.toJSONSchema", fromZod],
  ["TypeBox 1.x", fromTypeBox],
] as const)("a schema of %s", (_, schema) => {
  behaviour(
    "reads bodies, and writes answers by their status",
    () =>
      app(quiet)
        .post("/", { body: schema, response: { 201: schema } }, (c) => c.reply(201, c.body))
        .get("/", { response: { 200: schema } }, () => ({ ...good, secret: 1 })),
    async (ask) => {
      expect(await ask(jsonPost({ ...good, more: 1 }))).toEqual({ status: 201, body: good });
      expect(await ask({ target: "/" })).toEqual({ status: 200, body: good });
      const { status, errors } = failuresOf(await ask(jsonPost(bad))) as { status: number; errors: string[] };
      expect([status, errors.map((text) => text.split(":")[0])]).toEqual([
        422,
        ["/id", "/name", "/email", "/role", "/tags", "/by/x", "/either"],
      ]);
    },
  );

  behaviour(
    "reads a query and cookies",
    () => {
      const page =
        schema === fromZod
          ? t.Unsafe<{ n: number }>(
              z.toJSONSchema(z.object({ n: z.int() }), { target: "draft-7", io: "input" }),
            )
          : t.Unsafe<{ n: number }>({ ...Type.Object({ n: Type.Integer() }) });
      return app(quiet).get("/", { query: page, cookies: page }, ({ query, cookies }) => [
        query.n,
        cookies.n,
      ]);
    },
    async (ask) => {
      expect((await ask({ target: "/?n=1&m=2", headers: ["Cookie: n=3"] })).body).toEqual([1, 3]);
      expect((await ask({ target: "/?n=x", headers: ["Cookie: n=3"] })).status).toBe(422);
    },
  );
});
