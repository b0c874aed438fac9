/** How many routes a client calls, however many there are. */
const calls = 50;

const eachCall = (call: (name: string) => string): string =>
  Array.from({ length: calls }, (_, n) => `{\n${call(`items${n}`)}\n}`).join("\n");

/** A program that calls the routes of `./server.ts`, or of what was generated of it, and looks at what comes back. */
export const clients: Readonly<Record<string, string>> = {
  "hand-written": `import type { Item } from "./server.ts";
${eachCall(
  (name) => `const answer = await fetch("http://localhost/${name}/1?q=x");
if (answer.ok) ((await answer.json()) as Item).name.trim();`,
)}
export {};
`,
  bunsen: `import { createTypedClient } from "bunsen/typed-client";
import type { Api } from "./client.gen.ts";
const client = createTypedClient<Api>("http://localhost");
${eachCall(
  (name) => `const answer = await client.get("/${name}/:id", { params: { id: 1 }, query: { q: "x" } });
if (answer.ok) answer.value.name.trim();`,
)}
export {};
`,
  elysia: `import { treaty } from "@elysiajs/eden";
import type { Server } from "./server.ts";
const client = treaty<Server>("localhost");
${eachCall(
  (name) => `const { data } = await client.${name}({ id: 1 }).get({ query: { q: "x" } });
data?.name.trim();`,
)}
export {};
`,
  hono: `import { hc } from "hono/client";
import type { Server } from "./server.ts";
const client = hc<Server>("http://localhost");
${eachCall(
  (name) =>
    `const answer = await client.${name}[":id"].$get({ param: { id: "1" }, query: { q: "x" } });
if (answer.ok) (await answer.json()).name.trim();`,
)}
export {};
`,
};
