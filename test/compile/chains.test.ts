import { describe, expect, test } from "bun:test";
import {
  type App,
  type AppOptions,
  HttpError,
  type LogEntry,
  type Middleware,
  app,
  middleware,
  t,
} from "../../src/bunsen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { type Form, forms, tableOf } from "../support/app-forms.ts";

/** As query builders are: awaited like a promise, without being one. */
const thenable = (promise: Promise<unknown>): PromiseLike<unknown> => ({
  // oxlint-disable-next-line unicorn/no-thenable
  then: (resolve, reject) => promise.then(resolve, reject),
});

/** The ways in which a function can give something. */
const ways: Readonly<Record<string, (give: () => unknown) => unknown>> = {
  "at once": (give) => give(),
  "by a promise": async (give): Promise<unknown> => {
    await Promise.resolve();
    return give();
  },
  "by a thenable": (give) => thenable(Promise.resolve().then(give)),
};

function fail(): never {
  throw new HttpError(418, "It failed.");
}

/** What a hook does, and the status that comes of it; undefined where that of before stays. */
const deeds: Readonly<Record<string, readonly [give: () => unknown, status: number | undefined]>> = {
  "gives a Response": [() => new Response("given", { status: 299 }), 299],
  fails: [fail, 418],
  "gives nothing": [() => undefined, undefined],
  "gives null": [() => null, undefined],
  "gives a number": [() => 7, undefined],
};

/** Three middlewares with both hooks, of which one does something in one of them. */
function watched(
  events: string[],
  hook: "before" | "after",
  position: number,
  act: () => unknown,
): Middleware[] {
  const run = (sign: string, at: number, name: string): unknown => {
    events.push(`${sign}${at}`);
    return name === hook && at === position ? act() : undefined;
  };
  return [0, 1, 2].map((at) =>
    middleware({
      name: `m${at}`,
      before: () => run(">", at, "before") as undefined,
      after: () => run("<", at, "after") as undefined,
    }),
  );
}

async function ask(subject: App, form: Form, init?: RequestInit): Promise<Response> {
  return answerTarget(await tableOf(subject, form), "/", init);
}

/** Names that the context has by itself. */
const reserved =
  "request server params query headers cookies body error route path url ip cookieMap signal allowedMethods reply " +
  "ownCookieChanges constructor toString";

const adding = (added: object, name = "adding"): Middleware => middleware({ name, before: () => added });

const allAfter = ["<2", "<1", "<0"];
const quiet = { log: () => {} };

const guardUnless = (when: () => boolean): AppOptions => ({
  performance: { middleware: { skipConditions: { guard: [{ when, allowUnguarded: true }] } } },
  ...quiet,
});

describe.each([...forms])("%s", (form) => {
  for (const [way, by] of Object.entries(ways)) {
    for (const [deed, [give, status]] of Object.entries(deeds)) {
      test.each([0, 1, 2])(`a before that ${deed} ${way}, at %d`, async (position) => {
        const events: string[] = [];
        const subject = app(quiet)
          .use(watched(events, "before", position, () => by(give)))
          .get("/", () => void events.push("="));
        const response = await ask(subject, form);
        const ends = status !== undefined;
        const until = [">0", ">1", ">2"].slice(0, ends ? position + 1 : 3);
        expect({ status: response.status, events }).toEqual({
          status: status ?? 204,
          events: [...until, ...(ends ? [] : ["="]), ...allAfter],
        });
      });

      test.each([0, 1, 2])(`an after that ${deed} ${way}, at %d`, async (position) => {
        const events: string[] = [];
        const subject = app(quiet)
          .use(watched(events, "after", position, () => by(give)))
          .get("/", () => void events.push("="));
        const response = await ask(subject, form);
        expect({ status: response.status, events }).toEqual({
          status: status ?? 204,
          events: [">0", ">1", ">2", "=", ...allAfter],
        });
      });
    }

    test.each([
      ["a value", (): unknown => "value", 200],
      ["a Response", (): unknown => new Response("", { status: 299 }), 299],
      ["an error", (): unknown => fail(), 418],
    ])(`a handler that gives %s ${way}`, async (_, give, status) => {
      const events: string[] = [];
      const subject = app(quiet)
        .use(watched(events, "before", -1, fail))
        .get("/", () => by(give));
      expect((await ask(subject, form)).status).toBe(status);
      expect(events).toEqual([">0", ">1", ">2", ...allAfter]);
    });
  }

  test.each([
    ["decoding", { query: t.Object({ n: t.Integer() }) }, "", 422, "validation_failed"],
    ["encoding", { response: t.Integer() }, "text", 500, "response_schema_mismatch"],
  ] as const)("an error of %s is seen by each after", async (_, options, answer, status, code) => {
    const seen: unknown[] = [];
    const watch = (name: string): Middleware =>
      middleware({ name, after: ({ error }, response) => void seen.push(response.status, error) });
    const subject = app(quiet)
      .use(watch("first"), watch("second"))
      .get("/", options as object, () => answer);
    expect((await ask(subject, form)).status).toBe(status);
    const told = [status, expect.objectContaining({ code }) as unknown];
    expect(seen).toEqual([...told, ...told]);
  });

  test("an after sees the error of the one inside it", async () => {
    const seen: unknown[] = [];
    const watch = middleware({ name: "watch", after: ({ error }) => void seen.push(error) });
    const failing = middleware({ name: "failing", after: fail });
    await ask(
      app(quiet)
        .use(watch, failing)
        .get("/", () => "ok"),
      form,
    );
    expect(seen).toEqual([expect.objectContaining({ status: 418 })]);
  });

  test("an onError that fails is a 500, which each after sees", async () => {
    const events: string[] = [];
    const subject = app(quiet)
      .use(watched(events, "before", 1, fail))
      .onError(() => {
        throw new Error("again");
      })
      .get("/", () => "ok");
    expect((await ask(subject, form)).status).toBe(500);
    expect(events).toEqual([">0", ">1", ...allAfter]);
  });

  test("an answer that replaces another is what the next after sees", async () => {
    const seen: number[] = [];
    const replacing = (name: string, status: number): Middleware =>
      middleware({
        name,
        after(_, response) {
          seen.push(response.status);
          return new Response(null, { status });
        },
      });
    const subject = app().use(replacing("outer", 203), replacing("inner", 202));
    const response = await ask(
      subject.get("/", () => "ok"),
      form,
    );
    expect([...seen, response.status]).toEqual([200, 202, 203]);
  });

  test.each([
    ["HEAD", { method: "HEAD" }, 200],
    ["a constant", {}, 200],
    ["304", { headers: { "if-none-match": "*" } }, 304],
    ["405", { method: "POST" }, 405],
    ["OPTIONS", { method: "OPTIONS" }, 204],
  ] as const)("%s: an after changes the answer", async (_, init, status) => {
    const stamp = middleware({ name: "stamp", after: (_c, { headers }) => headers.set("x-stamp", "1") });
    const response = await ask(app().use(stamp).get("/", "constant"), form, init);
    const { headers } = response;
    expect([response.status, headers.get("x-stamp"), await response.text()]).toEqual([
      status,
      "1",
      status === 200 && !("method" in init) ? "constant" : expect.any(String),
    ]);
  });

  test("what an after changes on one constant is not on the next", async () => {
    let count = 0;
    const counter = middleware({
      name: "counter",
      headers: { "x-fixed": "1" },
      after: (_, { headers }) => headers.append("x-count", String(++count)),
    });
    const table = await tableOf(app().use(counter).get("/", "constant"), form);
    const counts = [await answerTarget(table, "/"), await answerTarget(table, "/")].map(({ headers }) =>
      headers.get("x-count"),
    );
    expect(counts).toEqual(["1", "2"]);
  });

  describe("a hook around", () => {
    type Around = NonNullable<Middleware["around"]>;

    /** What happened, with a middleware inside the hook and one outside. */
    async function around(
      hook: Around,
      handler: () => unknown = () => "ok",
    ): Promise<{ status: number; body: string; events: string[]; logged: string[] }> {
      const events: string[] = [];
      const logged: LogEntry[] = [];
      const watch = (name: string): Middleware =>
        middleware({
          name,
          before: () => void events.push(`>${name}`),
          after: (_, { status }) => void events.push(`<${name} ${status}`),
        });
      const holding = middleware({
        name: "holding",
        before: () => void events.push(">holding"),
        after: (_, { status }) => void events.push(`<holding ${status}`),
        async around(c, next) {
          events.push("(");
          try {
            return await hook(c, next);
          } finally {
            events.push(")");
          }
        },
      });
      const subject = app({ log: (entry) => logged.push(entry) })
        .use(watch("outer"), holding, watch("inner"))
        .get("/", () => {
          events.push("=");
          return handler();
        });
      const response = await ask(subject, form);
      const messages = logged.map(({ message }) => message);
      return { status: response.status, body: await response.text(), events, logged: messages };
    }

    const start = [">outer", ">holding", "("];
    const whole = (status: number): string[] => [
      ...start,
      ">inner",
      "=",
      `<inner ${status}`,
      ")",
      `<holding ${status}`,
      `<outer ${status}`,
    ];

    test("that gives what next gave", async () => {
      expect(await around((_, next) => next())).toMatchObject({
        status: 200,
        body: "ok",
        events: whole(200),
      });
    });

    test("that waits for next and gives nothing: the answer is what next gave, and the handler runs once", async () => {
      expect(await around(async (_, next) => void (await next()))).toMatchObject({
        status: 200,
        body: "ok",
        events: whole(200),
      });
    });

    test("sees an error as an answer", async () => {
      let seen: unknown;
      expect(
        await around(async (c, next) => {
          const response = await next();
          seen = [response.status, c.error];
          return response;
        }, fail),
      ).toMatchObject({ status: 418, events: whole(418) });
      expect(seen).toEqual([418, expect.objectContaining({ status: 418 })]);
    });

    test("that does not call next: the hooks after inside it see its answer", async () => {
      const given = await around(() => new Response("own", { status: 299 }));
      expect(given).toMatchObject({
        status: 299,
        body: "own",
        events: [...start, ")", "<inner 299", "<holding 299", "<outer 299"],
      });
    });

    test("that fails before next", async () => {
      expect(await around(fail)).toMatchObject({
        status: 418,
        events: [...start, ")", "<inner 418", "<holding 418", "<outer 418"],
      });
    });

    test("that fails after next: what is outside sees that", async () => {
      expect(
        await around(async (_, next) => {
          await next();
          return fail();
        }),
      ).toMatchObject({
        status: 418,
        events: [...start, ">inner", "=", "<inner 200", ")", "<holding 418", "<outer 418"],
      });
    });

    test("that calls next twice is refused: the handler runs once", async () => {
      expect(
        await around(async (_, next) => {
          await next();
          return next();
        }),
      ).toMatchObject({
        status: 500,
        events: [...start, ">inner", "=", "<inner 200", ")", "<holding 500", "<outer 500"],
        logged: ["A hook around called next() a second time."],
      });
    });

    test("that does neither call next nor give a Response is a 500", async () => {
      expect(await around(() => undefined)).toMatchObject({
        status: 500,
        logged: ["A hook around gave no Response, and did not call next()."],
      });
    });

    test("that answers before next is ready does not wait for it", async () => {
      const { promise, resolve } = Promise.withResolvers<string>();
      expect(
        await around(
          (_, next) => {
            void next();
            return new Response("too late", { status: 503 });
          },
          () => promise,
        ),
      ).toMatchObject({ status: 503, body: "too late" });
      resolve("ok");
    });
  });

  describe("a condition of the request", () => {
    const guard = middleware({ name: "guard", guards: true, before: fail });
    const subject = (when: () => boolean): App =>
      app(guardUnless(when))
        .use(guard)
        .get("/", () => "secret");

    test("that holds leaves the middleware out", async () => {
      expect(
        (
          await ask(
            subject(() => true),
            form,
          )
        ).status,
      ).toBe(200);
    });

    test("that fails is an error of the request, and leaves nothing out", async () => {
      const response = await ask(
        subject(() => {
          throw new Error("no condition");
        }),
        form,
      );
      expect(response.status).toBe(500);
    });

    test.each([
      ["a promise", async () => true],
      ["a number", () => 1],
      ["text", () => "false"],
    ])("that gives %s is not taken for true", async (_, when) => {
      expect((await ask(subject(when as unknown as () => boolean), form)).status).toBe(418);
    });
  });

  describe("what a before adds", () => {
    test("is in the context of the handler; the last of one name counts", async () => {
      const subject = app()
        .use(adding({ user: "ann", role: "staff" }), adding({ user: "bob" }, "later"))
        .get("/", (c) => {
          const { user, role } = c as unknown as { user: string; role: string };
          return `${user} ${role}`;
        });
      expect(await (await ask(subject, form)).text()).toBe("bob staff");
    });

    test.each(reserved.split(" "))("cannot take the place of %s", async (name) => {
      const logged: LogEntry[] = [];
      const subject = app({ log: (entry) => logged.push(entry) })
        .use(adding({ [name]: "other" }))
        .get("/", () => "ok");
      const response = await ask(subject, form);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        500,
        "reserved_context_name",
      ]);
      expect(logged.map(({ message }) => message)).toEqual([
        `A hook before adds "${name}", which the context has itself.`,
      ]);
    });

    test("is nobody's prototype", async () => {
      const subject = app()
        .use(adding(JSON.parse('{"__proto__":{"isAdmin":true}}') as object))
        .get("/", (c) => String("isAdmin" in c));
      expect(await (await ask(subject, form)).text()).toBe("false");
    });
  });
});
