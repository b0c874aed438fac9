import { expect, test } from "bun:test";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { measureStart } from "../../bench/start/measure-start.ts";
import { createSchemaApp } from "../../bench/start/schema-app.ts";
import { type App, app, t } from "../../src/bunsen.ts";
import { emitTable } from "../../src/compile/emit.ts";
import { planApp } from "../../src/compile/plan.ts";
import * as helpers from "../../src/runtime.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { root, tableOf } from "../support/app-forms.ts";

/** An app of the size of a large service: parameters, queries, bodies, responses, nested and shared schemas. */
function createLargeApp(routes: number): App {
  const Money = t.Object(
    { currency: t.String({ minLength: 3, maxLength: 3 }), cents: t.Integer() },
    { $id: "Money" },
  );
  const shop = app();
  for (let index = 0; index < routes; index++) {
    const item = t.Object({ id: t.Integer(), name: t.String(), price: Money, tags: t.Array(t.String()) });
    if (index % 2 === 0) {
      const query = t.Object({ page: t.Integer({ default: 1 }), sort: t.Optional(t.String()) });
      shop.get(
        `/area${index % 50}/things${index}/:id`,
        { params: t.Object({ id: t.Integer() }), query, response: item },
        ({ params }) => ({
          id: params.id,
          name: `thing ${index}`,
          price: { currency: "EUR", cents: index },
          tags: [],
        }),
      );
    } else {
      shop.post(
        `/area${index % 50}/things${index}`,
        { body: item, response: { 201: item } },
        ({ body, reply }) => reply(201, body),
      );
    }
  }
  return shop;
}

/** CPU time in milliseconds, the collector's and the compiler's included: what else the machine does is no part of it. */
async function cpuTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function leastOfThree(measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) times.push(await measure());
  return Math.min(...times);
}

test("planning and emitting 1,000 routes with schemas takes less than a second", async () => {
  const definition = createLargeApp(1000).definition();
  const names = Object.keys(helpers);
  let length = 0;
  const emit = (): void => {
    const { plan, diagnostics } = planApp(definition, root);
    expect(diagnostics).toEqual([]);
    ({ length } = emitTable(plan, names).body);
  };
  const time = await leastOfThree(() => cpuTime(emit));
  expect(length).toBeGreaterThan(1_000_000);
  expect(time).toBeLessThan(1000);
}, 30_000);

test("200 schemas of 8 properties become functions in less than half a second", async () => {
  const definition = createSchemaApp(200).definition();
  expect(planApp(definition, root).diagnostics).toEqual([]);
  // `bun bench/start.ts` tells how long it takes by itself: about 130 ms, in a process that has compiled nothing yet.
  expect(await leastOfThree(() => cpuTime(() => measureStart(definition)))).toBeLessThan(500);
}, 30_000);

test("a table of 1,000 routes loads in memory, and answers", async () => {
  const table = await tableOf(createLargeApp(1000), "compiled");
  const thing = { id: 7, name: "thing 998", price: { currency: "EUR", cents: 998 }, tags: [] };
  const read = await answerTarget(table, "/area48/things998/7");
  const written = await answerTarget(table, "/area49/things999", {
    method: "POST",
    body: JSON.stringify(thing),
    headers: { "content-type": "application/json" },
  });
  expect([await read.json(), written.status, await written.json()]).toEqual([thing, 201, thing]);
}, 20_000);

/** A module that chains routes with schemas, as a person would write it. */
function chainedSource(routes: number): string {
  const chain = Array.from(
    { length: routes },
    (_, index) =>
      `  .post("/r${index}/:id", { params: t.Object({ id: t.Integer() }), query: t.Object({ page: t.Integer() }), ` +
      `body: t.Object({ name: t.String(), n${index}: t.Number() }), response: { 200: t.Object({ id: t.Integer(), name: t.String() }), 404: Missing } }, ` +
      `({ params, query, body, reply }) => (query.page > ${index} ? reply(404, { reason: body.name }) : { id: params.id, name: body.name }))`,
  );
  return (
    'import { type App, app, middleware, t } from "bunsen";\n' +
    "const Missing = t.Object({ reason: t.String() });\n" +
    'const clock = middleware({ name: "clock", before: () => ({ now: 0 }) });\n' +
    `export const shop: App<object & { now: number }> = app()\n  .use(clock)\n${chain.join("\n")};\n`
  );
}

/** Seconds of CPU time that a type check takes. */
async function checkSeconds(routes: number): Promise<number> {
  const parent = join(root, ".bunsen");
  await mkdir(parent, { recursive: true });
  const directory = await mkdtemp(join(parent, "types-"));
  try {
    await Bun.write(join(directory, "app.ts"), chainedSource(routes));
    await Bun.write(
      join(directory, "tsconfig.json"),
      JSON.stringify({ extends: "../../tsconfig.json", include: ["app.ts"], exclude: [] }),
    );
    const time = await leastOfThree(async () => {
      const check = Bun.spawn([process.execPath, "check", "--no-script", "--project", directory], {
        cwd: root,
        stdout: "pipe",
        stderr: "pipe",
      });
      const told = (await new Response(check.stdout).text()) + (await new Response(check.stderr).text());
      expect([await check.exited, told.includes("No type errors")]).toEqual([0, true]);
      return Number(check.resourceUsage()?.cpuTime.total) / 1000;
    });
    return time / 1000;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

test("types do not pile up: 500 chained routes are checked about as fast as 50", async () => {
  const [fifty, fiveHundred] = [await checkSeconds(50), await checkSeconds(500)];
  expect(fiveHundred).toBeLessThan(2 * fifty + 1);
}, 60_000);
