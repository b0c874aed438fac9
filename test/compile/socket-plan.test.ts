/** What is decided about WebSockets before they run, and what is refused. */
import { describe, expect, test } from "bun:test";
import { z } from "zod";
import { type App, app, middleware, t } from "../../src/bunsen.ts";
import type { RoutePlan } from "../../src/compile/app-plan.ts";
import { planApp } from "../../src/compile/plan.ts";
import { checkFit } from "../../src/define/fingerprint.ts";

const planOf = (given: Pick<App, "definition">): ReturnType<typeof planApp> =>
  planApp(given.definition(), import.meta.dir);

const routeOf = (given: Pick<App, "definition">): RoutePlan | undefined => {
  const { plan, diagnostics } = planOf(given);
  expect(diagnostics).toEqual([]);
  return plan.routes[0];
};

const problemsOf = (given: Pick<App, "definition">): readonly string[] =>
  planOf(given).diagnostics.map(({ code, problem }) => `${code}: ${problem}`);

describe("a WebSocket is planned", () => {
  test("as a GET route of its own dispatch, with its reason", () => {
    const guard = middleware({ name: "guard", phase: "admit", before() {} });
    const plain = routeOf(app().ws("/", {}));
    const guarded = routeOf(app().use(guard).ws("/", {}));
    expect([plain, guarded].map((route) => [route?.key, route?.dispatch, route?.reason])).toEqual([
      ["GET /", "socket", "a WebSocket"],
      ["GET /", "socket", "a WebSocket, behind middleware guard"],
    ]);
  });

  test("by the schemas of its messages", () => {
    const Said = t.Object({ text: t.String() }, { $id: "Said" });
    expect(routeOf(app().ws("/", { message: Said, send: Said }, {}))?.socket).toEqual({
      message: { kind: "json", schema: "Said_input", isValidated: false, depth: undefined },
      send: {
        kind: "json",
        schema: "Said",
        encoder: {
          strategy: "segments",
          reason: '"text" in segments from 1024 characters on',
          checks: "rules",
          long: [{ kind: "text", key: "text", from: 1024 }],
        },
      },
      invalid: "answer",
      origins: [],
      protocols: undefined,
    });
  });

  test.each([
    ["text", t.String(), "close"],
    ["bytes", t.Uint8Array(), "close"],
    ["json", t.Union([t.String(), t.Null()]), "answer"],
  ] as const)("with messages of %s", (kind, schema, invalid) => {
    const socket = routeOf(app().ws("/", { message: schema, send: schema }, {}))?.socket;
    expect([socket?.message.kind, socket?.send.kind, socket?.invalid]).toEqual([kind, kind, invalid]);
  });

  test("with the depth that its messages may have", () => {
    const open = app({ limits: { jsonDepth: 7 } }).ws("/", { message: t.Object({ any: t.Any() }) }, {});
    expect(routeOf(open)?.socket?.message.depth).toBe(7);
  });

  test("without rules of what it sends, where answers are not checked", () => {
    const send = t.Object({ n: t.Integer({ minimum: 1 }) });
    const socket = routeOf(app({ validateResponses: "never" }).ws("/", { send }, {}))?.socket;
    expect([socket?.send.schema, socket?.send.encoder?.checks]).toEqual(["GET_root_send_kinds", "kinds"]);
  });

  test("with the limits of the app, where there are any WebSockets", () => {
    const limits = { sockets: { topics: 3, idleTimeoutSeconds: 0 } };
    expect(planOf(app({ limits }).get("/", "constant")).plan.socketLimits).toBeUndefined();
    expect(planOf(app({ limits }).ws("/", {})).plan.socketLimits).toEqual({
      messageBytes: 65_536,
      bufferedBytes: 1_048_576,
      messagesPerSecond: 100,
      waitingMessages: 64,
      topics: 3,
      idleTimeoutSeconds: 0,
      openSockets: 10_000,
    });
  });
});

describe("a WebSocket is refused", () => {
  const never = {} as never;

  test.each([
    [
      "with options of other routes",
      app().ws(
        "/",
        { cache: { ttl: 1 }, response: t.String(), body: t.String(), worker: true } as never,
        never,
      ),
      ["cache", "response", "body", "worker"].map(
        (key) => `invalid_option: the options of GET / has the unknown key "${key}".`,
      ),
    ],
    [
      "with a function in the place of its hooks",
      app().ws("/", (() => {}) as never),
      [
        expect.stringContaining(
          "invalid_option: GET /: its hooks must be an object, not [Function",
        ) as string,
      ],
    ],
    [
      "with a constant",
      app().ws("/", "hello" as never),
      ['invalid_option: GET /: its hooks must be an object, not "hello".'],
    ],
    [
      "with hooks that are none",
      app().ws("/", { onMessage: () => {}, open: 7 } as never),
      [
        'invalid_option: GET /: there is no hook "onMessage".',
        "invalid_option: GET /: the hook open must be a function, not 7.",
      ],
    ],
    [
      "with words and origins that are none",
      app().ws("/", { invalid: "ignore" as never, origins: ["https://app.example.com/", "*"] }, {}),
      [
        'invalid_option: GET /: invalid must be a word, not "ignore".',
        'invalid_option: GET /: origins must be a list of origins, not [ "https://app.example.com/", "*" ].',
      ],
    ],
    [
      "with answers in JSON beside text",
      app().ws("/", { send: t.String(), invalid: "answer" }, {}),
      ["invalid_option: GET / answers messages that do not fit in JSON, and it sends text."],
    ],
    [
      "with a validator of another library for what it sends",
      app().ws("/", { message: z.object({}), send: z.object({}) as never }, {}),
      ["unsupported_schema: GET /, send: a validator of another library cannot write messages."],
    ],
    [
      "with subprotocols that are none, or twice",
      app()
        .ws("/", { protocols: ["a", "a"] }, {})
        .ws("/b", { protocols: ["a b"] }, {})
        .ws("/c", { protocols: "a" as never }, {}),
      [
        'invalid_option: GET /: protocols must be a list of different names, not [ "a", "a" ].',
        'invalid_option: GET /b: protocols must be a list of different names, not [ "a b" ].',
        'invalid_option: GET /c: protocols must be a list of different names, not "a".',
      ],
    ],
    [
      "with a resource of one request",
      app()
        .provide("one", () => 1, { scope: "request" })
        .ws("/", { inject: ["one"] }, {}),
      ["captive_resource: GET /: its connections outlast their handshake, and one is of one request."],
    ],
    [
      "beside a GET route",
      app().get("/", "constant").ws("/", {}),
      [
        expect.stringMatching(
          /^duplicate_route: GET \/ answers the same requests as GET \/, defined at socket-plan\.test\.ts:\d+\.$/,
        ) as string,
      ],
    ],
    [
      "where its guard is left out",
      app()
        .use(middleware({ name: "guard", phase: "admit", before() {} }))
        .ws("/", { skip: ["guard"] }, {}),
      [expect.stringMatching(/^guard_skipped: /) as string],
    ],
  ] as const)("%s", (_, given, problems) => {
    expect(problemsOf(given)).toEqual([...problems]);
  });

  test.each([
    [
      { limits: { sockets: { messageBytes: 0 } } },
      "limits.sockets.messageBytes must be a whole number from 1, not 0.",
    ],
    [{ limits: { sockets: { topics: -1 } } }, "limits.sockets.topics must be a whole number from 0, not -1."],
    [
      { limits: { sockets: { idleTimeoutSeconds: 5 } } },
      "limits.sockets.idleTimeoutSeconds must be whole seconds from 8 to 960, or 0, not 5.",
    ],
    [{ limits: { sockets: { other: 1 } } }, 'limits.sockets has the unknown key "other".'],
    [{ sockets: { redis: "redis://" } }, 'sockets has the unknown key "redis".'],
    [{ sockets: { pubsub: 7 } }, "sockets.pubsub must be a PubSub, not 7."],
  ])("with settings that do not fit: %j", (options, problem) => {
    expect(problemsOf(app(options as never))).toEqual([`invalid_option: ${problem}`]);
  });
});

const built = (given: App): Readonly<Record<string, string>> =>
  Object.fromEntries(planOf(given).plan.routes.map(({ key, fingerprint }) => [key, fingerprint]));

const textual = (): App => app().ws("/", { message: t.String() }, { open() {} });

test("a table is not used with another WebSocket than it was built from", () => {
  const from = built(textual());
  expect(() => checkFit(textual().definition(), from)).not.toThrow();
  const others: readonly App[] = [
    app().ws("/", { message: t.Integer() }, {}),
    app().ws("/", { message: t.String(), send: t.String() }, {}),
    app().ws("/", { message: t.String(), origins: "any" }, {}),
    app({ limits: { sockets: { topics: 1 } } }).ws("/", { message: t.String() }, {}),
    app().get("/", "constant"),
  ];
  for (const other of others)
    expect(() => checkFit(other.definition(), from)).toThrow("GET / was built with");
});
