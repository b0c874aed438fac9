import { expect, test } from "bun:test";
import { app, middleware } from "../../src/bunsen.ts";
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
