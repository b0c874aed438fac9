import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { app, task } from "../../src/bunsen.ts";
import { bodiesAfter, double, offloading, refuse, tick, waitForEnd } from "./support/offloading-app.ts";

// Beside other tests, starting a thread takes its time.
setDefaultTimeout(30_000);

const server = await offloading.listen({ port: 0, hostname: "127.0.0.1", signals: false });
afterAll(() => server.stop());

const ask = async (target: string, init?: RequestInit): Promise<readonly [number, string]> => {
  const response = await offloading.request(target, init);
  return [response.status, await response.text()];
};

const fetched = async (target: string, init?: RequestInit): Promise<readonly [number, string]> => {
  const response = await fetch(new URL(target, server.url), init);
  return [response.status, await response.text()];
};

/** How many tasks of the pool have failed so far. */
const failed = (): number => offloading.stats().workers.default?.failed ?? 0;

const posted = (value: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

const codeOf = (body: string): unknown => (JSON.parse(body) as { code: string }).code;

describe("a route with a worker", () => {
  test("is answered by a thread, in-process and over a socket", async () => {
    expect(await ask("/main")).toEqual([200, "false"]);
    expect(await (await fetch(new URL("/main", server.url))).text()).toBe("false");
  });

  test("gets what it takes over from its middleware, which runs here, before the queue", async () => {
    const before = offloading.stats().workers.default?.succeeded;
    expect(await ask("/user")).toEqual([401, "who?"]);
    expect(offloading.stats().workers.default?.succeeded).toBe(before as number);
    expect(await ask("/user", { headers: { "x-user": "ann" } })).toEqual([200, "hello ann"]);
  });

  test.each([
    [2, "small"],
    [2000, "large"],
  ])("takes a JSON body of %p words; middleware does not see it afterwards", async (length) => {
    const words = Array.from({ length }, (_, n) => `w${n}`);
    expect(await ask("/words", posted(words))).toEqual([200, `[${length},false]`]);
    expect(await fetched("/words", posted(words))).toEqual([200, `[${length},false]`]);
    expect(bodiesAfter.splice(0)).toEqual([undefined, undefined]);
  });

  test("has a small body refused here, and a large one by the worker, with the same answer", async () => {
    const word = "too long a word";
    const before = failed();
    const small = await fetched("/words", posted([word]));
    expect([small[0], failed()]).toEqual([422, before]);
    const large = await fetched("/words", posted([word, ...Array<string>(2000).fill("short")]));
    expect([large, failed()]).toEqual([small, before + 1]);
  });

  test("gives a whole answer: what is sent item by item is a coded 500", async () => {
    const [status, body] = await ask("/items");
    expect([status, codeOf(body)]).toEqual([500, "unsendable_value"]);
  });

  test("has no request: what is asked of it fails, and is told", async () => {
    const [status, body] = await ask("/request");
    expect([status, codeOf(body)]).toEqual([500, "internal_error"]);
  });

  test("is refused where its queue is full, and told when to come again", async () => {
    const first = ask("/spin/300");
    const second = ask("/spin/1");
    const { status, headers } = await offloading.request("/spin/1");
    expect([status, headers.get("retry-after")]).toEqual([503, expect.stringMatching(/^[1-9]\d*$/)]);
    expect(await Promise.all([first, second])).toEqual([
      [200, "spun"],
      [200, "spun"],
    ]);
  });

  test.each(["/late", "/stuck"])(
    "%s is 503 timed_out at its deadline, and the pool goes on",
    async (target) => {
      const [status, body] = await ask(target);
      expect([status, codeOf(body)]).toEqual([503, "timed_out"]);
      expect(await ask("/main")).toEqual([200, "false"]);
    },
  );

  test("is asked for what is not kept, where it is cached", async () => {
    const init = { headers: { "x-a": "b" } };
    const [first, second] = [await ask("/kept/7", init), await ask("/kept/7", init)];
    expect(JSON.parse(first[1])).toEqual(["7", "b", "string", false, expect.any(Number)]);
    expect(second).toEqual(first);
  });

  test("ends with the deadline of the timeout middleware as well", async () => {
    const [status, body] = await ask("/cut");
    expect([status, codeOf(body)]).toEqual([503, "timed_out"]);
    expect(await ask("/main")).toEqual([200, "false"]);
  });

  test("is not begun for a client that has gone", async () => {
    const first = ask("/spin/200");
    const client = new AbortController();
    const left = fetch(new URL("/spin/1", server.url), { signal: client.signal }).catch(() => "left");
    const before = offloading.stats().workers.narrow?.abandoned ?? 0;
    while (offloading.stats().workers.narrow?.queued !== 1) await Bun.sleep(1);
    client.abort();
    expect(await left).toBe("left");
    expect(await first).toEqual([200, "spun"]);
    expect(offloading.stats().workers.narrow).toMatchObject({ abandoned: before + 1, busy: 0, queued: 0 });
  });
});

describe("a task", () => {
  test("is done by a pool, inside a handler and outside", async () => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: "21" };
    expect(await ask("/double", init)).toEqual([200, "42"]);
    expect(await offloading.pool("lazy").run(double, 4)).toBe(8);
  });

  test("rejects with what it threw", async () => {
    const error: unknown = await offloading
      .pool()
      .run(refuse, undefined)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 409, code: "taken" });
  });

  test("is told that nobody waits", async () => {
    const controller = new AbortController();
    const left = offloading.pool("lazy").run(waitForEnd, 0, { signal: controller.signal });
    controller.abort();
    await expect(left).rejects.toMatchObject({ code: "request_abandoned" });
    await expect(offloading.pool("lazy").run(waitForEnd, 0, { timeoutMs: 20 })).rejects.toMatchObject({
      code: "timed_out",
    });
  });

  test("that is a generator gives its items", async () => {
    const items: number[] = [];
    for await (const item of offloading.pool().stream(tick, 9)) items.push(item);
    expect(items).toEqual([...Array(9).keys()]);
  });

  test("tells its progress as events", async () => {
    const [status, body] = await ask("/ticks/3");
    expect([status, body]).toEqual([200, ":\n\ndata: 0\n\ndata: 1\n\ndata: 2\n\n"]);
  });

  test("that tells its progress ends when the client goes away", async () => {
    const client = new AbortController();
    const before = offloading.stats().workers.default?.abandoned ?? 0;
    const { body } = await fetch(new URL("/ticks/1000000000", server.url), { signal: client.signal });
    const reader = body?.getReader();
    await reader?.read();
    client.abort();
    await reader?.closed.catch(() => {});
    while (offloading.stats().workers.default?.busy !== 0) await Bun.sleep(1);
    expect(offloading.stats().workers.default?.abandoned).toBe(before + 1);
  });

  test("that no worker imports is told so", async () => {
    const here = task("only here", () => 1);
    await expect(offloading.pool("lazy").run(here, 0)).rejects.toThrow(
      'A worker does not find the task "only here". Define it where a module begins that the app\'s module imports.',
    );
  });

  test("has a name of its own", () => {
    expect(() => task("double", () => 1)).toThrow(
      'There are two tasks "double". Name one of them otherwise.',
    );
    expect(() => task("", () => 1)).toThrow("task() takes a name and a function");
    expect(() => task((() => 1) as never, undefined as never)).toThrow("task() takes a name and a function");
  });

  test("needs a pool that there is", () => {
    expect(() => offloading.pool("wide")).toThrow('The app has no pool "wide". Name it in workers.pools.');
  });
});

test("an app that no module exports is told when it listens", async () => {
  const hidden = app({ workers: { module: import.meta.resolve("./support/offloading-app.ts") } }).get(
    "/",
    { worker: true },
    () => "ok",
  );
  const error: unknown = await hidden.listen({ port: 0, signals: false }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "worker_unavailable" });
  expect(String((error as Error).cause)).toContain("exports another app");
});

test("without a worker route no worker is started", async () => {
  const plain = app().get("/", () => "ok");
  await using _ = await plain.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  expect(plain.stats().workers).toEqual({});
});
