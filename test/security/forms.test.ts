/** Section B of the advisories that other frameworks have had: forms, uploads, and whose validator runs. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { type App, type LogEntry, app, middleware, t } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { askInProcess, askOverSocket, behaviour, failuresOf, postAs, quiet } from "../support/behaviour.ts";
import { type Part, multipartText, multipartType, partText } from "../support/multipart.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

setDefaultTimeout(20_000);

const urlencoded = "application/x-www-form-urlencoded";
/** A content type, and what looks like it. */
const spellings = (type: string): string[] => [
  type,
  type.toUpperCase(),
  `${type};`,
  `${type} ; charset=utf-8`,
  `${type}\t;charset=utf-8`,
  `${type}\t`,
  ` ${type}`,
  `\t${type}`,
  `${type}, ${type}`,
  `${type} x`,
  `${type}x`,
  `x${type}`,
  `${type}/x`,
  `"${type}"`,
  `${type}\u00a0`,
  `\u00a0${type}`,
  type.replace("/", "/ "),
  type.replace("/", " /"),
  type.replace("/", "\\"),
];

const open = (): App =>
  app({ ...quiet, limits: { bodyBytes: 10_000_000, formFields: 200_000 } }).post(
    "/",
    {
      bodyType: "urlencoded",
      body: t.Object({ a: t.Optional(t.Unknown()) }, { additionalProperties: true }),
    },
    ({ body }) => Object.keys(body).length,
  );

const parts = (count: number, name: (index: number) => string): Part[] =>
  Array.from({ length: count }, (_, index) => ({ name: name(index), content: "1" }));

describe("GHSA-mg2h-6x62-wpwc / CVE-2025-32442, GHSA-jx2c-rxcm-jvmq / CVE-2026-25223: a body that was read was checked by its own schema", () => {
  const bodies: Readonly<Record<string, readonly [good: string, bad: string]>> = {
    "application/json": ['{"n":1}', '{"n":"x"}'],
    [urlencoded]: ["n=1", "n=x"],
    [multipartType]: [
      multipartText([{ name: "n", content: "1" }]),
      multipartText([{ name: "n", content: "x" }]),
    ],
    "text/plain": ["1", "x"],
  };
  const schema = t.Object({ n: t.Integer() });
  const seen: unknown[] = [];
  const see = ({ body }: { readonly body: unknown }): string => {
    seen.push(body);
    return "ran";
  };
  const all = (): App =>
    app(quiet)
      .post("/json", { body: schema }, see)
      .post("/urlencoded", { bodyType: "urlencoded", body: schema }, see)
      .post("/multipart", { bodyType: "multipart", body: schema }, see)
      .post("/each", { bodyType: ["json", "urlencoded", "multipart"], body: schema }, see)
      .post("/text", { bodyType: "text", body: t.Integer() }, see)
      .post("/bytes", { bodyType: "bytes", body: t.Uint8Array({ maxByteLength: 0 }) }, see);

  behaviour("however the type is spelled", all, async (ask) => {
    seen.length = 0;
    for (const path of ["/json", "/urlencoded", "/multipart", "/each", "/text", "/bytes"]) {
      for (const [type, contents] of Object.entries(bodies)) {
        for (const spelled of spellings(type)) {
          for (const content of contents) {
            const { status } = await ask(postAs(spelled, content, path));
            expect([path, spelled, [200, 400, 415, 422].includes(status)]).toEqual([path, spelled, true]);
            if (content === contents[1]) expect([path, spelled, status]).not.toEqual([path, spelled, 200]);
          }
        }
      }
    }
    expect([...new Set(seen.map((value) => JSON.stringify(value)))].toSorted()).toEqual(["1", '{"n":1}']);
  });

  test("for any type and body, in each form of the app alike", async () => {
    seen.length = 0;
    const tables = await Promise.all(forms.map((form) => tableOf(all(), form)));
    const token = fc.constantFrom(
      "application",
      "multipart",
      "text",
      "/",
      "json",
      "form-data",
      "plain",
      "x-www-form-urlencoded",
      ";",
      " ",
      "\t",
      ",",
      "boundary=b",
      "boundary",
      "=",
      "charset=utf-8",
      "charset=utf-16",
      '"',
      "+json",
      "*",
    );
    const tail = fc.array(token, { maxLength: 5 }).map((tokens) => tokens.join(""));
    const type = fc.oneof(
      tail,
      fc.tuple(fc.constantFrom(...Object.keys(bodies)), tail).map(([start, end]) => start + end),
    );
    const path = fc.constantFrom("/json", "/urlencoded", "/multipart", "/each", "/text", "/bytes");
    const content = fc.constantFrom(...Object.values(bodies).flat(), "", "{}", "n", "null");
    await fc.assert(
      fc.asyncProperty(path, type, content, async (target, contentType, text) => {
        const init = {
          method: "POST",
          headers: { "content-type": contentType },
          body: new TextEncoder().encode(text),
        };
        const statuses: number[] = [];
        for (const table of tables) statuses.push((await answerTarget(table, target, init)).status);
        expect(new Set(statuses).size).toBe(1);
        expect([200, 400, 415, 422]).toContain(statuses[0] ?? 0);
      }),
      { seed: 22, numRuns: 1500 },
    );
    // Bytes of none are what the last route lets through.
    expect([...new Set(seen.map((value) => JSON.stringify(value)))].toSorted()).toEqual([
      "1",
      '{"n":1}',
      "{}",
    ]);
  });

  behaviour("text in another charset is refused, not misread", all, async (ask) => {
    for (const charset of ["utf-16", "iso-8859-1", "utf-7", "x"]) {
      expect((await ask(postAs(`text/plain; charset=${charset}`, "1", "/text"))).status).toBe(415);
      expect((await ask(postAs(`text/plain;a=b;CHARSET="${charset}"`, "1", "/text"))).status).toBe(415);
    }
    for (const charset of ["utf-8", "UTF8", '"utf-8"', "us-ascii"])
      expect((await ask(postAs(`text/plain; charset=${charset}`, "1", "/text"))).status).toBe(200);
  });
});

describe("GHSA-qwcr-r2fm-qrc7 / CVE-2024-45590, GHSA-wqch-xfxh-vrr4 / CVE-2025-13466: an urlencoded body takes linear time", () => {
  test.each(forms.map((form) => [form]))("with 100,000 parameters and deep brackets (%s)", async (form) => {
    const ask = await askInProcess(open(), form);
    const start = performance.now();
    const many = Array.from({ length: 100_000 }, (_, index) => `k${index}=1`).join("&");
    expect(await ask(postAs(urlencoded, many))).toEqual({ status: 200, body: 100_000 });
    expect(await ask(postAs(urlencoded, "a=1&".repeat(100_000)))).toEqual({ status: 200, body: 1 });
    expect(await ask(postAs(urlencoded, `a${"[x]".repeat(100_000)}=1`))).toEqual({ status: 200, body: 1 });
    expect(await ask(postAs(urlencoded, `${"[".repeat(500_000)}&${"&".repeat(100_000)}`))).toEqual({
      status: 200,
      body: 1,
    });
    expect(performance.now() - start).toBeLessThan(3000);
  });

  behaviour(
    "and has at most 1,000 fields where the app does not say otherwise",
    () => app(quiet).post("/", { bodyType: "urlencoded", body: t.Object({}) }, () => "ran"),
    async (ask) => {
      expect((await ask(postAs(urlencoded, "a=1&".repeat(999)))).status).toBe(200);
      expect(await ask(postAs(urlencoded, "a=1&".repeat(1000)))).toMatchObject({
        status: 413,
        body: { code: "too_many_fields" },
      });
    },
  );
});

const named = (limits: object = {}): App =>
  app({ ...quiet, limits }).post(
    "/",
    { bodyType: ["urlencoded", "multipart"], body: t.Object({}, { additionalProperties: true }) },
    ({ body }) => Object.keys(body).length,
  );

describe("GHSA-9643-4qgh-g8mx: many unique keys of a multipart body take linear time", () => {
  test.each(forms.map((form) => [form]))("20,000 where they are allowed (%s)", async (form) => {
    const ask = await askInProcess(named({ bodyBytes: 10_000_000, formFields: 20_000 }), form);
    const start = performance.now();
    const body = multipartText(parts(20_000, (index) => `k${index}`));
    expect(await ask(postAs(multipartType, body))).toEqual({ status: 200, body: 20_000 });
    expect(performance.now() - start).toBeLessThan(4000);
  });

  behaviour(
    "20,000 are refused by default",
    () => named({ bodyBytes: 10_000_000 }),
    async (ask) => {
      expect(
        await ask(postAs(multipartType, multipartText(parts(20_000, (index) => `k${index}`)))),
      ).toMatchObject({
        status: 413,
        body: { code: "too_many_fields" },
      });
    },
  );
});

describe("GHSA-8hq9-phh3-p2wp / CVE-2026-31865: a field of a form called __proto__", () => {
  const keys = ["__proto__", "constructor", "prototype", "toString", "__defineGetter__"];

  behaviour(
    "is a field like others where fields are kept, and changes nothing else",
    () =>
      app(quiet).post(
        "/",
        {
          bodyType: ["urlencoded", "multipart"],
          body: t.Object({ a: t.String() }, { additionalProperties: true }),
        },
        ({ body }) => [
          Object.getPrototypeOf(body) === Object.prototype,
          Object.entries(body),
          "polluted" in {},
        ],
      ),
    async (ask) => {
      for (const key of keys) {
        const expected = [
          true,
          [
            ["a", "1"],
            [key, "polluted"],
          ],
          false,
        ];
        expect((await ask(postAs(urlencoded, `a=1&${key}=polluted`))).body).toEqual(expected);
        const fields = [
          { name: "a", content: "1" },
          { name: key, content: "polluted" },
        ];
        expect((await ask(postAs(multipartType, multipartText(fields)))).body).toEqual(expected);
      }
    },
  );

  behaviour(
    "is left out, or refused, where it is not declared",
    () => {
      const body = t.Object({ a: t.Optional(t.String()) });
      const strict = t.Object({ a: t.Optional(t.String()) }, { additionalProperties: false });
      return app(quiet)
        .post("/", { bodyType: "urlencoded", body }, (c) => c.body)
        .post("/strict", { bodyType: "urlencoded", body: strict }, () => "ran")
        .get("/strict", { query: strict }, () => "ran")
        .get("/strict-cookies", { cookies: strict }, () => "ran");
    },
    async (ask) => {
      for (const key of keys) {
        expect((await ask(postAs(urlencoded, `${key}=1`))).body).toEqual({});
        const errors = [`/${key}: no such property`];
        expect(failuresOf(await ask(postAs(urlencoded, `${key}=1`, "/strict")))).toEqual({
          status: 422,
          errors,
        });
        expect(failuresOf(await ask({ target: `/strict?${key}=1` }))).toEqual({ status: 422, errors });
        const headers = [`Cookie: ${key}=1`];
        expect(failuresOf(await ask({ target: "/strict-cookies", headers }))).toEqual({
          status: 422,
          errors,
        });
      }
    },
  );
});

describe("GHSA-v8w9-8mx6-g223, GHSA-g6gw-c38x-mqfc: names with dots and brackets are plain names", () => {
  behaviour(
    "of any depth",
    () =>
      app(quiet).post(
        "/",
        { bodyType: ["urlencoded", "multipart"], body: t.Record(t.String(), t.String()) },
        ({ body }) => body,
      ),
    async (ask) => {
      const names = [
        "a.b",
        "a[b]",
        "a[]",
        "__proto__.polluted",
        "a[__proto__][x]",
        "a.".repeat(5000),
        "[".repeat(5000),
      ];
      for (const name of names) {
        expect((await ask(postAs(urlencoded, `${name}=1`))).body).toEqual({ [name]: "1" });
        const body = multipartText([{ name, content: "1" }]);
        expect((await ask(postAs(multipartType, body))).body).toEqual({ [name]: "1" });
      }
      expect("polluted" in {}).toBe(false);
    },
  );
});

describe("GHSA-hwr6-493r-vm6h / CVE-2026-84469: a schema that lets nothing through refuses every body", () => {
  behaviour(
    "of every type",
    () =>
      app(quiet)
        .post("/text", { bodyType: "text", body: t.Never() }, () => "ran")
        .post("/bytes", { bodyType: "bytes", body: t.Never() }, () => "ran")
        .post("/form", { bodyType: "urlencoded", body: t.Object({ a: t.Optional(t.Never()) }) }, () => "ran")
        .post("/others", { bodyType: "urlencoded", body: t.Record(t.String(), t.Never()) }, () => "ran")
        .post("/coerced", { coerceBody: true, body: t.Never() }, () => "ran"),
    async (ask) => {
      for (const text of ["", "x", "null", "1"])
        expect((await ask(postAs("text/plain", text, "/text"))).status).toBe(422);
      expect((await ask(postAs("text/plain", "x", "/bytes"))).status).toBe(422);
      expect((await ask(postAs(urlencoded, "a=", "/form"))).status).toBe(422);
      expect((await ask(postAs(urlencoded, "x=", "/others"))).status).toBe(422);
      expect((await ask(postAs("application/json", '"1"', "/coerced"))).status).toBe(422);
    },
  );
});

describe("GHSA-9q9j-q6p8-xq58 / CVE-2026-84428: header schemas hold in any case", () => {
  behaviour(
    "also beside fields that the schema keeps",
    () =>
      app(quiet).get(
        "/",
        {
          headers: t.Object(
            { "X-Api-Key": t.String({ minLength: 3 }) },
            { additionalProperties: t.String({ maxLength: 100 }) },
          ),
        },
        ({ headers }) => [
          headers["X-Api-Key"],
          Object.keys(headers)
            .filter((name) => /^x-/i.test(name))
            .toSorted(),
        ],
      ),
    async (ask) => {
      for (const name of ["X-Api-Key", "x-api-key", "X-API-KEY"]) {
        const answer = await ask({ target: "/", headers: [`${name}: abc`, "X-Other: 1"] });
        expect(answer).toEqual({ status: 200, body: ["abc", ["X-Api-Key", "x-other"]] });
        expect(failuresOf(await ask({ target: "/", headers: [`${name}: ab`] }))).toEqual({
          status: 422,
          errors: ["/X-Api-Key: at least 3 characters"],
        });
      }
    },
  );

  behaviour(
    "also by patterns, whose letters are in lower case",
    () =>
      app(quiet).get(
        "/",
        {
          headers: t.Unsafe<object>({
            type: "object",
            patternProperties: { "^x-": { type: "string", pattern: "^\\d+$" } },
          }),
        },
        ({ headers }) => headers,
      ),
    async (ask) => {
      expect((await ask({ target: "/", headers: ["X-A: 1", "x-b: 2"] })).body).toEqual({
        "x-a": "1",
        "x-b": "2",
      });
      expect((await ask({ target: "/", headers: ["X-A: one"] })).status).toBe(422);
    },
  );

  test("what would hold in one case only cannot be built", () => {
    const schemas = [
      { type: "object", patternProperties: { "^X-": { type: "string" } } },
      { type: "object", properties: { "X-A": {}, "X-B": {} }, dependencies: { "X-A": ["X-B"] } },
    ];
    for (const schema of schemas) {
      const given = app().get("/", { headers: t.Unsafe(schema) }, () => "ran");
      const { diagnostics } = planApp(given.definition(), "/");
      expect(diagnostics.map(({ code }) => code)).toEqual(["unsupported_schema"]);
    }
  });
});

describe("GHSA-w2qp-rph6-63g4: the value that was checked is the value that is delivered", () => {
  const root = t.Union([t.Integer({ minimum: 5 }), t.Boolean(), t.Null()]);

  behaviour(
    "at the root of a body of text, and of coerced JSON",
    () =>
      app(quiet)
        .post("/text", { bodyType: "text", body: root }, ({ body }) => [typeof body, body])
        .post("/json", { coerceBody: true, body: root }, ({ body }) => [typeof body, body])
        .post("/list", { coerceBody: true, body: t.Array(t.Integer()) }, ({ body }) => body),
    async (ask) => {
      const rows = [
        ["7", ["number", 7]],
        ["true", ["boolean", true]],
        ["null", ["object", null]],
      ] as const;
      for (const [text, body] of rows) {
        expect(await ask(postAs("text/plain", text, "/text"))).toEqual({ status: 200, body });
        expect(await ask(postAs("application/json", JSON.stringify(text), "/json"))).toEqual({
          status: 200,
          body,
        });
        expect(await ask(postAs("application/json", text, "/json"))).toEqual({ status: 200, body });
      }
      for (const text of ["4", "x", "7.5", ""]) {
        expect((await ask(postAs("text/plain", text, "/text"))).status).toBe(422);
        expect((await ask(postAs("application/json", JSON.stringify(text), "/json"))).status).toBe(422);
      }
      expect(await ask(postAs("application/json", '["1",2]', "/list"))).toEqual({
        status: 200,
        body: [1, 2],
      });
    },
  );
});

/** Sends the beginning of a request, and goes away once the server has seen it. */
async function abandon(port: number, bytes: string, seen: Promise<void>): Promise<void> {
  const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {}, error() {} } });
  socket.write(bytes);
  await seen;
  socket.terminate();
}

describe("GHSA-hpp2-2cr5-pf6g / CVE-2023-25576, GHSA-27c6-mcxv-x3fh / CVE-2025-24033, GHSA-62qx-hpj5-j6hc / CVE-2026-19474, GHSA-vmph-573x-85f6 / CVE-2026-18549: uploads are bounded, and leave nothing behind", () => {
  const started = { resolve: (): void => {} };
  const finished = { resolve: (server: Bun.Server<unknown>): unknown => server };
  const log: LogEntry[] = [];
  const ran: string[] = [];
  const watch = middleware({
    name: "watch",
    before: () => started.resolve(),
    after: ({ server }, response) => {
      ran.push(String(response.status));
      if (server !== undefined) finished.resolve(server);
      return undefined;
    },
  });
  const uploads = (): App =>
    app({ log: (entry) => log.push(entry), limits: { bodyBytes: 10_000_000 } })
      .use(watch)
      .post("/file", { body: t.Object({ file: t.File() }) }, () => "ran")
      .post("/unread", { bodyType: "multipart", body: t.Object({ a: t.Optional(t.String()) }) }, () => "ran")
      .post("/urlencoded", { bodyType: "urlencoded", body: t.Object({}) }, () => "ran")
      .post("/json", { body: t.Object({}) }, () => "ran")
      .post("/bytes", { bodyType: "bytes", body: t.Uint8Array() }, () => "ran")
      .post("/stream", { bodyType: "stream" }, async ({ body }) => (await new Response(body).bytes()).length);

  const file = partText({ name: "file", content: "x".repeat(50_000), fileName: "f", type: "image/png" });
  const starts: readonly [string, string, string][] = [
    ["/file", multipartType, file.slice(0, -2)],
    ["/file", multipartType, file.slice(0, 20)],
    ["/unread", multipartType, file.slice(0, -2)],
    ["/urlencoded", urlencoded, "a=1&b"],
    ["/json", "application/json", '{"a":'],
    ["/bytes", "image/png", "x"],
    ["/stream", "image/png", "x"],
  ];

  test("where the client goes away in the middle", async () => {
    await using server = await uploads().listen({ port: 0, hostname: "127.0.0.1", signals: false });
    log.length = 0;
    for (const framing of ["Content-Length: 9000000", "Transfer-Encoding: chunked"]) {
      for (const [path, type, text] of starts) {
        ran.length = 0;
        const [start, end] = [Promise.withResolvers<void>(), Promise.withResolvers<Bun.Server<unknown>>()];
        started.resolve = start.resolve;
        finished.resolve = end.resolve;
        const body = framing.startsWith("T") ? `${text.length.toString(16)}\r\n${text}\r\n` : text;
        await abandon(
          server.port,
          requestBytes("POST", path, [`Content-Type: ${type}`, framing], body),
          start.promise,
        );
        await end.promise;
        expect([path, framing, ran]).toEqual([path, framing, ["400"]]);
      }
    }
    expect(log).toEqual([]);
    const ask = askOverSocket(server.port);
    expect((await ask(postAs(multipartType, `${file}--b--\r\n`, "/file"))).status).toBe(200);
  });

  test("however often it does: memory stays", async () => {
    await using server = await uploads().listen({ port: 0, hostname: "127.0.0.1", signals: false });
    const megabyte = partText({
      name: "file",
      content: "x".repeat(1_000_000),
      fileName: "f",
      type: "image/png",
    });
    const bytes = requestBytes(
      "POST",
      "/file",
      [`Content-Type: ${multipartType}`, "Content-Length: 9000000"],
      megabyte.slice(0, -2),
    );
    const round = async (): Promise<void> => {
      for (let index = 0; index < 20; index++) {
        const [start, end] = [Promise.withResolvers<void>(), Promise.withResolvers<Bun.Server<unknown>>()];
        started.resolve = start.resolve;
        finished.resolve = end.resolve;
        await abandon(server.port, bytes, start.promise);
        expect((await end.promise).pendingRequests).toBeLessThan(3);
      }
      Bun.gc(true);
    };
    await round();
    const before = process.memoryUsage().rss;
    for (let index = 0; index < 4; index++) await round();
    // 80 MB would have stayed, were they kept.
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  test("where it sends more than is allowed, the answer comes before the rest", async () => {
    await using server = await uploads().listen({ port: 0, hostname: "127.0.0.1", signals: false });
    started.resolve = () => {};
    const many = parts(1001, (index) => `k${index}`)
      .map(partText)
      .join("");
    const bytes = requestBytes(
      "POST",
      "/file",
      [`Content-Type: ${multipartType}`, "Content-Length: 9000000"],
      many,
    );
    const answer = await sendRaw(server.port, bytes);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([413, { code: "too_many_fields" }]);
    expect(answer.headers.get("connection")).toBe("close");
    const ask = askOverSocket(server.port);
    expect((await ask(postAs(multipartType, `${file}--b--\r\n`, "/file"))).status).toBe(200);
  });
});
