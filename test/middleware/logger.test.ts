import { describe, expect, spyOn, test } from "bun:test";
import { constants, closeSync, openSync, readSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HttpError, app } from "../../src/bunsen.ts";
import { type LoggerOptions, type RequestEntry, logger, requestId } from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { startServer } from "../cli/support/processes.ts";
import { type Form, forms, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers } from "../support/exchange.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

/** What is logged of a request, in-process. */
async function logged(
  form: Form,
  target: string,
  init: RequestInit = {},
  options: Omit<LoggerOptions, "sink"> = {},
): Promise<RequestEntry[]> {
  const lines: string[] = [];
  const used = [
    requestId({ generate: () => "id-1" }),
    logger({ ...options, sink: (line) => lines.push(line) }),
  ];
  await answerTarget(await tableOf(answeringApp(...used), form), target, init);
  return lines.map((line) => JSON.parse(line) as RequestEntry);
}

const codes: Readonly<Record<string, string>> = {
  "404": "not_found",
  "405": "method_not_allowed",
  "400": "malformed_json",
  "422": "validation_failed",
  "500": "internal_error",
};

describe.each([...forms])("%s", (form) => {
  test.each([...answers])("one line for $status of $target", async ({ target, init, status }) => {
    const [entry, ...more] = await logged(form, target, init);
    const { durationMs, ...rest } = entry ?? { durationMs: undefined };
    const code = codes[status];
    expect([rest, more]).toEqual([
      {
        method: init.method ?? "GET",
        path: target.replace(/\?.*/, ""),
        status,
        requestId: "id-1",
        ...(code === undefined ? {} : { code }),
      },
      [],
    ]);
    expect(durationMs).toBeGreaterThanOrEqual(0);
  });

  test("what is refused before any middleware is told as it was sent", async () => {
    expect(await logged(form, "/items/%zz?a=1")).toEqual([
      {
        method: "GET",
        path: "/items/%zz",
        status: 400,
        requestId: "id-1",
        code: "malformed_target",
      } as RequestEntry,
    ]);
  });

  test.each(["/ok", "/items/7?token=secret", "/"])("%s with a Host that is none", async (target) => {
    const entries: RequestEntry[] = [];
    const table = await tableOf(
      answeringApp(logger({ sink: { info: (entry) => entries.push(entry) } })),
      form,
    );
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    await sendRaw(server.port, requestBytes("GET", target, ["Host: a b"]));
    expect(entries).toMatchObject([{ path: target.replace(/\?.*/, ""), code: "malformed_host" }]);
  });

  test("over a socket", async () => {
    const lines: string[] = [];
    await using server = await app()
      .use(logger({ sink: (line) => lines.push(line) }))
      .get("/items/:id", () => "ok")
      .listen({ port: 0, hostname: "127.0.0.1", signals: false });
    await fetch(new URL("/items/7?token=secret", server.url));
    expect(lines).toEqual([
      expect.stringContaining('{"method":"GET","path":"/items/7","status":200,"durationMs":'),
    ]);
  });
});

test("the path is canonical, and one line whatever it holds", async () => {
  const [entry] = await logged("compiled", "/items/caf%C3%A9%0A%7B%22");
  expect(entry?.path).toBe('/items/café\n{"');
});

test.each(["/ok", "/items/7"])("with its query, where that is asked for: %s", async (path) => {
  expect((await logged("compiled", `${path}?a=1&b=?`, {}, { query: true }))[0]?.path).toBe(`${path}?a=1&b=?`);
  expect((await logged("compiled", path, {}, { query: true }))[0]?.path).toBe(path);
});

test("the code of an app's own error", async () => {
  const entries: RequestEntry[] = [];
  await app()
    .use(logger({ sink: { info: (entry) => entries.push(entry) } }))
    .get("/", () => {
      throw new HttpError(409, "Paid.", { code: "order_paid" });
    })
    .request("/");
  expect(entries).toMatchObject([{ status: 409, code: "order_paid" }]);
});

test("an object like a pino logger is called as its method", async () => {
  const sink = {
    entries: [] as RequestEntry[],
    info(entry: RequestEntry) {
      this.entries.push(entry);
    },
  };
  await app()
    .use(logger({ sink }))
    .get("/", () => "ok")
    .request("/");
  expect(sink.entries).toMatchObject([{ method: "GET", path: "/", status: 200 }]);
});

test.each([
  [
    "throws",
    () => {
      throw new Error("full");
    },
  ],
  ["rejects", () => Promise.reject(new Error("full"))],
])("a sink that %s disturbs no request, and is told of once", async (_, sink) => {
  const told = spyOn(console, "error").mockImplementation(() => {});
  try {
    const subject = app()
      .use(logger({ sink }))
      .get("/", () => "ok");
    for (let index = 0; index < 3; index++) expect((await subject.request("/")).status).toBe(200);
    await Promise.resolve();
    expect(told.mock.calls.map(([message]) => message as string)).toEqual([
      "The sink of the logger failed; further errors of it are not told.",
    ]);
  } finally {
    told.mockRestore();
  }
});

test.each([
  [{ sink: "stdout" }, 'sink: expected a function or an object with a method info, received "stdout".'],
  [{ sink: {} }, "sink: expected a function or an object with a method info, received an object."],
  [{ query: 1 }, "query: expected true or false, received 1."],
  [{ format: "json" }, "format: there is no such option; there are sink, query."],
])("%j is refused when called", (options, message) => {
  expect(() => logger(options as unknown as LoggerOptions)).toThrow(`logger.${message}`);
});

describe("standard output", () => {
  const program = [process.execPath, join(import.meta.dir, "support/logging-server.ts")];

  test("every line arrives, whole and in order, those before the end of the process included", async () => {
    await using server = await startServer(program);
    for (let index = 0; index < 200; index++) await fetch(new URL(`/items/${index}`, server.url));
    await fetch(new URL("/exit", server.url));
    await server.process.closed;
    const entries = server.process.output
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => (JSON.parse(line) as RequestEntry).path);
    expect(entries).toEqual([...Array.from({ length: 200 }, (_, index) => `/items/${index}`), "/exit"]);
  });

  test("a reader that takes nothing stops no request", async () => {
    const directory = await mkdtemp(join(tmpdir(), "bunsen-logger-"));
    const pipe = join(directory, "pipe");
    expect(Bun.spawnSync(["mkfifo", pipe]).success).toBe(true);
    // Opened for both, it waits for nobody.
    const output = openSync(pipe, constants.O_RDWR);
    const child = Bun.spawn(program, { stdio: ["ignore", output, "pipe"] });
    try {
      const told = new TextDecoder().decode((await child.stderr.getReader().read()).value);
      const url = new URL(`/items/${"x".repeat(1000)}`, told.replace("Listening on ", ""));
      for (let index = 0; index < 300; index++) expect((await fetch(url)).status).toBe(200);
      const begun = Buffer.alloc(20_000);
      const [line = ""] = begun.toString("utf8", 0, readSync(output, begun)).split("\n");
      expect(JSON.parse(line)).toMatchObject({ status: 200 });
    } finally {
      child.kill("SIGKILL");
      await child.exited;
      closeSync(output);
      await rm(directory, { recursive: true });
    }
  });

  test("a reader that goes away stops no request", async () => {
    const child = Bun.spawn(program, { stdio: ["ignore", "pipe", "pipe"] });
    try {
      const told = new TextDecoder().decode((await child.stderr.getReader().read()).value);
      const url = new URL("/items/7", told.replace("Listening on ", ""));
      await child.stdout.cancel();
      for (let index = 0; index < 100; index++) expect((await fetch(url)).status).toBe(200);
    } finally {
      child.kill("SIGKILL");
      await child.exited;
    }
  });
});
