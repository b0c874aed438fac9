/** A response schema is that of one value: what is sent item by item does not fit it, whenever it comes. */
import { expect } from "bun:test";
import { app, sse, t } from "../../src/bunsen.ts";
import { behaviour, quiet } from "../support/behaviour.ts";

const Count = t.Object({ n: t.Integer() });

async function* count() {
  yield { n: 1 };
}

const events = sse(async function* () {
  yield { data: { n: 1 } };
});

behaviour(
  "a value, now or later, is answered by its schema; items and events are a 500",
  () =>
    app(quiet)
      .get("/now", { response: Count }, () => ({ n: 1 }))
      .get("/later", { response: Count }, async () => ({ n: 1 }))
      .get("/failed", { response: Count }, () => Promise.reject(new Error("no")))
      .get("/items-now", { response: Count }, () => count() as never)
      .get("/items-later", { response: Count }, async () => count() as never)
      .get("/events-now", { response: Count }, (c) => events(c) as never)
      .get("/events-later", { response: Count }, async (c) => events(c) as never),
  async (ask) => {
    const told = async (name: string): Promise<unknown> => {
      const { status, body } = await ask({ target: `/${name}` });
      return [name, status, (body as { code?: string }).code ?? body];
    };
    const names = ["now", "later", "failed", "items-now", "items-later", "events-now", "events-later"];
    expect(await Promise.all(names.map(told))).toEqual([
      ["now", 200, { n: 1 }],
      ["later", 200, { n: 1 }],
      ["failed", 500, "internal_error"],
      ["items-now", 500, "response_schema_mismatch"],
      ["items-later", 500, "response_schema_mismatch"],
      ["events-now", 500, "response_schema_mismatch"],
      ["events-later", 500, "response_schema_mismatch"],
    ]);
  },
);
