import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type App, app, t } from "../../src/bunsen.ts";
import { cors } from "../../src/middleware.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { sendRaw } from "../support/raw-request.ts";

/** Asks for a target in-process and over a socket, each twice; gives every answer. */
async function askAll(subject: App, form: (typeof forms)[number], asked: readonly [string, RequestInit?][]) {
  const table = await tableOf(subject, form);
  await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
  const answers: { text: string; headers: Headers }[] = [];
  for (const [target, init] of [...asked, ...asked]) {
    for (const response of [
      await answerTarget(table, target, init),
      await fetch(new URL(target, server.url), init),
    ])
      answers.push({ text: await response.text(), headers: response.headers });
  }
  return answers;
}

const echo = (cache: object) =>
  app({ performance: { fastPaths: [] } }).get(
    "/:a/:b",
    {
      query: t.Object({
        x: t.Optional(t.String()),
        y: t.Optional(t.Array(t.String())),
        n: t.Optional(t.Number()),
      }),
      headers: t.Object({ "x-a": t.Optional(t.String()) }),
      cookies: t.Object({ c: t.Optional(t.String()) }),
      ...cache,
    },
    ({ params, query, headers, cookies }) => Response.json([params, query, headers, cookies]),
  );

describe.each([...forms])("%s", (form) => {
  test("GHSA-6wqw-2p9w-4vw4 / CVE-2026-24472: what is private, not to be stored, or sets a cookie is never kept", async () => {
    let runs = 0;
    const answer = (headers: Record<string, string>) => () => new Response(`run ${++runs}`, { headers });
    const cache = { ttlSeconds: 60, public: true };
    const subject = app()
      .get("/private", { cache }, answer({ "cache-control": "private" }))
      .get("/no-store", { cache }, answer({ "cache-control": "no-store" }))
      .get("/cookie", { cache }, answer({ "set-cookie": "session=secret" }));
    const answers = await askAll(subject, form, [["/private"], ["/no-store"], ["/cookie"]]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(12);
  });

  test("GHSA-p77w-8qqv-26rm / CVE-2026-44457: two users of one URL never get each other's answer", async () => {
    let runs = 0;
    const subject = app()
      .get("/by-vary", { cache: { ttlSeconds: 60, public: true } }, () => {
        return new Response(`run ${++runs}`, { headers: { vary: "Authorization" } });
      })
      .get("/by-cookie", { cache: { ttlSeconds: 60, public: true } }, () => {
        return new Response(`run ${++runs}`, { headers: { vary: "Cookie" } });
      })
      .get("/plain", { cache: { ttlSeconds: 60 } }, () => `run ${++runs}`)
      .get(
        "/keyed",
        { cache: { ttlSeconds: 60, public: true, key: (c) => c.request.headers.get("authorization") } },
        ({ key }) => `of ${key}`,
      );
    const users = [
      { authorization: "Bearer ann" },
      { authorization: "Bearer bob" },
      { cookie: "session=ann" },
    ];
    for (const path of ["/by-vary", "/by-cookie", "/plain"]) {
      const answers = await askAll(
        subject,
        form,
        users.map((headers) => [path, { headers }]),
      );
      expect(new Set(answers.map(({ text }) => text)).size).toBe(12);
    }
    const answers = await askAll(
      subject,
      form,
      users.map((headers) => ["/keyed", { headers }]),
    );
    expect(answers.map(({ text }) => text)).toEqual(
      [...users, ...users].flatMap(({ authorization = "null" }) => [
        `of ${authorization}`,
        `of ${authorization}`,
      ]),
    );
  });

  test("GHSA-q7jf-gf43-6x6p: Vary is what the server says, whatever a request says", async () => {
    const subject = app()
      .use(cors({ origin: ["https://a.example"] }))
      .get("/", { cache: { ttlSeconds: 60, vary: ["accept-language"] } }, () => "a");
    const headers = { vary: "x-evil", origin: "https://a.example" };
    const answers = await askAll(subject, form, [["/", { headers }]]);
    expect(new Set(answers.map((answer) => answer.headers.get("vary")))).toEqual(
      new Set(["accept-language, origin"]),
    );
  });

  test("GHSA-crvj-82cr-hjcx: what follows a # is in no key, and in no input", async () => {
    const subject = app().get(
      "/",
      { query: t.Object({ a: t.Optional(t.String()) }), cache: { ttlSeconds: 60 } },
      ({ query }) => JSON.stringify(query),
    );
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const send = async (target: string) => {
      const bytes = `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
      return (await sendRaw(server.port, bytes)).body;
    };
    expect(await send("/?a=1")).toContain('{"a":"1"}');
    for (const target of ["/#?a=1", "/?a=2#x", "/#"]) {
      const answer = await send(target);
      expect(answer).not.toContain('"1"');
      expect(answer).not.toContain('"?');
    }
  });

  test("GHSA-vxqx-rh46-q2pg / CVE-2026-25480: kept or not, every request gets the answer to its own inputs", async () => {
    const kept = await tableOf(
      echo({ cache: { ttlSeconds: 60, public: true, vary: ["x-b"] } }) as unknown as App,
      form,
    );
    const plain = await tableOf(echo({}) as unknown as App, form);
    const text = fc.oneof(
      fc.constantFrom(
        "a",
        "b",
        "a,b",
        '"',
        "\\",
        "a b",
        "[]",
        "null",
        "0",
        "-0",
        "1e0",
        "1",
        "%",
        "é",
        "\u0000x",
      ),
      fc.string({ maxLength: 4 }),
    );
    const field = fc.constantFrom("a", "b", '"', "a, b", "\\");
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(text, text),
        fc.array(fc.tuple(fc.constantFrom("x", "y", "n", "z"), text), { maxLength: 4 }),
        fc.option(field),
        fc.option(field),
        async ([a, b], query, header, cookie) => {
          const target = `/${encodeURIComponent(a) || "_"}/${encodeURIComponent(b) || "_"}?${new URLSearchParams(query)}`;
          const headers = {
            ...(header === null ? {} : { "x-a": header }),
            ...(cookie === null ? {} : { cookie: `c=${encodeURIComponent(cookie)}` }),
          };
          const [first, second] = [
            await answerTarget(kept, target, { headers }),
            await answerTarget(plain, target, { headers }),
          ];
          expect([first.status, await first.text()]).toEqual([second.status, await second.text()]);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test("1,000 who ask over sockets at once run the handler once", async () => {
    let runs = 0;
    const gate = Promise.withResolvers<string>();
    const subject = app().get("/", { cache: { ttlSeconds: 60 } }, () => (runs++, gate.promise));
    const table = await tableOf(subject, form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    const asked = Array.from({ length: 1000 }, async () => (await fetch(server.url)).text());
    while ((subject.stats().cache?.coalesced ?? 0) < 100)
      await new Promise((resolve) => setImmediate(resolve));
    gate.resolve("one answer");
    expect(new Set(await Promise.all(asked))).toEqual(new Set(["one answer"]));
    expect(runs).toBe(1);
  });
});
