import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { type RequestEntry, type TimeoutOptions, cors, logger, timeout } from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange } from "../support/exchange.ts";

const quiet = () => app({ log: () => {} });

/** Ends when a signal aborts, with its reason. */
const aborted = (signal: AbortSignal): Promise<unknown> => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  signal.addEventListener("abort", () => resolve(signal.reason));
  return promise;
};

const never = new Promise<string>(() => {});

describe.each([...forms])("%s", (form) => {
  test("an answer that takes too long is 503", async () => {
    const subject = quiet()
      .use(timeout({ ms: 5 }))
      .get("/", () => never);
    expect(await exchange(subject, form, "/")).toEqual({
      status: 503,
      headers: { "content-type": "application/problem+json" },
      body: JSON.stringify({
        title: "Service Unavailable",
        status: 503,
        detail: "The server did not finish this answer within 5 ms.",
        code: "timed_out",
      }),
    });
  });

  test("the signal aborts, with the error as its reason", async () => {
    const reason = Promise.withResolvers<unknown>();
    const subject = quiet()
      .use(timeout({ ms: 5 }))
      .get("/", async ({ signal }) => {
        reason.resolve(await aborted(signal));
        return "late";
      });
    expect((await answerTarget(await tableOf(subject, form), "/")).status).toBe(503);
    expect(await reason.promise).toMatchObject({ status: 503, code: "timed_out" });
  });

  test("what the signal ends does not answer in its place", async () => {
    const subject = quiet()
      .use(timeout({ ms: 5 }))
      .get("/", async ({ signal }) => {
        await aborted(signal);
        throw new Error("aborted");
      });
    expect(await exchange(subject, form, "/")).toMatchObject({ status: 503 });
  });

  test("the stream of a late answer is cancelled", async () => {
    const late = Promise.withResolvers<Response>();
    const cancelled = Promise.withResolvers<void>();
    const subject = quiet()
      .use(timeout({ ms: 5 }))
      .get("/", () => late.promise);
    expect((await answerTarget(await tableOf(subject, form), "/")).status).toBe(503);
    late.resolve(new Response(new ReadableStream({ cancel: () => cancelled.resolve() })));
    await cancelled.promise;
  });

  test("the signal aborts when the client goes away as well", async () => {
    const asked = Promise.withResolvers<void>();
    const left = Promise.withResolvers<unknown>();
    const subject = quiet()
      .use(timeout({ ms: 60_000 }))
      .get("/", async ({ signal }) => {
        asked.resolve();
        left.resolve(await aborted(signal));
        return "late";
      });
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const client = new AbortController();
    const answer = fetch(server.url, { signal: client.signal }).catch(() => undefined);
    await asked.promise;
    client.abort();
    await answer;
    expect(await left.promise).toMatchObject({ name: "AbortError" });
  });

  test("of two, the shorter counts, and the signal is one", async () => {
    const reason = Promise.withResolvers<unknown>();
    const subject = quiet()
      .use(timeout({ ms: 60_000 }))
      .group("/quick", (group) =>
        group.use({ ...timeout({ ms: 5 }), name: "quick" }).get("/", async (c) => {
          expect(c.signal).toBe(c.signal);
          reason.resolve(await aborted(c.signal));
          return "late";
        }),
      );
    expect((await answerTarget(await tableOf(subject, form), "/quick")).status).toBe(503);
    expect(await reason.promise).toMatchObject({ code: "timed_out" });
  });

  test("the answer has what other middleware gives to all", async () => {
    const entries: RequestEntry[] = [];
    const subject = quiet()
      .use(timeout({ ms: 5 }), cors({ origin: ["https://a.example"] }))
      .use(logger({ sink: { info: (entry) => entries.push(entry) } }))
      .get("/", () => never);
    const headers = { origin: "https://a.example" };
    const response = await answerTarget(await tableOf(subject, form), "/", { headers });
    expect(response.headers.get("access-control-allow-origin")).toBe("https://a.example");
    expect(entries).toMatchObject([{ status: 503, code: "timed_out" }]);
  });

  test.each([...answers])("$target is $status where there is time", async ({ target, init, status }) => {
    expect((await exchange(answeringApp(timeout({ ms: 60_000 })), form, target, init)).status).toBe(status);
  });
});

test("without a timeout, the signal is that of the request", async () => {
  const plain = app().get("/", (c) => `${c.signal === c.request.signal}`);
  expect(await (await plain.request("/")).text()).toBe("true");
});

test.each([
  [{}, "ms: expected a number of milliseconds, received nothing."],
  [{ ms: "5" }, 'ms: expected a number of milliseconds, received "5".'],
  [{ ms: 0 }, "ms: expected whole milliseconds from 1 to 2147483647, received 0."],
  [{ ms: 2 ** 31 }, "ms: expected whole milliseconds from 1 to 2147483647, received 2147483648."],
  [{ ms: Number.NaN }, "ms: expected whole milliseconds from 1 to 2147483647, received NaN."],
  [{ ms: 5, seconds: 1 }, "seconds: there is no such option; there are ms."],
])("%j is refused when called", (options, message) => {
  expect(() => timeout(options as unknown as TimeoutOptions)).toThrow(`timeout.${message}`);
});
