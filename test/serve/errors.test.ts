import { describe, expect, spyOn, test } from "bun:test";
import { HttpError, type LogEntry, app, middleware, reply, t } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import type { AppOptions } from "../../src/define/app-options.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { type Form, forms, tableOf } from "../support/app-forms.ts";

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

const ofResponse = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    body: text.startsWith("{") ? JSON.parse(text) : text,
  };
};

/** The answer over a socket, which the one in-process must equal. */
async function ask(subject: App, form: Form, target: string, init: RequestInit = {}): Promise<Answer> {
  const table = await tableOf(subject, form);
  await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
  const wire = await ofResponse(await fetch(new URL(target, server.url), init));
  expect(await ofResponse(await answerTarget(table, target, init))).toEqual(wire);
  return wire;
}

const type = "application/problem+json";
const problem = (status: number, title: string, code: string, detail: string, more: object = {}): Answer => ({
  status,
  type,
  body: { title, status, detail, code, ...more },
});
const internal = problem(
  500,
  "Internal Server Error",
  "internal_error",
  "The server failed to answer this request.",
);

const secret = "password hunter2";
const fails = (): never => {
  throw new Error(secret);
};
const quiet: AppOptions = { log: () => {} };

const after = (name: string, hook: () => Response | void | Promise<Response | void>) =>
  middleware({ name, after: hook });

/** As query builders are: awaited like a promise, without being one. */
const thenable = (settle: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => void) => ({
  // oxlint-disable-next-line unicorn/no-thenable
  then: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => settle(resolve, reject),
});

for (const form of forms) {
  describe(form, () => {
    describe("an unknown error", () => {
      test("is a 500 without its message", async () => {
        expect(await ask(app(quiet).get("/", fails), form, "/")).toEqual(internal);
      });

      test("is told with its message in development", async () => {
        const subject = app({ ...quiet, development: true }).get("/", fails);
        expect(await ask(subject, form, "/")).toEqual(
          problem(500, "Internal Server Error", "internal_error", secret),
        );
      });

      test("is told without its message where development is false", async () => {
        expect(await ask(app({ ...quiet, development: false }).get("/", fails), form, "/")).toEqual(internal);
      });

      test("is logged with message and stack", async () => {
        const entries: LogEntry[] = [];
        const subject = app({ log: (entry) => entries.push(entry) }).get("/a/:id", fails);
        const table = await tableOf(subject, form);
        await answerTarget(table, "/a/1?x=2");
        expect(entries).toEqual([
          {
            level: "error",
            code: "internal_error",
            method: "GET",
            url: "http://localhost/a/1?x=2",
            message: secret,
            stack: expect.stringContaining(secret),
          },
        ]);
      });

      test("is logged on standard error where the app has no log", async () => {
        const lines: unknown[] = [];
        const spy = spyOn(console, "error").mockImplementation((line: unknown) => void lines.push(line));
        try {
          await answerTarget(await tableOf(app().get("/", fails), form), "/");
        } finally {
          spy.mockRestore();
        }
        expect(lines.map((line) => JSON.parse(String(line)).message)).toEqual([secret]);
      });

      test("by a rejection is a 500 as well", async () => {
        const subject = app(quiet).get("/", () => Promise.reject(new Error(secret)));
        expect(await ask(subject, form, "/")).toEqual(internal);
      });

      test("after an await is a 500 as well", async () => {
        const subject = app(quiet).post("/", async ({ request }) => {
          await request.text();
          return fails();
        });
        expect(await ask(subject, form, "/", { method: "POST", body: "x" })).toEqual(internal);
      });

      const thrown = ["text", undefined, null, 7, { message: secret }, Symbol("s"), Object.create(null)];
      for (const value of thrown) {
        test(`may be no Error: ${Bun.inspect(value)}`, async () => {
          const subject = app(quiet).get("/", () => {
            throw value;
          });
          expect(await ask(subject, form, "/")).toEqual(internal);
        });
      }
    });

    describe("an HttpError", () => {
      test("is its problem document", async () => {
        const subject = app(quiet).get("/", () => {
          throw new HttpError(409, "Already paid.", { code: "order_paid", extensions: { order: 7 } });
        });
        expect(await ask(subject, form, "/")).toEqual(
          problem(409, "Conflict", "order_paid", "Already paid.", { order: 7 }),
        );
      });

      test("sends its header fields, but for the content type", async () => {
        const subject = app(quiet).get("/", () => {
          throw new HttpError(503, "Later.", {
            headers: { "retry-after": "30", "Content-Type": "text/html" },
          });
        });
        const response = await answerTarget(await tableOf(subject, form), "/");
        expect(Object.fromEntries(response.headers)).toEqual({ "content-type": type, "retry-after": "30" });
      });

      test("has extensions that cannot override its own members", async () => {
        const extensions = { status: 200, title: "OK", detail: "fine", code: "ok", more: 1 };
        const subject = app(quiet).get("/", () => {
          throw new HttpError(403, "No.", { extensions });
        });
        expect(await ask(subject, form, "/")).toEqual(
          problem(403, "Forbidden", "forbidden", "No.", { more: 1 }),
        );
      });

      test("with a header value that cannot be sent is a 500", async () => {
        const subject = app(quiet).get("/", () => {
          throw new HttpError(400, "No.", { headers: { "x-a": "a\r\nb: c" } });
        });
        expect(await ask(subject, form, "/")).toEqual(internal);
      });

      test("of the 4xx is not logged", async () => {
        const entries: LogEntry[] = [];
        const subject = app({ log: (entry) => entries.push(entry) }).get("/", () => {
          throw new HttpError(418, "No coffee.");
        });
        await answerTarget(await tableOf(subject, form), "/");
        expect(entries).toEqual([]);
      });

      test("of the 5xx is logged by its cause, which is not sent", async () => {
        const entries: LogEntry[] = [];
        const subject = app({ log: (entry) => entries.push(entry) }).get("/", () => {
          throw new HttpError(502, "The bank is away.", { cause: new Error(secret) });
        });
        const response = await answerTarget(await tableOf(subject, form), "/");
        expect(await ofResponse(response)).toEqual(
          problem(502, "Bad Gateway", "bad_gateway", "The bank is away."),
        );
        expect(entries.map(({ code, message }) => [code, message])).toEqual([["bad_gateway", secret]]);
      });
    });

    describe("onError", () => {
      test("sees the error, and its value is sent with the error's status", async () => {
        const subject = app(quiet)
          .onError((error) => ({ own: String(error) }))
          .get("/", () => {
            throw new HttpError(404, "No such thing.");
          });
        const own = { own: "HttpError: No such thing." };
        expect(await ask(subject, form, "/")).toMatchObject({ status: 404, body: own });
      });

      test("may answer a Response", async () => {
        const subject = app(quiet)
          .onError(() => Response.json({ own: true }, { status: 599 }))
          .get("/", fails);
        expect(await ask(subject, form, "/")).toMatchObject({ status: 599, body: { own: true } });
      });

      test("may reply with another status", async () => {
        const subject = app(quiet)
          .onError(async () => reply(503, { later: true }))
          .get("/", fails);
        expect(await ask(subject, form, "/")).toMatchObject({ status: 503, body: { later: true } });
      });

      test("leaves the problem document by returning nothing", async () => {
        const subject = app(quiet)
          .onError(() => {})
          .get("/", fails);
        expect(await ask(subject, form, "/")).toEqual(internal);
      });

      test("that throws is a 500", async () => {
        const subject = app(quiet)
          .onError(() => {
            throw new Error("again");
          })
          .get("/", fails);
        expect(await ask(subject, form, "/")).toEqual(internal);
      });

      test("sees what no route answers", async () => {
        const subject = app(quiet).onError((error) => String((error as HttpError).code));
        subject.get("/a", "a");
        expect([
          (await ask(subject, form, "/b")).body,
          (await ask(subject, form, "/a", { method: "POST" })).body,
          (await ask(subject, form, "/a//b")).body,
        ]).toEqual(["not_found", "method_not_allowed", "malformed_target"]);
      });

      test("of a mounted app sees its routes' errors alone", async () => {
        const inner = app()
          .onError(() => "inner")
          .get("/x", fails);
        const subject = app(quiet)
          .onError(() => "outer")
          .get("/y", fails)
          .mount("/in", inner);
        expect([
          (await ask(subject, form, "/in/x")).body,
          (await ask(subject, form, "/in/nothing")).body,
          (await ask(subject, form, "/y")).body,
        ]).toEqual(["inner", "outer", "outer"]);
      });
    });

    describe("notFound", () => {
      test("answers a path that has no route, with 404", async () => {
        const subject = app(quiet)
          .notFound(({ path }) => ({ nothingAt: path }))
          .get("/a", "a");
        expect(await ask(subject, form, "/caf%C3%A9")).toMatchObject({
          status: 404,
          body: { nothingAt: "/café" },
        });
      });

      test("may reply with another status", async () => {
        const subject = app(quiet).notFound(() => reply(410, "gone"));
        expect(await ask(subject.get("/a", "a"), form, "/b")).toMatchObject({ status: 410, body: "gone" });
      });

      test("leaves the problem document by returning nothing", async () => {
        const subject = app(quiet).notFound(() => undefined);
        expect(await ask(subject.get("/a", "a"), form, "/b")).toEqual(
          problem(404, "Not Found", "not_found", 'No route matches "/b".'),
        );
      });

      test("is not asked where a handler throws a 404", async () => {
        const subject = app(quiet)
          .notFound(() => "own")
          .get("/a", () => {
            throw new HttpError(404, "No a.");
          });
        expect(await ask(subject, form, "/a")).toEqual(problem(404, "Not Found", "not_found", "No a."));
      });

      test("is not asked for another method, nor for a malformed target", async () => {
        const subject = app(quiet)
          .notFound(() => "own")
          .get("/a", "a");
        const statuses = [
          (await ask(subject, form, "/a", { method: "POST" })).status,
          (await ask(subject, form, "/%zz")).status,
        ];
        expect(statuses).toEqual([405, 400]);
      });

      test("that throws is a 500", async () => {
        const subject = app(quiet).notFound(fails);
        expect(await ask(subject.get("/a", "a"), form, "/b")).toEqual(internal);
      });
    });

    describe("middleware", () => {
      test("an error in before is answered, and the handler does not run", async () => {
        let ran = false;
        const subject = app(quiet)
          .use(middleware({ name: "broken", before: fails }))
          .get("/", () => {
            ran = true;
          });
        expect(await ask(subject, form, "/")).toEqual(internal);
        expect(ran).toBe(false);
      });

      test("an error in after takes the answer's place", async () => {
        const subject = app(quiet)
          .use(after("broken", fails))
          .get("/", () => "sent half");
        expect(await ask(subject, form, "/")).toEqual(internal);
      });

      test("a rejection in after takes the answer's place", async () => {
        const subject = app(quiet)
          .use(after("broken", () => Promise.reject(new HttpError(503, "Later."))))
          .get("/", () => "sent half");
        expect(await ask(subject, form, "/")).toEqual(
          problem(503, "Service Unavailable", "service_unavailable", "Later."),
        );
      });

      test("outer hooks still see the answer of an inner hook's error", async () => {
        const statuses: number[] = [];
        const outer = middleware({
          name: "outer",
          after: (_, response) => void statuses.push(response.status),
        });
        const subject = app(quiet)
          .use(outer, after("broken", fails))
          .get("/", () => "x");
        await answerTarget(await tableOf(subject, form), "/");
        expect(statuses).toEqual([500]);
      });

      test("after sees the answer of a handler's error", async () => {
        const marked = middleware({
          name: "marked",
          after: (_, response) => response.headers.set("x-seen", "1"),
        });
        const subject = app(quiet).use(marked).get("/", fails);
        const response = await answerTarget(await tableOf(subject, form), "/");
        expect([response.status, response.headers.get("x-seen")]).toEqual([500, "1"]);
      });
    });

    describe("a thenable result", () => {
      test("is waited for", async () => {
        const subject = app(quiet).get("/", () => thenable((resolve) => resolve({ rows: 1 })));
        expect(await ask(subject, form, "/")).toMatchObject({ status: 200, body: { rows: 1 } });
      });

      test("is waited for where the body is limited", async () => {
        const subject = app(quiet).post("/", () => thenable((resolve) => resolve({ rows: 1 })));
        expect(await ask(subject, form, "/", { method: "POST" })).toMatchObject({
          status: 200,
          body: { rows: 1 },
        });
      });

      test("that rejects is a 500", async () => {
        const subject = app(quiet).get("/", () => thenable((_, reject) => reject(new Error(secret))));
        expect(await ask(subject, form, "/")).toEqual(internal);
      });

      test("whose then throws is a 500", async () => {
        const subject = app(quiet).get("/", () => thenable(fails));
        expect(await ask(subject, form, "/")).toEqual(internal);
      });
    });

    describe("a response schema", () => {
      const Item = t.Object({ id: t.Integer() });

      test("that the answer does not fit is a 500, told in the log alone", async () => {
        const entries: LogEntry[] = [];
        const subject = app({ log: (entry) => entries.push(entry) }).get(
          "/",
          { response: Item },
          () => ({ id: secret }) as never,
        );
        const response = await answerTarget(await tableOf(subject, form), "/");
        expect(await ofResponse(response)).toEqual(
          problem(
            500,
            "Internal Server Error",
            "response_schema_mismatch",
            "The server produced an answer that does not fit its own schema.",
          ),
        );
        expect(entries.map(({ code }) => code)).toEqual(["response_schema_mismatch"]);
      });

      test("that does not declare the status is a 500", async () => {
        const subject = app(quiet).get("/", { response: Item }, () => reply(201, { id: 1 }) as never);
        expect(await ask(subject, form, "/")).toEqual(
          problem(
            500,
            "Internal Server Error",
            "response_status_undeclared",
            "The server produced an answer with a status its schema does not declare.",
          ),
        );
      });
    });
  });
}
