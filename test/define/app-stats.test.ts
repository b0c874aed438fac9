import { expect, setSystemTime, test } from "bun:test";
import { type App, HttpError, type Middleware, app, middleware } from "../../src/bunsen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, tableOf } from "../support/app-forms.ts";

/** Adds the user that a header names, and counts how often it is looked up. */
function session(looked: string[], name = "session"): Middleware<{ user: string }> {
  return middleware({
    name,
    phase: "identify",
    guards: true,
    memo: {
      key: ({ request }) => request.headers.get("x-user") ?? undefined,
      ttlSeconds: 60,
      expiresAt: ({ user }) => (user === "short" ? new Date(Date.now() + 1000) : undefined),
    },
    async before({ request }) {
      const user = request.headers.get("x-user") ?? "none";
      looked.push(user);
      if (user === "bad") throw new HttpError(401, "Who are you?");
      return { user };
    },
  });
}

const as = (user: string): RequestInit => ({ headers: { "x-user": user } });
const appOf = (one: Middleware<{ user: string }>): App =>
  app()
    .use(one)
    .get("/", ({ user }) => user);

test("an app without a memo has nothing to tell", () => {
  expect(app().get("/", "ok").stats()).toEqual({ memo: {}, workers: {} });
});

test.each([...forms])("%s: hits, misses and entries of each memo, by name", async (form) => {
  const looked: string[] = [];
  const subject = appOf(session(looked));
  const table = await tableOf(subject, form);
  const ask = async (init: RequestInit): Promise<string> => (await answerTarget(table, "/", init)).text();
  expect([await ask(as("ann")), await ask(as("ann")), await ask(as("bob"))]).toEqual(["ann", "ann", "bob"]);
  expect((await answerTarget(table, "/", as("bad"))).status).toBe(401);
  expect((await answerTarget(table, "/", as("bad"))).status).toBe(401);
  expect(looked).toEqual(["ann", "bob", "bad", "bad"]);
  expect(subject.stats()).toEqual({
    memo: { session: { hits: 1, misses: 4, entries: 2 } },
    workers: {},
  });
});

test("without a key nothing is kept, nor counted", async () => {
  const looked: string[] = [];
  const subject = appOf(session(looked));
  await subject.request("/");
  await subject.request("/");
  expect([looked.length, subject.stats()]).toEqual([
    2,
    { memo: { session: { hits: 0, misses: 0, entries: 0 } }, workers: {} },
  ]);
});

test("a result that ends by itself is asked for again, and so is one that was invalidated", async () => {
  const looked: string[] = [];
  const one = session(looked);
  const subject = appOf(one);
  try {
    setSystemTime(new Date(0));
    await subject.request("/", as("short"));
    setSystemTime(new Date(999));
    await subject.request("/", as("short"));
    expect(looked.length).toBe(1);
    setSystemTime(new Date(1000));
    await subject.request("/", as("short"));
    expect(looked.length).toBe(2);
  } finally {
    setSystemTime();
  }
  await subject.request("/", as("ann"));
  one.invalidate("ann");
  await subject.request("/", as("ann"));
  expect(looked.filter((user) => user === "ann").length).toBe(2);
});

const several = (options: number): Middleware<{ user: string }> =>
  middleware({ ...session([]), options, multiple: true });

test("several of one name are told together, those of routes as well", async () => {
  const subject = app()
    .use(several(1))
    .get("/", { use: [[several(2)]] }, () => "ok");
  await subject.request("/", as("ann"));
  expect(subject.stats().memo["session"]).toEqual({ hits: 0, misses: 2, entries: 2 });
});

test("requests at one time share one look-up", async () => {
  const looked: string[] = [];
  const subject = appOf(session(looked));
  const answers = await Promise.all(
    Array.from({ length: 50 }, async () => (await subject.request("/", as("ann"))).text()),
  );
  expect([new Set(answers), looked.length]).toEqual([new Set(["ann"]), 1]);
});
