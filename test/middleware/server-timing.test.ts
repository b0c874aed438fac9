import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { type ServerTimingOptions, serverTiming } from "../../src/middleware.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { answeringApp, answers } from "../support/exchange.ts";

const subject = app({ log: () => {} })
  .use(serverTiming())
  .get("/", ({ time }) => time("db", () => "found"))
  .get("/later", async ({ time }) => `${await time("db", async () => "found", 'My "db" \\')}`)
  .get("/twice", ({ time }) => time("a", () => 1) + time("b", () => 2) + time("a", () => 3))
  .get("/fault", ({ time }) =>
    time("db", () => {
      throw new Error("broken");
    }),
  )
  .get("/reject", ({ time }) => time("db", () => Promise.reject(new Error("broken"))))
  .get("/name/:name", ({ time, params }) => time(params.name, () => "found"))
  .get("/own", ({ reply }) => reply(200, "own", { "server-timing": "cache;desc=hit" }));

/** Durations differ from run to run. */
const shapeOf = (response: Response): string | undefined =>
  response.headers.get("server-timing")?.replaceAll(/dur=\d+(?:\.\d)?(?=,|$)/g, "dur=N");

describe.each([...forms])("%s", (form) => {
  test.each([
    ["/", 200, "found", "db;dur=N, total;dur=N"],
    ["/later", 200, "found", 'db;desc="My \\"db\\" \\\\";dur=N, total;dur=N'],
    ["/twice", 200, "6", "a;dur=N, b;dur=N, total;dur=N"],
    ["/own", 200, "own", "cache;desc=hit, total;dur=N"],
    ["/fault", 500, undefined, "db;dur=N, total;dur=N"],
    ["/reject", 500, undefined, "db;dur=N, total;dur=N"],
    ["/name/a%0Ab", 500, undefined, "total;dur=N"],
    ["/name/a;b", 500, undefined, "total;dur=N"],
  ])("%s", async (target, status, body, timing) => {
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    for (const response of [await answerTarget(table, target), await fetch(new URL(target, server.url))]) {
      expect([response.status, shapeOf(response)]).toEqual([status, timing]);
      const text = await response.text();
      if (body !== undefined) expect(text).toBe(body);
    }
  });

  test.each([...answers])("$target of $status tells its time", async ({ target, init, status }) => {
    const table = await tableOf(answeringApp(serverTiming()), form);
    const response = await answerTarget(table, target, init);
    expect([response.status, shapeOf(response)]).toEqual([status, "total;dur=N"]);
  });

  test("requests at once have times of their own", async () => {
    const table = await tableOf(subject, form);
    const [one, other] = await Promise.all([answerTarget(table, "/later"), answerTarget(table, "/twice")]);
    expect([one && shapeOf(one), other && shapeOf(other)]).toEqual([
      'db;desc="My \\"db\\" \\\\";dur=N, total;dur=N',
      "a;dur=N, b;dur=N, total;dur=N",
    ]);
  });

  test("without total, and only for those who may know", async () => {
    const some = app()
      .use(serverTiming({ total: false, enabled: ({ request }) => request.headers.has("x-debug") }))
      .get("/", ({ time }) => time("db", () => "found"))
      .get("/none", () => "none");
    const table = await tableOf(some, form);
    const headers = { "x-debug": "1" };
    const told = [
      await answerTarget(table, "/", { headers }),
      await answerTarget(table, "/"),
      await answerTarget(table, "/none", { headers }),
    ];
    expect(told.map(shapeOf)).toEqual(["db;dur=N", undefined, undefined]);
  });
});

test.each([
  [{ total: 1 }, "total: expected true or false, received 1."],
  [{ enabled: true }, "enabled: expected a function, received true."],
  [{ crossOrigin: true }, "crossOrigin: there is no such option; there are total, enabled."],
])("%j is refused when called", (options, message) => {
  expect(() => serverTiming(options as unknown as ServerTimingOptions)).toThrow(`serverTiming.${message}`);
});
