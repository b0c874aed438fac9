import { describe, expect, test } from "bun:test";
import { HttpError, app, middleware, reply, t } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, tableOf } from "../support/app-forms.ts";

const frame = middleware({ name: "frame", headers: { "x-frame-options": "DENY" } });

const given = (): Response => new Response("early");

/** The folded field of an answer that a middleware gives. */
async function fieldOf(form: (typeof forms)[number], giving: ReturnType<typeof middleware>, target = "/") {
  const table = await tableOf(
    app()
      .use(frame, giving)
      .get("/", () => "ok"),
    form,
  );
  return (await answerTarget(table, target)).headers.get("x-frame-options");
}

test.each([...forms])("%s: an answer of a middleware has the constant header fields", async (form) => {
  const giving = [
    middleware({ name: "before", before: given }),
    middleware({ name: "later", before: async () => given() }),
    middleware({ name: "after", after: given }),
    middleware({ name: "after-later", after: async () => given() }),
    middleware({ name: "around", around: given }),
  ];
  const fields = giving.flatMap((one) => [fieldOf(form, one), fieldOf(form, one, "/nothing")]);
  expect(await Promise.all(fields)).toEqual(fields.map(() => "DENY"));
});

test.each([...forms])("%s: a field that a hook deleted stays deleted", async (form) => {
  const bare = middleware({
    name: "bare",
    after(_, response) {
      response.headers.delete("x-frame-options");
      return response;
    },
  });
  expect([await fieldOf(form, bare), await fieldOf(form, bare, "/nothing")]).toEqual([null, null]);
});

/** What handlers return: the shapes that a Response is made with differ where there are folded fields. */
const results: readonly (readonly [string, () => unknown])[] = [
  ["an object", () => ({ a: 1 })],
  ["an array", () => [1]],
  ["a number", () => 7],
  ["null", () => null],
  ["nothing", () => undefined],
  ["text", () => "text"],
  ["no text", () => ""],
  ["bytes", () => new Uint8Array([1, 2])],
  ["a blob", () => new Blob(["b"], { type: "image/png" })],
  ["a blob without a type", () => new Blob(["b"])],
  ["a stream", () => new Blob(["s"]).stream()],
  ["a Response", () => new Response("r")],
  ["a reply", () => reply(201, { a: 1 })],
  ["a reply of text", () => reply(201, "text", { "x-a": "1" })],
  ["a reply of nothing", () => reply(204)],
  ["a reply with a type of its own", () => reply(200, { a: 1 }, { "content-type": "application/a+json" })],
  ["a promise", async () => ({ a: 1 })],
  ["an error", () => Promise.reject(new HttpError(404, "None."))],
];

describe.each([...forms])("%s: folding changes nothing else of an answer", (form) => {
  const ask = async (subject: App) => {
    const answer = await answerTarget(await tableOf(subject, form), "/");
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  };
  const folded = (answer: Awaited<ReturnType<typeof ask>>) => ({
    ...answer,
    headers: { ...answer.headers, "x-frame-options": "DENY" },
  });

  test.each([...results])("%s", async (_, handler) => {
    expect(await ask(app().use(frame).get("/", handler))).toEqual(folded(await ask(app().get("/", handler))));
  });

  test.each([
    ["a value", 1],
    ["none", undefined],
  ])("with a response schema: %s", async (_, value) => {
    const response = t.Union([t.Integer(), t.Undefined()]);
    const plain = app().get("/", { response }, () => value);
    const own = app()
      .use(frame)
      .get("/", { response }, () => value);
    expect(await ask(own)).toEqual(folded(await ask(plain)));
  });
});
