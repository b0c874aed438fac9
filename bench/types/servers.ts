/** A server of so many routes, each with schemas of its own, as text. */
export type ServerSource = (routes: number) => string;

/** One for each route, in a line of its own. */
const each = (routes: number, route: (name: string) => string): string =>
  Array.from({ length: routes }, (_, n) => route(`items${n}`)).join("\n");

const typeboxItem = "t.Object({ id: t.Integer(), name: t.String(), tags: t.Array(t.String()) })";
const typeboxInputs = "params: t.Object({ id: t.Integer() }), query: t.Object({ q: t.Optional(t.String()) })";
const item = "({ params }) => ({ id: params.id, name: '', tags: [] })";

/** The same routes, chained where a framework's documents chain them: that is what its typed client needs. */
export const servers: Readonly<Record<string, ServerSource>> = {
  "hand-written": (routes) => `export interface Item { id: number; name: string; tags: string[] }
const itemOf = (id: string): Item => ({ id: Number(id), name: "", tags: [] });
export const server = Bun.serve({ routes: {
${each(routes, (name) => `"/${name}/:id": { GET: ({ params }) => Response.json(itemOf(params.id)) },`)}
} });
`,
  bunsen: (routes) => `import { app, t } from "bunsen";
export default app()
${each(routes, (name) => `.get("/${name}/:id", { ${typeboxInputs}, response: ${typeboxItem} }, ${item})`)};
`,
  elysia: (routes) => `import { Elysia, t } from "elysia";
export const server = new Elysia()
${each(routes, (name) => `.get("/${name}/:id", ${item}, { ${typeboxInputs}, response: ${typeboxItem} })`)};
export type Server = typeof server;
`,
  "elysia-2": (routes) => `import { Elysia, t } from "elysia";
export const server = new Elysia()
${each(routes, (name) => `.get("/${name}/:id", { ${typeboxInputs}, response: ${typeboxItem} }, ${item})`)};
export type Server = typeof server;
`,
  hono: (routes) => `import { Hono } from "hono";
import { validator } from "hono/validator";
import * as z from "zod";
export const server = new Hono()
${each(
  routes,
  (name) => `.get("/${name}/:id",
  validator("param", (value) => z.object({ id: z.coerce.number().int() }).parse(value)),
  validator("query", (value) => z.object({ q: z.string().optional() }).parse(value)),
  (c) => c.json({ id: c.req.valid("param").id, name: "", tags: [] as string[] }))`,
)};
export type Server = typeof server;
`,
};
