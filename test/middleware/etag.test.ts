import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { createTag } from "../../src/http/entity-tag.ts";
import { type EtagOptions, cors, etag } from "../../src/middleware.ts";
import { forms } from "../support/app-forms.ts";
import { answeringApp, answers, exchange, withHeaders } from "../support/exchange.ts";

const tagOf = (text: string): string => createTag(new TextEncoder().encode(text));
const text = (body: Bun.BodyInit | null, headers: Record<string, string> = {}, status = 200): Response =>
  new Response(body, { status, headers: { "content-type": "text/plain", ...headers } });

const waiting = (): ReadableStream =>
  new ReadableStream({
    async pull(controller) {
      // Longer than the one turn of the loop that is waited for.
      for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
      controller.enqueue(new TextEncoder().encode("streamed"));
      controller.close();
    },
  });

let saved = 0;

const subject = app({ log: () => {} })
  .use(etag({ limitBytes: 10_000 }))
  .get("/text", () => "text")
  .get("/json", () => ({ a: 1 }))
  .get("/empty", () => "")
  .get("/own", () => text("own", { etag: '"v1"' }))
  .get("/weak", () => text("weak", { etag: 'W/"v1"' }))
  .get("/constant", "constant")
  .get("/stream", () => text(waiting()))
  .get("/long", () => "x".repeat(10_001))
  .get("/nothing", () => undefined)
  .get("/created", () => text("created", {}, 201))
  .get("/full", () =>
    text("full", {
      "cache-control": "max-age=60",
      "content-language": "en",
      "content-location": "/full.en",
      "content-security-policy": "default-src 'self'",
      "last-modified": "Sun, 22 Nov 2026 00:00:00 GMT",
      "set-cookie": "seen=1",
      vary: "accept-language",
    }),
  )
  .post("/text", () => "posted")
  .put("/text", () => {
    saved++;
    return "saved";
  });

describe.each([...forms])("%s", (form) => {
  const ask = (target: string, headers: Record<string, string> = {}, method = "GET") =>
    exchange(subject, form, target, { method, headers });

  test.each([
    ["/text", "text"],
    ["/json", '{"a":1}'],
    ["/empty", ""],
  ])("%s has a tag of its content", async (target, content) => {
    const { status, headers, body } = await ask(target);
    expect([status, headers["etag"], body]).toEqual([200, tagOf(content), content]);
  });

  test("the answer to HEAD has that of GET", async () => {
    const { headers, body } = await ask("/text", {}, "HEAD");
    expect([headers["etag"], body]).toEqual([tagOf("text"), ""]);
  });

  test("a tag that is there stays", async () => {
    expect((await ask("/own")).headers["etag"]).toBe('"v1"');
    expect((await ask("/weak")).headers["etag"]).toBe('W/"v1"');
    const plain = await exchange(app().get("/constant", "constant"), form, "/constant");
    expect((await ask("/constant")).headers["etag"]).toBe(plain.headers["etag"] ?? "none");
  });

  test.each([
    ["/stream", "streamed"],
    ["/long", "x".repeat(10_001)],
    ["/nothing", ""],
    ["/created", "created"],
  ])("%s has none, and all of its content", async (target, content) => {
    const { headers, body } = await ask(target, { "if-none-match": "*", "if-match": '"x"' });
    expect([headers["etag"], body]).toEqual([undefined, content]);
  });

  test.each(["POST", "PUT"])("an answer to %s has none", async (method) => {
    expect((await ask("/text", {}, method)).headers["etag"]).toBeUndefined();
  });

  test("weak tags are the same, but weak", async () => {
    const weak = app()
      .use(etag({ weak: true }))
      .get("/", () => "text");
    expect((await exchange(weak, form, "/")).headers["etag"]).toBe(`W/${tagOf("text")}`);
  });

  describe("If-None-Match", () => {
    test.each([tagOf("text"), `W/${tagOf("text")}`, `"other", ${tagOf("text")}`, "*"])(
      "%s is 304",
      async (field) => {
        for (const method of ["GET", "HEAD"]) {
          expect(await ask("/text", { "if-none-match": field }, method)).toEqual({
            status: 304,
            headers: { etag: tagOf("text") },
            body: "",
          });
        }
      },
    );

    test.each(['"other"', "", tagOf("other")])("%s is 200", async (field) => {
      expect(await ask("/text", { "if-none-match": field })).toMatchObject({ status: 200, body: "text" });
    });

    test("knows tags that are not ours", async () => {
      expect((await ask("/own", { "if-none-match": '"v1"' })).status).toBe(304);
      expect((await ask("/weak", { "if-none-match": '"v1"' })).status).toBe(304);
    });

    test("a 304 has what RFC 9110 §15.4.5 lists, and nothing that tells of content", async () => {
      expect(await ask("/full", { "if-none-match": tagOf("full") })).toEqual({
        status: 304,
        headers: {
          "cache-control": "max-age=60",
          "content-location": "/full.en",
          "content-security-policy": "default-src 'self'",
          etag: tagOf("full"),
          "set-cookie": "seen=1",
          vary: "accept-language",
        },
        body: "",
      });
    });

    test("a 304 has what CORS needs", async () => {
      const open = app()
        .use(cors({ origin: ["https://a.example"] }), etag())
        .get("/", () => "text");
      const headers = { origin: "https://a.example", "if-none-match": tagOf("text") };
      expect(await exchange(open, form, "/", { headers })).toEqual({
        status: 304,
        headers: { "access-control-allow-origin": "https://a.example", etag: tagOf("text"), vary: "origin" },
        body: "",
      });
    });

    test("is not looked at where something is done", async () => {
      const before = saved;
      const { status } = await ask("/text", { "if-none-match": "*" }, "PUT");
      expect([status, saved]).toEqual([200, before + 2]);
    });
  });

  describe("If-Match", () => {
    const failed = {
      title: "Precondition Failed",
      status: 412,
      detail: "The content is not what the client knows: see If-Match and If-Unmodified-Since.",
      code: "precondition_failed",
    };

    test.each([tagOf("text"), `"other", ${tagOf("text")}`, "*"])("%s is 200", async (field) => {
      expect(await ask("/text", { "if-match": field })).toMatchObject({ status: 200, body: "text" });
    });

    test.each(['"other"', `W/${tagOf("text")}`, ""])("%s is 412", async (field) => {
      const { status, body } = await ask("/text", { "if-match": field });
      expect([status, JSON.parse(body)]).toEqual([412, failed]);
    });

    test("comes before If-None-Match", async () => {
      const headers = { "if-match": '"other"', "if-none-match": tagOf("text") };
      expect((await ask("/text", headers)).status).toBe(412);
      expect((await ask("/text", { ...headers, "if-match": tagOf("text") })).status).toBe(304);
    });

    test("a weak tag is never the same", async () => {
      expect((await ask("/weak", { "if-match": 'W/"v1"' })).status).toBe(412);
    });

    test("is left to who does something", async () => {
      expect((await ask("/text", { "if-match": '"other"' }, "PUT")).status).toBe(200);
    });
  });

  test.each([...answers])("$target is $status", async ({ target, init, status }) => {
    const sent = withHeaders(init, { "if-none-match": '"none"' });
    expect((await exchange(answeringApp(etag()), form, target, sent)).status).toBe(status);
  });
});

test.each([
  [{ strong: true }, "strong: there is no such option; there are weak, limitBytes."],
  [{ weak: "yes" }, 'weak: expected true or false, received "yes".'],
  [{ limitBytes: "1" }, 'limitBytes: expected a number of bytes, received "1".'],
  [{ limitBytes: 0.5 }, "limitBytes: expected a whole number of bytes, received 0.5."],
])("%j is refused when called", (options, message) => {
  expect(() => etag(options as unknown as EtagOptions)).toThrow(`etag.${message}`);
});
