/** Answers of each strategy, over a socket and in process: status, header fields and bytes are alike. */
import { expect, test } from "bun:test";
import { app, middleware, t } from "../../src/bunsen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";

const Item = t.Object({ id: t.Integer(), name: t.String() });
const Page = t.Object({ total: t.Integer(), note: t.String(), items: t.Array(Item) });
const items = Array.from({ length: 500 }, (_, id) => ({
  id,
  name: `Ada ${id} 🎉 "é"\u2028`,
  secret: "s3cret",
}));
const kept = items.map(({ id, name }) => ({ id, name }));
const note = `${"A line of a long text.\n".repeat(300)}🎉\ud800`;

const subject = () =>
  app()
    .use(
      middleware({
        name: "stamp",
        after: (_, response) => response.headers.set("x-stamp", String(Math.random())),
      }),
    )
    .get("/items", { response: t.Array(Item) }, () => items)
    .get("/page", { response: Page }, () => ({ total: 500, note, items }))
    .get("/text", { response: t.String() }, () => note)
    .get("/created", { response: { 201: t.Array(Item) } }, ({ reply }) =>
      reply(201, items, { "x-count": "500", "content-type": "application/vnd.items+json" }),
    )
    .get("/pairs", { response: { 200: t.String() } }, ({ reply }) => reply(200, note, [["x-a", "b"]]));

const answers: Readonly<
  Record<string, readonly [status: number, value: unknown, type: string, fields?: object]>
> = {
  "/items": [200, kept, "application/json;charset=utf-8"],
  "/page": [200, { total: 500, note, items: kept }, "application/json;charset=utf-8"],
  "/text": [200, note, "application/json;charset=utf-8"],
  "/created": [201, kept, "application/vnd.items+json", { "x-count": "500" }],
  "/pairs": [200, note, "application/json;charset=utf-8", { "x-a": "b" }],
};

async function expectAnswer(response: Response, target: string): Promise<void> {
  const [status, value, type, fields = {}] = answers[target] ?? [];
  expect(response.status).toBe(status as number);
  expect(response.headers.toJSON()).toMatchObject({ "content-type": type, ...fields });
  expect(response.headers.get("x-stamp")).toMatch(/^0\./);
  expect(await response.text()).toBe(JSON.stringify(value));
}

test.each(forms.flatMap((form) => Object.keys(answers).map((target) => [form, target] as const)))(
  "%s %s in process",
  async (form, target) => {
    await expectAnswer(await answerTarget(await tableOf(subject(), form), target), target);
  },
);

test.each(Object.keys(answers))("compiled %s over a socket", async (target) => {
  await using server = listen(await tableOf(subject(), "compiled"), { port: 0 });
  await expectAnswer(await fetch(new URL(target, server.url)), target);
});

test("fields that a hook sets stay on their answer", async () => {
  const table = await tableOf(subject(), "compiled");
  const first = await answerTarget(table, "/items");
  const second = await answerTarget(table, "/items");
  expect(first.headers.get("x-stamp")).not.toBe(second.headers.get("x-stamp"));
});
