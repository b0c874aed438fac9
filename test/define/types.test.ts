/**
 * What the types of a route say, checked by `bun run types`: an `@ts-expect-error` that expects no error is one. The
 * functions are never called.
 */
import { expect, test } from "bun:test";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import {
  type App,
  HttpError,
  type MemoStats,
  Reply,
  type Static,
  app,
  middleware,
  sse,
  t,
  task,
} from "../../src/bunsen.ts";

/** Does not compile where the two types differ; `any` is none of them. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(proof: Same<A, B>): boolean => proof;

const User = t.Object({ id: t.Integer(), name: t.String(), email: t.Optional(t.String()) });
type User = Static<typeof User>;
const user: User = { id: 1, name: "Ada" };

const checks = {
  eventsBySchema(): App {
    const Tick = t.Object({ n: t.Integer() });
    return (
      app()
        .get(
          "/plain/:id",
          sse(async function* (c) {
            same<typeof c.params, { readonly id: string }>(true);
            same<typeof c.lastEventId, string | undefined>(true);
            yield { data: "any", id: c.params.id };
            yield { data: { any: 1 } };
          }),
        )
        .get(
          "/ticks",
          { events: Tick },
          sse(async function* () {
            yield { data: { n: 1 }, event: "tick" };
          }),
        )
        .get(
          "/wrong",
          { events: Tick },
          // @ts-expect-error: the data is not that of the schema
          sse(async function* () {
            yield { data: { n: "1" } };
          }),
        )
        .get("/no-events", { events: Tick }, ({ reply }) => reply(204))
        // @ts-expect-error: a value is no stream of events
        .get("/value", { events: Tick }, () => ({ n: 1 }))
        // @ts-expect-error: a response schema is that of one value
        .get("/schema", { response: Tick }, async function* () {
          yield "text";
        })
    );
  },
  paramsFromThePath(): App {
    return app()
      .get("/plain", ({ params }) => {
        // @ts-expect-error: the path has no parameter
        return params.id;
      })
      .get("/users/:id/posts/:post", ({ params }) => {
        same<typeof params, { readonly id: string; readonly post: string }>(true);
        // @ts-expect-error: no such parameter
        return params.user;
      })
      .get("/files/:owner/*", ({ params }) => {
        same<typeof params, { readonly owner: string; readonly "*": string }>(true);
        // @ts-expect-error: a parameter is text
        const owner: number = params.owner;
        return owner;
      });
  },

  paramsFromTheSchema(): App {
    return app()
      .get("/users/:id", { params: t.Object({ id: t.Integer() }) }, ({ params }) => {
        same<typeof params, { id: number }>(true);
        // @ts-expect-error: the schema has no such parameter
        return params.name;
      })
      .get("/files/*", { params: t.Object({ "*": t.String() }) }, ({ params }) => params["*"].length);
  },

  query(): App {
    const query = t.Object({ page: t.Integer({ default: 1 }), tags: t.Optional(t.Array(t.String())) });
    return app()
      .get("/", { query }, (c) => {
        same<typeof c.query.page, number>(true);
        same<typeof c.query.tags, string[] | undefined>(true);
        // @ts-expect-error: the schema has no such property
        return c.query.limit;
      })
      .get("/none", (c) => {
        // @ts-expect-error: there is nothing in a query without a schema
        const page: string = c.query.page;
        return page;
      });
  },

  headersAndCookies(): App {
    return app().get(
      "/",
      { headers: t.Object({ "x-count": t.Integer() }), cookies: t.Object({ session: t.String() }) },
      ({ headers, cookies }) => {
        same<(typeof headers)["x-count"], number>(true);
        same<typeof cookies.session, string>(true);
        // @ts-expect-error: the schema has no such field
        return headers.accept;
      },
    );
  },

  body(): App {
    return app()
      .post("/", { body: User }, ({ body }) => {
        same<typeof body, User>(true);
        // @ts-expect-error: it may be absent
        return body.email.length;
      })
      .post("/none", ({ body }) => {
        same<typeof body, undefined>(true);
        return body;
      })
      .post("/any", { body: t.Unknown() }, ({ body }) => {
        same<typeof body, unknown>(true);
        // @ts-expect-error: nothing is known of it
        return body.id;
      });
  },

  bodyTypes(): App {
    const form = t.Object({ title: t.String(), photo: t.File(), more: t.Optional(t.Files()) });
    return app()
      .post("/stream", { bodyType: "stream" }, ({ body }) => {
        same<typeof body, ReadableStream<Uint8Array>>(true);
        return body;
      })
      .post("/listed", { bodyType: ["stream"] }, ({ body }) => {
        same<typeof body, ReadableStream<Uint8Array>>(true);
        return body;
      })
      .post("/text", { bodyType: "text", body: t.Integer() }, ({ body }) => {
        same<typeof body, number>(true);
        return body;
      })
      .post("/bytes", { bodyType: "bytes", body: t.Uint8Array() }, ({ body }) => {
        same<typeof body, Uint8Array>(true);
        return body.length;
      })
      .post("/files", { body: form }, ({ body }) => {
        same<typeof body, { title: string; photo: File; more?: File[] }>(true);
        // @ts-expect-error: it may be absent
        return body.more.length;
      })
      .post("/forms", { bodyType: ["json", "urlencoded", "multipart"], body: User }, ({ body }) => {
        same<typeof body, User>(true);
        return body;
      })
      .post(
        "/unknown",
        {
          // @ts-expect-error: no such body type
          bodyType: "xml",
          body: User,
        },
        () => 1,
      );
  },

  validators(): App {
    const valibot = v.object({ n: v.pipe(v.string(), v.transform(Number)) });
    return app()
      .post("/zod", { body: z.object({ n: z.coerce.number(), at: z.iso.date().optional() }) }, ({ body }) => {
        same<typeof body, { n: number; at?: string | undefined }>(true);
        // @ts-expect-error: no such member
        return body.name;
      })
      .get("/:n", { params: valibot, query: type({ n: "string.numeric.parse" }) }, (c) => {
        same<typeof c.params.n, number>(true);
        same<typeof c.query.n, number>(true);
        // @ts-expect-error: no such member
        return c.query.name;
      });
  },

  transforms(): App {
    const moment = t
      .Transform(t.String({ format: "date-time" }))
      .Decode((text) => new Date(text))
      .Encode((date) => date.toISOString());
    const list = t
      .Transform(t.String())
      .Decode((text) => text.split(","))
      .Encode((items) => items.join());
    const nested = t.Object({
      at: moment,
      maybe: t.Optional(moment),
      all: t.Array(moment),
      pair: t.Tuple([t.Integer(), moment]),
      either: t.Union([moment, t.Null()]),
      map: t.Record(t.String(), moment),
      both: t.Intersect([t.Object({ a: moment }), t.Object({ b: t.String() })]),
      plain: t.Optional(t.String()),
    });
    interface Nested {
      at: Date;
      maybe?: Date;
      all: Date[];
      pair: [number, Date];
      either: Date | null;
      map: { [key: string]: Date };
      both: { a: Date } & { b: string };
      plain?: string;
    }
    return (
      app()
        .post("/nested", { body: nested }, ({ body }) => {
          const typed: Nested = body;
          const back: typeof body = typed;
          same<typeof body.either, Date | null>(true);
          same<typeof body.pair, [number, Date]>(true);
          return back.at.getTime();
        })
        .get("/", { query: t.Object({ tags: list }) }, ({ query }) => {
          same<typeof query.tags, string[]>(true);
          return query.tags.length;
        })
        .get("/out", { response: t.Object({ at: moment }) }, () => ({ at: new Date() }))
        // @ts-expect-error: text is what the client gets, not what a handler gives
        .get("/wire", { response: t.Object({ at: moment }) }, () => ({ at: "2026-02-28T12:00:00Z" }))
        .get("/reply", { response: { 201: moment } }, (c) => c.reply(201, new Date()))
    );
  },

  plainSchemas(): App {
    interface Made {
      id: number;
    }
    const made = t.Unsafe<Made>({
      type: "object",
      properties: { id: { type: "integer" } },
      required: ["id"],
    });
    return app().post("/", { body: made, response: { 201: made } }, (c) => {
      same<typeof c.body, Made>(true);
      return c.reply(201, c.body);
    });
  },

  sockets(): App {
    const known = middleware({ name: "user", before: () => ({ user: { id: 7 } }) });
    const Said = t.Object({ text: t.String() });
    return (
      app()
        .use(known)
        .ws(
          "/rooms/:id",
          { query: t.Object({ page: t.Integer() }), message: Said, send: t.Object({ n: t.Integer() }) },
          {
            open(socket) {
              same<typeof socket.data.params, { readonly id: string }>(true);
              same<typeof socket.data.query, { page: number }>(true);
              same<typeof socket.data.user, { id: number }>(true);
              // @ts-expect-error: the request is not kept
              same<typeof socket.data.request, Request>(true);
              socket.send({ n: 1 });
              // @ts-expect-error: not what the schema of what is sent says
              socket.send({ text: "1" });
              // @ts-expect-error: the same for a topic
              socket.publish("topic", { n: "1" });
            },
            message(socket, message) {
              same<typeof message, { text: string }>(true);
              return socket.data.route;
            },
            close(_, code, reason) {
              same<typeof code, number>(true);
              same<typeof reason, string>(true);
            },
          },
        )
        .ws("/raw/:id", {
          message(socket, message) {
            same<typeof message, string | Uint8Array>(true);
            same<typeof socket.data.params, { readonly id: string }>(true);
            socket.send({ any: "value" });
          },
        })
        .provide("db", () => new Map<string, number>())
        .ws(
          "/db",
          { inject: ["db"] },
          {
            open(socket) {
              same<typeof socket.data.db, Map<string, number>>(true);
            },
          },
        )
        // @ts-expect-error: a WebSocket has no answer to cache
        .ws("/cached", { cache: { ttl: 1 } }, {})
        // @ts-expect-error: no such hook
        .ws("/hooks", {}, { onMessage() {} })
    );
  },

  messages(): App {
    return app({
      messages: (failure, { request }) => {
        same<typeof failure.in, "params" | "query" | "headers" | "cookies" | "body">(true);
        // @ts-expect-error: no such code
        if (failure.code === "wrong") return undefined;
        return request.headers.get("accept-language") === "de" ? "falsch" : undefined;
      },
      limits: { formFields: 10, formFieldBytes: 100 },
    });
  },

  returnValue(): App {
    return (
      app()
        .get("/value", { response: User }, () => user)
        .get("/promise", { response: User }, async () => user)
        .get("/response", { response: User }, () => new Response("raw"))
        .get("/error", { response: User }, () => {
          throw new HttpError(404, "There is none.");
        })
        .get("/by-status", { response: { 200: User, 404: t.String() } }, () => user)
        .get("/anything", () => Math.random())
        // @ts-expect-error: a member is missing
        .get("/missing", { response: User }, () => ({ id: 1 }))
        // @ts-expect-error: a member has another type
        .get("/wrong", { response: User }, () => ({ id: "1", name: "Ada" }))
        // @ts-expect-error: so does it in a promise
        .get("/wrong-promise", { response: User }, async () => ({ id: "1", name: "Ada" }))
        // @ts-expect-error: nothing is returned
        .get("/nothing", { response: User }, () => {})
        // @ts-expect-error: a bare value is one of status 200, which is not declared
        .get("/no-200", { response: { 201: User } }, () => user)
    );
  },

  replies(): App {
    const response = { 200: User, 201: User, 204: t.Void(), 404: t.Object({ reason: t.String() }) };
    return (
      app()
        .post("/created", { response }, (c) => c.reply(201, user))
        .post("/with-headers", { response }, (c) => c.reply(201, user, { location: "/users/1" }))
        .post("/empty", { response }, (c) => c.reply(204))
        .post("/either", { response }, (c) =>
          Math.random() > 0.5 ? c.reply(404, { reason: "none" }) : c.reply(200, user),
        )
        .post("/mixed", { response }, (c) => (Math.random() > 0.5 ? c.reply(404, { reason: "none" }) : user))
        .post("/undeclared", { response }, (c) => {
          // @ts-expect-error: a status that is not declared
          return c.reply(500, user);
        })
        .post("/other-value", { response }, (c) => {
          // @ts-expect-error: the value of another status
          return c.reply(404, user);
        })
        .post("/no-value", { response }, (c) => {
          // @ts-expect-error: only 204 and its kin need no value
          return c.reply(201);
        })
        .post("/content", { response }, (c) => {
          // @ts-expect-error: 204 has no content
          return c.reply(204, user);
        })
        .post("/single", { response: User }, (c) => {
          // @ts-expect-error: one schema is that of 200
          return c.reply(201, user);
        })
        .post("/free", (c) => c.reply(418, "any value"))
        // @ts-expect-error: a reply of a status that is not declared, made without the context
        .post("/imported", { response: { 200: User } }, () => new Reply(500, user))
    );
  },

  options(): App {
    return (
      app()
        // @ts-expect-error: an unknown option
        .get("/unknown", { querry: t.Object({}) }, () => 1)
        // @ts-expect-error: a schema that TypeBox did not make
        .get("/plain", { query: { type: "object" } }, () => 1)
        // @ts-expect-error: the handler comes last
        .get("/swapped", () => 1, { query: t.Object({}) })
    );
  },

  constants(): App {
    return (
      app()
        .get("/text", "ok")
        .get("/data", { a: [1, null, true] })
        .get("/bytes", new Uint8Array(2))
        .get("/with-options", { query: t.Object({}) }, "ok")
        // @ts-expect-error: a Response can be sent only once
        .get("/response", new Response())
        // @ts-expect-error: a date is not plain data
        .get("/date", { at: new Date() })
    );
  },

  middlewareAdds(): App<{ account: { name: string } } & { startedAt: number }> {
    const account = middleware({ name: "account", before: () => ({ account: { name: "Ada" } }) });
    const clock = middleware({ name: "clock", before: async () => ({ startedAt: 0 }) });
    const silent = middleware({ name: "silent", after: () => undefined });
    return app()
      .get("/before", (c) => {
        // @ts-expect-error: nothing has added it yet
        return c.account;
      })
      .use(account)
      .use(silent)
      .use(clock)
      .get("/:id", (c) => {
        same<typeof c.account, { name: string }>(true);
        same<typeof c.startedAt, number>(true);
        same<typeof c.params, { readonly id: string }>(true);
        // @ts-expect-error: nothing adds it
        return c.session;
      })
      .group("/group", (group) => group.get("/", (c) => c.account.name.length + c.startedAt));
  },

  severalAddTogether(): App<{ a: number } & { b: string } & { c: Date }> {
    const a = middleware({ name: "a", before: () => ({ a: 1 }) });
    const b = middleware({ name: "b", before: async () => ({ b: "" }) });
    const c = middleware({
      name: "c",
      before: () => (Math.random() > 2 ? new Response() : { c: new Date() }),
    });
    const plugin = () => [b, c] as const;
    const shop = app()
      .use(a, plugin())
      .get("/", (context) => {
        same<typeof context.a, number>(true);
        same<typeof context.b, string>(true);
        same<typeof context.c, Date>(true);
        // @ts-expect-error: nothing adds it
        return context.d;
      });
    app()
      .use(a)
      .get("/own", { use: [b, [c]] }, (context) => {
        same<typeof context.a, number>(true);
        same<typeof context.b, string>(true);
        same<typeof context.c, Date>(true);
        // @ts-expect-error: nothing adds it
        return context.d;
      })
      .get("/other", (context) => {
        // @ts-expect-error: it is another route's
        return context.b;
      });
    return shop;
  },

  requestFacts(): App {
    return app().get("/:id", (c) => {
      same<typeof c.route, string | undefined>(true);
      same<typeof c.ip, string | undefined>(true);
      same<typeof c.path, string>(true);
      same<typeof c.url, URL>(true);
      same<typeof c.cookieMap, Bun.CookieMap>(true);
      same<typeof c.allowedMethods, readonly string[] | undefined>(true);
      // @ts-expect-error: what is read of a request is not written
      c.route = "/";
      // @ts-expect-error: an error is middleware's alone
      return c.error;
    });
  },

  middlewareOptions(): void {
    // @ts-expect-error: an unknown key
    middleware({ name: "m", guard: true });
    // @ts-expect-error: no phase
    middleware({ name: "m", phase: "late" });
    // @ts-expect-error: a memo needs a key
    middleware({ name: "m", before: () => ({}), memo: {} });
    middleware({
      name: "m",
      before: () => ({ until: new Date() }),
      memo: { key: ({ path }) => path, expiresAt: ({ until }) => until },
      around: async (c, next) => {
        // @ts-expect-error: what `before` adds is missing where it did not run
        c.until.getTime();
        await next();
      },
    });
    // @ts-expect-error: an answer is a Response
    middleware({ name: "m", around: () => "own" });
    // @ts-expect-error: a condition is true or false
    app({ performance: { middleware: { skipConditions: { m: [{ when: async () => true }] } } } });
    // @ts-expect-error: a function is no middleware
    app().use(async () => {});
    same<ReturnType<App["stats"]>["memo"][string], MemoStats>(true);
  },

  middlewareSees(): void {
    middleware({
      name: "m",
      before: (c) => {
        same<typeof c.request, Request>(true);
        // @ts-expect-error: inputs are not read yet
        return { body: c.body as object };
      },
    });
    middleware({
      name: "m",
      before: () => ({ startedAt: 0 }),
      after: (c) => {
        // @ts-expect-error: what `before` adds is missing where it did not run
        c.startedAt.toFixed();
      },
    });
    middleware({
      name: "m",
      before: () => new Response("early"),
      // @ts-expect-error: an answer is a Response
      after: () => "late",
    });
  },

  workers(): void {
    const session = middleware({ name: "session", before: () => ({ user: "ann", open: () => 1 }) });
    app()
      .use(session)
      .get("/:id", { worker: true }, (c) => {
        same<typeof c.params.id, string>(true);
        // @ts-expect-error: there is no request in a worker
        void c.request;
        // @ts-expect-error: what middleware added goes over only by name
        return c.user;
      })
      .get("/", { worker: { context: ["user"] } }, (c) => {
        same<typeof c.user, string>(true);
        // @ts-expect-error: it was not named
        return c.open;
      })
      .get("/here", { worker: false }, (c) => c.request.url + c.user);
    const length = task("length", (text: string) => text.length);
    // @ts-expect-error: the input is text
    void app().pool().run(length, 7);
    const run = () => app().pool("default").run(length, "seven");
    same<ReturnType<typeof run>, Promise<number>>(true);
    // @ts-expect-error: it yields nothing
    void app().pool().stream(length, "seven");
    const count = task("count", async function* (to: number) {
      for (let n = 0; n < to; n++) yield n;
      return "counted";
    });
    // @ts-expect-error: the input is a number
    void app().pool().stream(count, "seven");
    const stream = () => app().pool().stream(count, 7);
    same<ReturnType<typeof stream>, AsyncGenerator<number, string, undefined>>(true);
    const drain = () => app().pool().run(count, 7);
    same<ReturnType<typeof drain>, Promise<string>>(true);
  },

  routesDoNotPileUp(): App {
    const before = app();
    const after = before.get("/a", () => 1).post("/b", { body: User }, ({ body }) => body);
    same<typeof after, typeof before>(true);
    return after;
  },

  methods(): App {
    return (
      app()
        .route("GET", "/:id", {}, ({ params }) => params.id)
        // @ts-expect-error: TRACE is refused
        .route("TRACE", "/", {}, () => 1)
    );
  },

  async server(): Promise<void> {
    await using server = await app().listen({ port: 0 });
    same<typeof server.url, URL>(true);
    // @ts-expect-error: a port is a number
    await app().listen({ port: "0" });
    // @ts-expect-error: an unknown setting
    app({ developement: true });
    // @ts-expect-error: a limit is a number
    app({ limits: { bodyBytes: "1mb" } });
  },
};

test("the functions above are checked by `bun run types`, and are never called", () => {
  expect(Object.values(checks).every((check) => typeof check === "function")).toBe(true);
});
