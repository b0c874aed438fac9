import { describe, expect, spyOn, test } from "bun:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { type App, HttpError, app } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { Coding } from "../../src/http/accept-encoding.ts";
import { type CompressOptions, compress, etag, logger, secureHeaders } from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { createWorkspace } from "../cli/support/workspace.ts";
import { type Form, forms, root, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, withHeaders } from "../support/exchange.ts";

type Subject = Pick<App, "definition">;

const codings: readonly Coding[] = ["zstd", "br", "gzip"];

const decoders: Readonly<Record<string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array>> = {
  zstd: (bytes) => Bun.zstdDecompressSync(bytes),
  br: (bytes) => brotliDecompressSync(bytes),
  gzip: (bytes) => gunzipSync(bytes),
};

interface Received {
  readonly status: number;
  readonly headers: Headers;
  /** As it came. */
  readonly lengthBytes: number;
  /** Decoded. */
  readonly body: string;
}

/** The answer over a socket, as it is sent, which the one in-process must equal but for the fields of the connection. */
async function ask(subject: Subject, form: Form, target: string, init: RequestInit = {}): Promise<Received> {
  const table = await tableOf(subject, form);
  await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
  const wire = await read(await fetch(new URL(target, server.url), { ...init, decompress: false }));
  const inProcess = await read(await answerTarget(table, target, init));
  expect(comparable(inProcess)).toEqual(comparable(wire));
  return wire;
}

async function read(response: Response): Promise<Received> {
  const { status, headers } = response;
  const bytes = (await response.bytes()) as Uint8Array<ArrayBuffer>;
  const decode = decoders[headers.get("content-encoding") ?? ""];
  const body = Buffer.from(decode === undefined || bytes.length === 0 ? bytes : decode(bytes)).toString();
  return { status, headers, lengthBytes: bytes.length, body };
}

function comparable({ status, headers, body }: Received): object {
  const ofAnswer = [...headers].filter(
    ([name]) => !["date", "content-length", "connection", "transfer-encoding"].includes(name),
  );
  return { status, body, headers: Object.fromEntries(ofAnswer) };
}

/** What of an answer compress decides. */
const told = ({ headers }: Received): object => ({
  coding: headers.get("content-encoding"),
  vary: headers.get("vary"),
});

const plain = { coding: null, vary: null };
const varying = { coding: null, vary: "accept-encoding" };
const coded = (coding: string): object => ({ coding, vary: "accept-encoding" });

const accepting = (field: string): RequestInit => ({ headers: { "accept-encoding": field } });

const long = "a long text, and then ".repeat(1000);
const typed = (body: Bun.BodyInit | null, type: string, headers: Record<string, string> = {}): Response =>
  new Response(body, { headers: { "content-type": type, ...headers } });

/** A stream that waits for each of its chunks. */
const waiting = (...chunks: readonly string[]): ReadableStream<Uint8Array> => {
  const rest = [...chunks];
  return new ReadableStream({
    async pull(controller) {
      await new Promise(setImmediate);
      const chunk = rest.shift();
      if (chunk === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(chunk));
    },
  });
};

const noise = crypto.getRandomValues(new Uint8Array(4096));

const subject = app({ log: () => {} })
  .use(compress())
  .get("/text", () => long)
  .get("/json", () => ({ long }))
  .get("/constant", long)
  .get("/short", () => "short")
  .get("/1023", () => "a".repeat(1023))
  .get("/1024", () => "a".repeat(1024))
  .get("/noise", () => typed(noise, "text/plain"))
  .get("/stream", () => typed(waiting("first ", "second"), "text/plain"))
  .get("/large", () => "0123456789abcdef".repeat(100_000))
  .get("/events", () => typed(waiting("data: 1\n\n"), "text/event-stream"))
  .get("/coded", () => typed(Bun.gzipSync(long), "text/plain", { "content-encoding": "gzip" }))
  .get("/fixed", () => typed(long, "text/plain", { "cache-control": "max-age=60, No-Transform" }))
  .get("/digest", () => typed(long, "text/plain", { "repr-digest": "sha-256=:AAAA:" }))
  .get("/declared", () => typed(long, "text/plain", { "content-length": String(long.length) }))
  .get("/varying", () => typed(long, "text/plain", { vary: "Origin, Accept-Encoding" }))
  .get("/star", () => typed(long, "text/plain", { vary: "Origin" }))
  .get("/strong", () => typed(long, "text/plain", { etag: '"v1"' }))
  .get("/weak", () => typed(long, "text/plain", { etag: 'W/"v1"' }))
  .get("/nothing", () => undefined)
  .get("/empty", () => "")
  .get(
    "/part",
    () =>
      new Response(long, {
        status: 206,
        headers: { "content-type": "text/plain", "content-range": "bytes 0-9/10" },
      }),
  )
  .get("/unchanged", () => new Response(null, { status: 304, headers: { etag: '"v1"' } }))
  .get(
    "/created",
    () =>
      new Response(long, {
        status: 201,
        statusText: "Made",
        headers: { "content-type": "text/html; charset=utf-8" },
      }),
  )
  .get("/error", () => {
    throw new HttpError(409, long);
  })
  .post("/text", () => long);

describe.each([...forms])("%s", (form) => {
  const from = (target: string, field: string, init: RequestInit = {}): Promise<Received> =>
    ask(subject, form, target, withHeaders(init, { "accept-encoding": field }));

  /** What a 304 tells. */
  const unchanged = async (field: string, tags: string): Promise<unknown[]> => {
    const { status, headers } = await from("/unchanged", field, { headers: { "if-none-match": tags } });
    return [status, headers.get("etag"), headers.get("vary"), headers.get("content-encoding")];
  };

  describe.each([...codings])("in %s", (coding) => {
    test.each(["/text", "/json", "/constant", "/large", "/stream", "/error", "/created"])(
      "%s is compressed, and decodes to what it was",
      async (target) => {
        const given = await from(target, coding);
        expect(told(given)).toEqual(coded(coding));
        const { status, body } = await from(target, "identity");
        expect([given.status, given.body]).toEqual([status, body]);
      },
    );

    test("Content-Length is that of what is sent", async () => {
      for (const target of ["/text", "/constant", "/declared"]) {
        const { headers, lengthBytes } = await from(target, coding);
        expect(Number(headers.get("content-length"))).toBe(lengthBytes);
        expect(lengthBytes).toBeLessThan(500);
      }
    });

    test("a length that a handler declared is gone with its content", async () => {
      const table = await tableOf(subject, form);
      const { headers } = await answerTarget(table, "/declared", accepting(coding));
      expect(headers.get("content-length")).toBeNull();
    });

    test("the answer to HEAD has the fields of that to GET", async () => {
      for (const target of ["/text", "/constant", "/strong"]) {
        const { date: _d, ...get } = Object.fromEntries((await from(target, coding)).headers);
        const head = await from(target, coding, { method: "HEAD" });
        const { date: _h, ...fields } = Object.fromEntries(head.headers);
        expect([fields, head.lengthBytes]).toEqual([get, 0]);
      }
    });
  });

  test("the client's weights decide, then the server's order", async () => {
    expect(told(await from("/text", "gzip, br;q=0.5"))).toEqual(coded("gzip"));
    expect(told(await from("/text", "gzip, br"))).toEqual(coded("br"));
    expect(told(await from("/text", "gzip, br, zstd"))).toEqual(coded("zstd"));
    const own = app()
      .use(compress({ codings: ["gzip", "br"] }))
      .get("/", () => long);
    expect(told(await ask(own, form, "/", accepting("br, gzip, zstd")))).toEqual(coded("gzip"));
    expect(told(await ask(own, form, "/", accepting("zstd")))).toEqual(varying);
  });

  test("without Accept-Encoding nothing is compressed", async () => {
    const table = await tableOf(subject, form);
    expect(told(await read(await answerTarget(table, "/text")))).toEqual(varying);
    expect(told(await from("/text", ""))).toEqual(varying);
  });

  test.each(["/short", "/1023", "/noise", "/varying"])("%s varies", async (target) => {
    expect(told(await from(target, "identity"))).toEqual(
      target === "/varying" ? { coding: null, vary: "Origin, Accept-Encoding" } : varying,
    );
  });

  test("what is shorter than the threshold, or would get longer, is sent as it is", async () => {
    expect(told(await from("/short", "gzip"))).toEqual(varying);
    expect(told(await from("/1023", "gzip"))).toEqual(varying);
    expect(told(await from("/1024", "gzip"))).toEqual(coded("gzip"));
    const { headers } = await from("/noise", "gzip");
    expect([headers.get("content-encoding"), headers.get("content-length")]).toEqual([null, "4096"]);
  });

  test("where nothing else is taken, it is compressed however short it is", async () => {
    const { body, headers } = await from("/short", "gzip, identity;q=0");
    expect([body, headers.get("content-encoding")]).toEqual(["short", "gzip"]);
    expect(told(await from("/empty", "gzip, identity;q=0"))).toEqual(varying);
  });

  test.each(["/events", "/coded", "/fixed", "/digest", "/nothing", "/part"])(
    "%s is not touched",
    async (target) => {
      const given = await from(target, "gzip");
      const { headers } = await from(target, "identity");
      expect([given.headers.get("vary"), given.headers.get("content-encoding")]).toEqual([
        null,
        headers.get("content-encoding"),
      ]);
    },
  );

  test("a request for a part of a file gets that part", async () => {
    await using workspace = await createWorkspace({ "page.txt": long });
    const files = app()
      .use(compress())
      .get("/", () => Bun.file(`${workspace.path}/page.txt`));
    await using server = listen(await tableOf(files, form), {
      port: 0,
      hostname: "127.0.0.1",
      signals: false,
    });
    const headers = { "accept-encoding": "gzip", range: "bytes=0-5" };
    const part = await read(await fetch(server.url, { headers, decompress: false }));
    expect([part.status, part.body, told(part)]).toEqual([206, "a long", varying]);
    const whole = await read(await fetch(server.url, { ...accepting("gzip"), decompress: false }));
    expect([whole.status, whole.body, told(whole)]).toEqual([200, long, coded("gzip")]);
  });

  test("Vary keeps what it has", async () => {
    expect((await from("/varying", "gzip")).headers.get("vary")).toBe("Origin, Accept-Encoding");
    expect((await from("/star", "gzip")).headers.get("vary")).toBe("Origin, accept-encoding");
  });

  describe("entity tags", () => {
    test("a strong one is weak where content is compressed, and only there", async () => {
      expect((await from("/strong", "gzip")).headers.get("etag")).toBe('W/"v1"');
      expect((await from("/strong", "identity")).headers.get("etag")).toBe('"v1"');
      expect((await from("/weak", "gzip")).headers.get("etag")).toBe('W/"v1"');
    });

    test("a 304 has the tag that the client knows", async () => {
      expect(await unchanged("gzip", 'W/"v1"')).toEqual([304, 'W/"v1"', "accept-encoding", null]);
      expect(await unchanged("gzip", '"v1"')).toEqual([304, '"v1"', "accept-encoding", null]);
      expect(await unchanged("identity", 'W/"v1"')).toEqual([304, '"v1"', "accept-encoding", null]);
    });

    test("the tag of a compressed constant is known again", async () => {
      const first = await from("/constant", "br");
      const tag = first.headers.get("etag") ?? "";
      expect(tag).toStartWith('W/"');
      const again = await from("/constant", "br", { headers: { "if-none-match": tag } });
      expect([again.status, again.headers.get("etag"), again.lengthBytes]).toEqual([304, tag, 0]);
    });

    test.each([
      ["compress first", [compress(), etag()]],
      ["etag first", [etag(), compress()]],
    ])("with %s, etag is of the content", async (_name, used) => {
      const both = app()
        .use(used)
        .get("/", () => long);
      const tag = (await ask(both, form, "/", accepting("identity"))).headers.get("etag") ?? "";
      const given = await ask(both, form, "/", accepting("gzip"));
      expect([told(given), given.headers.get("etag")]).toEqual([coded("gzip"), `W/${tag}`]);
      const known = { headers: { "accept-encoding": "gzip", "if-none-match": `W/${tag}` } };
      const again = await ask(both, form, "/", known);
      expect([again.status, again.headers.get("etag"), told(again)]).toEqual([304, `W/${tag}`, varying]);
    });
  });

  describe("a constant", () => {
    test("is compressed once for each coding, however many ask at a time", async () => {
      const spy = spyOn(Bun, "zstdCompress");
      try {
        const table = await tableOf(subject, form);
        const once = (target: string, field: string): Promise<Response> =>
          answerTarget(table, target, accepting(field));
        const all = await Promise.all(Array.from({ length: 20 }, () => once("/constant", "zstd")));
        for (let round = 0; round < 20; round++) all.push(await once("/constant", "zstd"));
        expect(spy).toHaveBeenCalledTimes(1);
        const bodies = new Set((await Promise.all(all.map(read))).map(({ body }) => body));
        expect(bodies).toEqual(new Set([long]));
        await once("/text", "zstd");
        await once("/text", "zstd");
        expect(spy).toHaveBeenCalledTimes(3);
      } finally {
        spy.mockRestore();
      }
    });

    test("is the same with the variants kept and with none", async () => {
      const made = app()
        .use(compress())
        .get("/", () => typed(long, "text/plain;charset=utf-8"));
      const kept = app().use(compress()).get("/", long);
      for (const coding of codings) {
        const [a, b] = [
          await ask(kept, form, "/", accepting(coding)),
          await ask(made, form, "/", accepting(coding)),
        ];
        expect([a.lengthBytes, a.body, told(a)]).toEqual([b.lengthBytes, b.body, told(b)]);
      }
    });

    test("whose answer a hook replaced is not taken for it", async () => {
      const replaced = app()
        .use(compress(), { ...etag(), name: "replace", after: () => typed(`other ${long}`, "text/plain") })
        .get("/", long);
      expect((await ask(replaced, form, "/", accepting("gzip"))).body).toBe(`other ${long}`);
    });
  });

  test("a stream that is left is cancelled", async () => {
    const cancelled = Promise.withResolvers<void>();
    const endless = app()
      .use(compress())
      .get("/", () =>
        typed(
          new ReadableStream({
            async pull(controller) {
              await new Promise(setImmediate);
              controller.enqueue(new TextEncoder().encode("more "));
            },
            cancel: () => cancelled.resolve(),
          }),
          "text/plain",
        ),
      );
    await using server = listen(await tableOf(endless, form), {
      port: 0,
      hostname: "127.0.0.1",
      signals: false,
    });
    const client = new AbortController();
    const answer = await fetch(server.url, { ...accepting("br"), signal: client.signal, decompress: false });
    await answer.body?.getReader().read();
    client.abort();
    await cancelled.promise;
  });

  test("what the filter leaves out is not touched", async () => {
    const filtered = app()
      .use(compress({ filter: ({ route }, { status }) => route !== "/secret" && status !== 201 }))
      .get("/open", () => long)
      .get("/secret", () => long)
      .get("/made", () => new Response(long, { status: 201, headers: { "content-type": "text/plain" } }));
    const tellOf = async (target: string): Promise<object> =>
      told(await ask(filtered, form, target, accepting("gzip")));
    expect([await tellOf("/open"), await tellOf("/secret"), await tellOf("/made")]).toEqual([
      coded("gzip"),
      plain,
      plain,
    ]);
  });

  test("further types are compressed", async () => {
    const own = app()
      .use(compress({ types: ["application/x-protobuf"] }))
      .get("/own", () => typed(long, "Application/X-Protobuf; v=1"))
      .get("/other", () => typed(long, "application/octet-stream"))
      .get("/events", () => typed(waiting("data: 1\n\n"), "text/event-stream"));
    const tellOf = async (target: string): Promise<object> =>
      told(await ask(own, form, target, accepting("gzip")));
    expect([await tellOf("/own"), await tellOf("/other"), await tellOf("/events")]).toEqual([
      coded("gzip"),
      plain,
      plain,
    ]);
  });

  test.each([...answers])("$target is $status", async ({ target, init, status }) => {
    const given = answeringApp(
      compress({ thresholdBytes: 0 }),
      secureHeaders(),
      logger({ sink: { info: () => {} } }),
    );
    const without = await ask(given, form, target, withHeaders(init, { "accept-encoding": "identity" }));
    const compressed = await ask(given, form, target, withHeaders(init, { "accept-encoding": "gzip" }));
    expect([compressed.status, compressed.body]).toEqual([status, without.body]);
  });
});

test.each([
  ["text/html", true],
  ["text/event-stream", false],
  ["application/json", true],
  ["application/problem+json", true],
  ["application/vnd.api+json", true],
  ["image/svg+xml", true],
  ["application/wasm", true],
  ["image/png", false],
  ["font/woff2", false],
  ["video/mp4", false],
  ["application/zip", false],
  ["application/octet-stream", false],
])("%s is compressed: %p", async (type, expected) => {
  const typedApp = app()
    .use(compress())
    .get("/", () => typed(long, type));
  const { headers } = await typedApp.request("/", accepting("gzip"));
  expect(headers.get("content-encoding")).toBe(expected ? "gzip" : null);
});

test("a higher level makes less of it", async () => {
  // Words in no order that a coding could find.
  let state = 1;
  const next = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) % 1009;
  const words = Array.from({ length: 5000 }, () => `word${next()} `).join("");
  const lengthAt = async (
    levels: NonNullable<CompressOptions["levels"]>,
    coding: Coding,
  ): Promise<number> => {
    const given = app().use(compress({ levels })).get("/", words);
    return (await (await given.request("/", accepting(coding))).bytes()).length;
  };
  expect(await lengthAt({ br: 9 }, "br")).toBeLessThan(await lengthAt({ br: 1 }, "br"));
  expect(await lengthAt({ gzip: 9 }, "gzip")).toBeLessThan(await lengthAt({ gzip: 1 }, "gzip"));
  expect(await lengthAt({ zstd: 19 }, "zstd")).toBeLessThan(await lengthAt({ zstd: 1 }, "zstd"));
});

test("it runs outside of what changes content, wherever it is used", () => {
  const given = app()
    .use(etag())
    .get("/", { use: [compress()] }, "ok");
  const { plan } = planApp(given.definition(), root);
  expect(plan.routes[0]?.around.middleware.map(({ id }) => id)).toEqual(["compress", "etag"]);
});

test.each([
  [{ coding: ["br"] }, "coding: there is no such option"],
  [{ codings: "br" }, 'codings: expected a list of codings, received "br".'],
  [{ codings: [] }, "codings: expected at least one coding"],
  [{ codings: ["br", "deflate"] }, 'codings[1]: expected zstd, br or gzip, each once, received "deflate".'],
  [{ codings: ["br", "br"] }, "codings[1]: expected zstd, br or gzip, each once"],
  [{ thresholdBytes: "1kb" }, 'thresholdBytes: expected a number of bytes, received "1kb".'],
  [{ thresholdBytes: -1 }, "thresholdBytes: expected a whole number of bytes, received -1."],
  [{ levels: { gzip: 10 } }, "levels.gzip: expected a whole number from 1 to 9, received 10."],
  [{ levels: { zstd: 20 } }, "levels.zstd: expected a whole number from 1 to 19, received 20."],
  [{ levels: { deflate: 1 } }, "levels.deflate: there is no such option"],
  [
    { types: ["text/plain; charset=utf-8"] },
    "types[0]: expected a media type in lower case, without parameters",
  ],
  [{ types: ["text/event-stream"] }, "types[0]: expected no events, which are not compressed"],
  [{ filter: true }, "filter: expected a function, received true."],
])("%j is refused when called", (options, message) => {
  expect(() => compress(options as unknown as CompressOptions)).toThrow(`compress.${message}`);
});
