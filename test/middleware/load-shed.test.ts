import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { type LoadShedOptions, type RequestEntry, loadShed, logger, timeout } from "../../src/middleware.ts";
import { LagMeter } from "../../src/middleware/lag-meter.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange } from "../support/exchange.ts";

/** An app whose answers wait until they are told to go. */
function waitingApp(options: LoadShedOptions) {
  const gate = Promise.withResolvers<string>();
  const logged: unknown[] = [];
  const subject = app({ log: (entry) => logged.push(entry) })
    .use(loadShed(options))
    .get("/", () => gate.promise)
    .get("/now", () => "now");
  return { subject, gate, logged };
}

describe.each([...forms])("%s", (form) => {
  test("more requests than may be in flight are refused", async () => {
    const { subject, gate, logged } = waitingApp({ maxInFlight: 2, retryAfterSeconds: 3 });
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const first = [answerTarget(table, "/"), answerTarget(table, "/")];
    for (const refused of [await answerTarget(table, "/now"), await fetch(new URL("/now", server.url))]) {
      expect([refused.status, refused.headers.get("retry-after"), await refused.json()]).toEqual([
        503,
        "3",
        {
          title: "Service Unavailable",
          status: 503,
          detail: "The server has too much to do at the moment; try again later.",
          code: "overloaded",
        },
      ]);
    }
    gate.resolve("done");
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await fetch(new URL("/now", server.url))).status).toBe(200);
    expect(logged).toEqual([]);
  });

  test.each([...answers])(
    "$target of $status is over when it is answered",
    async ({ target, init, status }) => {
      const table = await tableOf(answeringApp(loadShed({ maxInFlight: 1 })), form);
      for (let index = 0; index < 3; index++) {
        expect((await answerTarget(table, target, init)).status).toBe(status);
      }
    },
  );

  test("what is refused before any middleware is not counted", async () => {
    const { subject } = waitingApp({ maxInFlight: 1 });
    const table = await tableOf(subject, form);
    for (let index = 0; index < 3; index++) await answerTarget(table, "/now/%zz");
    expect((await answerTarget(table, "/now")).status).toBe(200);
  });

  test("what another middleware refuses is over", async () => {
    const closed = app()
      .use(loadShed({ maxInFlight: 1 }))
      .use({ ...timeout({ ms: 1000 }), name: "closed", before: () => new Response("no", { status: 403 }) })
      .get("/", () => "in");
    const table = await tableOf(closed, form);
    for (let index = 0; index < 3; index++) expect((await answerTarget(table, "/")).status).toBe(403);
  });

  test("what timed out is in flight until it ends", async () => {
    const gate = Promise.withResolvers<string>();
    const slow = app({ log: () => {} })
      .use({ ...timeout({ ms: 5 }), order: { before: ["loadShed"] } }, loadShed({ maxInFlight: 1 }))
      .get("/", () => gate.promise);
    const table = await tableOf(slow, form);
    const codeOf = async () => ((await (await answerTarget(table, "/")).json()) as { code: string }).code;
    expect([await codeOf(), await codeOf()]).toEqual(["timed_out", "overloaded"]);
    gate.resolve("done");
    expect((await exchange(slow, form, "/")).status).toBe(200);
  });

  test("a logger tells of what is refused", async () => {
    const entries: RequestEntry[] = [];
    const { subject, gate } = waitingApp({ maxInFlight: 1 });
    const table = await tableOf(
      app()
        .use(logger({ sink: { info: (entry) => entries.push(entry) } }))
        .mount("/", subject),
      form,
    );
    const first = answerTarget(table, "/");
    await answerTarget(table, "/now");
    gate.resolve("done");
    await first;
    expect(entries.map(({ status, code }) => [status, code])).toEqual([
      [503, "overloaded"],
      [200, undefined],
    ]);
  });

  test("an event loop that is late refuses, until it is not", async () => {
    const { subject } = waitingApp({ maxLagMs: 50 });
    const table = await tableOf(subject, form);
    expect((await answerTarget(table, "/now")).status).toBe(200);
    const startedAtMs = performance.now();
    while (performance.now() - startedAtMs < 200);
    expect((await answerTarget(table, "/now")).status).toBe(503);
    // On a busy machine the loop may be late for longer.
    while ((await answerTarget(table, "/now")).status === 503)
      await new Promise((ready) => setImmediate(ready));
  });
});

test("lag is how late a timer is, also while it does not fire", () => {
  let nowMs = 0;
  const meter = new LagMeter(() => nowMs);
  const told = [meter.lagMs];
  meter.start();
  nowMs = 90;
  told.push(meter.lagMs);
  nowMs = 250;
  told.push(meter.lagMs);
  meter.tick();
  nowMs = 300;
  told.push(meter.lagMs);
  nowMs = 351;
  meter.tick();
  told.push(meter.lagMs);
  expect(told).toEqual([0, 0, 150, 150, 1]);
});

test.each([
  [{}, ": expected maxInFlight or maxLagMs, received an object."],
  [{ retryAfterSeconds: 1 }, ": expected maxInFlight or maxLagMs, received an object."],
  [{ maxInFlight: 0 }, ".maxInFlight: expected a whole number from 1, received 0."],
  [{ maxInFlight: "9" }, '.maxInFlight: expected a number, received "9".'],
  [{ maxLagMs: Number.NaN }, ".maxLagMs: expected a whole number from 1, received NaN."],
  [
    { maxLagMs: 5, retryAfterSeconds: 0.5 },
    ".retryAfterSeconds: expected a whole number from 1, received 0.5.",
  ],
  [{ maxLag: 5 }, ".maxLag: there is no such option; there are maxInFlight, maxLagMs, retryAfterSeconds."],
])("%j is refused when called", (options, message) => {
  expect(() => loadShed(options as unknown as LoadShedOptions)).toThrow(`loadShed${message}`);
});
