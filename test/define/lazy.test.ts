import { describe, expect, test } from "bun:test";
import { type App, app, lazy } from "../../src/bunsen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, tableOf } from "../support/app-forms.ts";

/** A module whose loading is counted; the first loads of it fail. */
function createModule(failures = 0) {
  let loads = 0;
  const load = async () => {
    loads++;
    await undefined;
    if (loads <= failures) throw new Error("no such module");
    return { default: ({ params }: { readonly params: { readonly id: string } }) => `item ${params.id}` };
  };
  return { load, loads: () => loads };
}

const ask = async (
  subject: Pick<App, "definition">,
  form: (typeof forms)[number],
  targets: readonly string[],
) => {
  const table = await tableOf(subject, form);
  return Promise.all(targets.map(async (target) => (await answerTarget(table, target)).text()));
};

describe.each([...forms])("%s", (form) => {
  test("a lazy handler is loaded once, at the first request, whoever asks at the same time", async () => {
    const module = createModule();
    const subject = app().get("/:id", lazy(module.load));
    const table = await tableOf(subject, form);
    expect(module.loads()).toBe(0);
    const asked = ["/1", "/2", "/3"].map(async (target) => (await answerTarget(table, target)).text());
    expect(await Promise.all(asked)).toEqual(["item 1", "item 2", "item 3"]);
    expect(await (await answerTarget(table, "/4")).text()).toBe("item 4");
    expect(module.loads()).toBe(1);
    expect(subject.stats().handlers).toEqual({ entries: 1, hits: 1, misses: 3 });
  });

  test("one that cannot be loaded is a 500, and is tried again", async () => {
    const module = createModule(1);
    const logged: string[] = [];
    const table = await tableOf(
      app({ log: ({ message }) => logged.push(message) }).get("/:id", lazy(module.load)),
      form,
    );
    expect((await answerTarget(table, "/1")).status).toBe(500);
    expect(logged).toEqual(["no such module"]);
    expect(await (await answerTarget(table, "/1")).text()).toBe("item 1");
  });

  test("a module without a handler is a 500", async () => {
    const logged: string[] = [];
    const wrong = lazy(async () => ({ default: 7 as never }));
    const table = await tableOf(app({ log: ({ message }) => logged.push(message) }).get("/", wrong), form);
    expect((await answerTarget(table, "/")).status).toBe(500);
    expect(logged).toEqual(["The default export of a lazy handler must be a function, not 7."]);
  });

  test("with useHandlerCache: false the answers are the same, and it is loaded each time", async () => {
    const module = createModule();
    const off = app({ performance: { optimizations: { useHandlerCache: false } } }).get(
      "/:id",
      lazy(module.load),
    );
    expect(await ask(off, form, ["/1", "/2"])).toEqual(["item 1", "item 2"]);
    expect(module.loads()).toBe(2);
  });

  test("no more than handlerCacheSize are kept", async () => {
    const modules = Array.from({ length: 6 }, () => createModule());
    const subject = app({ performance: { caching: { handlerCacheSize: 2 } } });
    for (const [index, { load }] of modules.entries()) subject.get(`/${index}/:id`, lazy(load));
    const table = await tableOf(subject, form);
    for (const [index] of modules.entries())
      expect(await (await answerTarget(table, `/${index}/a`)).text()).toBe("item a");
    expect(subject.stats().handlers?.entries).toBeLessThanOrEqual(2);
  });
});

test("a lazy handler answers by itself as well", async () => {
  expect(await lazy(createModule().load)({ params: { id: "7" } })).toBe("item 7");
});

test("imports of files are lazy handlers", async () => {
  const subject = app().get(
    "/hello",
    lazy(() => import("./support/hello-handler.ts")),
  );
  expect(await (await subject.request("/hello")).text()).toBe("hello from a file");
});
