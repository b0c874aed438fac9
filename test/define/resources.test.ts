import { describe, expect, test } from "bun:test";
import { type App, app, middleware } from "../../src/bunsen.ts";
import { type Form, forms, tableOf } from "../support/app-forms.ts";
import { exchange } from "../support/exchange.ts";
import { answerTarget } from "../../src/serve/in-process.ts";

/** Something that tells when it is made and ended. */
const traced = (told: string[], name: string) => {
  told.push(`make ${name}`);
  return { name, [Symbol.dispose]: () => void told.push(`end ${name}`) };
};

const ask = async (subject: Pick<App, "definition">, form: Form, ...targets: readonly string[]) => {
  const table = await tableOf(subject, form);
  return Promise.all(targets.map(async (target) => (await answerTarget(table, target)).text()));
};

describe.each([...forms])("%s", (form) => {
  test("a route is given what it injects, made of what that needs", async () => {
    const subject = app()
      .provide("db", async () => ({ name: "db" }))
      .provide("orders", ({ db }) => ({ find: (id: string) => `${id} of ${db.name}` }), { inject: ["db"] })
      .get("/:id", { inject: ["orders"] }, ({ orders, params }) => orders.find(params.id));
    expect(await exchange(subject, form, "/7")).toMatchObject({ status: 200, body: "7 of db" });
  });

  test("a singleton is made once, however many ask at the same time", async () => {
    const told: string[] = [];
    const subject = app()
      .provide("db", async () => traced(told, "db"))
      .get("/", { inject: ["db"] }, ({ db }) => db.name);
    expect(await ask(subject, form, "/", "/", "/")).toEqual(["db", "db", "db"]);
    expect(await ask(subject, form, "/")).toEqual(["db"]);
    expect(told).toEqual(["make db"]);
    await subject.close();
    expect(told).toEqual(["make db", "end db"]);
  });

  test("what no route needs is never made", async () => {
    const told: string[] = [];
    const subject = app()
      .provide("unused", () => traced(told, "unused"))
      .get("/", () => "ok");
    await ask(subject, form, "/");
    await subject.close();
    expect(told).toEqual([]);
  });

  test("one of a request is made for each, and ended the last first, after the answer", async () => {
    const told: string[] = [];
    const subject = app()
      .provide("db", () => traced(told, "db"))
      .provide("tx", () => traced(told, "tx"), { scope: "request", inject: ["db"] })
      .provide("unit", ({ tx }) => traced(told, `unit of ${tx.name}`), { scope: "request", inject: ["tx"] })
      .get("/", { inject: ["unit", "tx"] }, ({ unit }) => (told.push("answer"), unit.name));
    expect(await ask(subject, form, "/")).toEqual(["unit of tx"]);
    const request = ["make tx", "make unit of tx", "answer", "end unit of tx", "end tx"];
    expect(told).toEqual(["make db", ...request]);
    await ask(subject, form, "/");
    expect(told).toEqual(["make db", ...request, ...request]);
  });

  test("a factory of a request sees what middleware found out", async () => {
    const subject = app()
      .use(middleware({ name: "who", phase: "identify", before: () => ({ user: "ann" }) }))
      .provide("basket", (_, { user }) => `basket of ${user}`, { scope: "request" })
      .get("/", { inject: ["basket"] }, ({ basket }) => basket);
    expect(await ask(subject, form, "/")).toEqual(["basket of ann"]);
  });

  test("what was made is ended where the handler fails, and where a later one cannot be made", async () => {
    const told: string[] = [];
    const subject = app({ log: () => {} })
      .provide("tx", () => traced(told, "tx"), { scope: "request" })
      .provide("broken", () => Promise.reject(new Error("broken")), { scope: "request", inject: ["tx"] })
      .get("/fails", { inject: ["tx"] }, () => {
        throw new Error("fails");
      })
      .get("/broken", { inject: ["broken"] }, () => "never");
    const table = await tableOf(subject, form);
    expect((await answerTarget(table, "/fails")).status).toBe(500);
    expect((await answerTarget(table, "/broken")).status).toBe(500);
    expect(told).toEqual(["make tx", "end tx", "make tx", "end tx"]);
  });

  test("a singleton that cannot be made is tried again", async () => {
    let tries = 0;
    const subject = app({ log: () => {} })
      .provide("db", () => {
        if (++tries === 1) throw new Error("not yet");
        return "db";
      })
      .get("/", { inject: ["db"] }, ({ db }) => db);
    const table = await tableOf(subject, form);
    expect((await answerTarget(table, "/")).status).toBe(500);
    expect(await (await answerTarget(table, "/")).text()).toBe("db");
  });

  test("middleware that refuses a request comes before its resources", async () => {
    const told: string[] = [];
    const guard = middleware({
      name: "guard",
      phase: "admit",
      before: () => new Response("no", { status: 403 }),
    });
    const subject = app()
      .use(guard)
      .provide("tx", () => traced(told, "tx"), { scope: "request" })
      .get("/", { inject: ["tx"] }, () => "never");
    expect(await ask(subject, form, "/")).toEqual(["no"]);
    expect(told).toEqual([]);
  });

  test("groups have those of the app around them, and their own", async () => {
    const subject = app()
      .provide("db", () => "db")
      .group("/a", (group) =>
        group
          .provide("repo", ({ db }) => `repo of ${db}`, { inject: ["db"] })
          .get("/", { inject: ["repo", "db"] }, ({ repo, db }) => `${repo}, ${db}`),
      );
    expect(await ask(subject, form, "/a")).toEqual(["repo of db, db"]);
  });

  test("the handler of a cached route has them too", async () => {
    const subject = app()
      .provide("db", () => "db")
      .get("/", { inject: ["db"], cache: { ttlSeconds: 60 } }, ({ db }) => db);
    expect(await ask(subject, form, "/")).toEqual(["db"]);
  });
});

test("a server makes them before it accepts requests, and ends them after its last, with hooks around", async () => {
  const told: string[] = [];
  const subject = app()
    .onStart(() => void told.push("start 1"))
    .onStop(() => void told.push("stop 1"))
    .provide("db", async () => traced(told, "db"))
    .provide("late", () => traced(told, "late"), { create: "first-use" })
    .onStart(() => void told.push("start 2"))
    .onStop(() => void told.push("stop 2"))
    .get("/", { inject: ["db", "late"] }, () => "ok");
  {
    await using server = await subject.listen({ port: 0, hostname: "127.0.0.1", signals: false });
    expect(told).toEqual(["make db", "start 1", "start 2"]);
    expect(await (await fetch(server.url)).text()).toBe("ok");
  }
  expect(told).toEqual([
    "make db",
    "start 1",
    "start 2",
    "make late",
    "stop 2",
    "stop 1",
    "end late",
    "end db",
  ]);
});

test("a mounted app starts after the one around it, and stops before", async () => {
  const told: string[] = [];
  const inner = app()
    .onStart(() => void told.push("start inner"))
    .onStop(() => void told.push("stop inner"))
    .get("/", "ok");
  const outer = app()
    .onStart(() => void told.push("start outer"))
    .onStop(() => void told.push("stop outer"))
    .mount("/inner", inner);
  const server = await outer.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  await server.stop();
  expect(told).toEqual(["start outer", "start inner", "stop inner", "stop outer"]);
});

test("what cannot be started is told by listen, and what was started is stopped", async () => {
  const told: string[] = [];
  const subject = app()
    .provide("db", () => traced(told, "db"))
    .onStart(() => {
      throw new Error("no migration");
    })
    .get("/", { inject: ["db"] }, () => "ok");
  expect(subject.listen({ port: 0, signals: false })).rejects.toThrow("no migration");
  await Bun.sleep(0);
  expect(told).toEqual(["make db", "end db"]);
});

test("resources of two servers of one app are ended with the last of them", async () => {
  const told: string[] = [];
  const subject = app()
    .provide("db", () => traced(told, "db"))
    .get("/", { inject: ["db"] }, ({ db }) => db.name);
  const options = { port: 0, hostname: "127.0.0.1", signals: false };
  const [first, second] = [await subject.listen(options), await subject.listen(options)];
  await first.stop();
  expect(told).toEqual(["make db"]);
  expect(await (await fetch(second.url)).text()).toBe("db");
  await second.stop();
  expect(told).toEqual(["make db", "end db"]);
});

test("everything is ended, whatever fails, and all failures are told", async () => {
  const told: string[] = [];
  const subject = app()
    .provide("a", () => "a", { dispose: () => Promise.reject(new Error("a stays")) })
    .provide("b", () => traced(told, "b"))
    .onStop(() => {
      throw new Error("hook");
    })
    .get("/", { inject: ["a", "b"] }, () => "ok");
  const server = await subject.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  const error = await server.stop().catch((caught: unknown) => caught as AggregateError);
  expect(told).toEqual(["make b", "end b"]);
  expect((error as AggregateError).errors).toHaveLength(2);
});
