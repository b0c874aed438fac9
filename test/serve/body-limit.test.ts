import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { app, t } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import type { RouteTable } from "../../src/runtime/route-table.ts";
import type { RunningServer } from "../../src/runtime/running-server.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { type Form, forms, tableOf } from "../support/app-forms.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

let ran: string[] = [];

const createApp = (): App =>
  app({ log: () => {}, limits: { bodyBytes: 10 } })
    .post("/ignored", () => {
      ran.push("ignored");
      return "not read";
    })
    .post("/text", async ({ request }) => {
      ran.push("text");
      return request.text();
    })
    .put("/json", { body: t.Object({ a: t.String() }) }, ({ body }) => {
      ran.push("json");
      return body;
    })
    .post("/wide", { bodyLimitBytes: 20 }, async ({ request }) => request.text())
    .post("/none", { bodyLimitBytes: 0 }, () => "no body")
    .delete("/ignored", () => "deleted")
    .all("/all", async ({ request }) => request.text());

const tables = new Map<Form, RouteTable>();
const servers = new Map<Form, RunningServer>();

beforeAll(async () => {
  for (const form of forms) {
    const table = await tableOf(createApp(), form);
    tables.set(form, table);
    servers.set(form, listen(table, { port: 0, hostname: "127.0.0.1", signals: false }));
  }
});

afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())));

const problem = (status: number, title: string, code: string, detail: string): object => ({
  title,
  status,
  detail,
  code,
});

const tooLarge = (limit: number): object =>
  problem(
    413,
    "Content Too Large",
    "body_too_large",
    `The body is larger than the ${limit} bytes this route accepts.`,
  );

const json = ["Content-Type: application/json"];

const withLength = (method: string, target: string, body: string, headers: readonly string[] = []): string =>
  requestBytes(method, target, [...headers, `Content-Length: ${Buffer.byteLength(body)}`], body);

const chunked = (
  method: string,
  target: string,
  chunks: readonly string[],
  headers: readonly string[] = [],
): string => {
  const body = [...chunks, ""].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
  return requestBytes(method, target, [...headers, "Transfer-Encoding: chunked"], body);
};

async function send(form: Form, bytes: string): Promise<object> {
  ran = [];
  const { status, headers, body } = await sendRaw(servers.get(form)!.port, bytes);
  const content = body.startsWith("{") ? JSON.parse(body) : body;
  return { status, content, connection: headers.get("connection"), ran };
}

const refused = (limit = 10): object => ({
  status: 413,
  content: tooLarge(limit),
  connection: "close",
  ran: [],
});

const answered = (content: unknown, ...entered: string[]): object =>
  expect.objectContaining({ status: 200, content, ran: entered });

for (const form of forms) {
  describe(form, () => {
    describe("over the limit is 413, and the handler does not run", () => {
      test("by Content-Length, for a handler that does not read", async () => {
        expect(await send(form, withLength("POST", "/ignored", "12345678901"))).toEqual(refused());
      });

      test("by Content-Length, before the body has come", async () => {
        const head = requestBytes("POST", "/text", ["Content-Length: 1000000"]);
        expect(await send(form, head)).toEqual(refused());
      });

      test("by Content-Length, for a body schema", async () => {
        expect(await send(form, withLength("PUT", "/json", '{"a":"bcdefg"}', json))).toEqual(refused());
      });

      test("in chunks, for a handler that does not read", async () => {
        expect(await send(form, chunked("POST", "/ignored", ["12345", "67890", "1"]))).toEqual(refused());
      });

      test("in chunks, for a handler that reads", async () => {
        expect(await send(form, chunked("POST", "/text", ["12345678901"]))).toEqual(refused());
      });

      test("in chunks, for a body schema", async () => {
        expect(await send(form, chunked("PUT", "/json", ['{"a":', '"bcdefg"}'], json))).toEqual(refused());
      });

      test("for DELETE", async () => {
        expect(await send(form, withLength("DELETE", "/ignored", "12345678901"))).toEqual(refused());
      });

      test("for a route of all methods", async () => {
        expect(await send(form, withLength("PATCH", "/all", "12345678901"))).toEqual(refused());
      });

      test("for a route whose limit is 0", async () => {
        expect(await send(form, withLength("POST", "/none", "1"))).toEqual(refused(0));
      });

      test("of a route with a limit of its own", async () => {
        expect(await send(form, withLength("POST", "/wide", "123456789012345678901"))).toEqual(refused(20));
      });

      test("in-process", async () => {
        ran = [];
        const init = { method: "POST", body: "12345678901" };
        const response = await answerTarget(tables.get(form)!, "/ignored", init);
        expect([response.status, await response.json(), ran]).toEqual([413, tooLarge(10), []]);
      });
    });

    describe("exactly at the limit passes", () => {
      test("by Content-Length", async () => {
        expect(await send(form, withLength("POST", "/text", "1234567890"))).toEqual(
          answered("1234567890", "text"),
        );
      });

      test("in chunks", async () => {
        expect(await send(form, chunked("POST", "/text", ["12345", "67890"]))).toEqual(
          answered("1234567890", "text"),
        );
      });

      test("as JSON", async () => {
        expect(await send(form, withLength("PUT", "/json", '{"a":"bc"}', json))).toEqual(
          answered({ a: "bc" }, "json"),
        );
      });

      test("as JSON in chunks", async () => {
        expect(await send(form, chunked("PUT", "/json", ['{"a":', '"bc"}'], json))).toEqual(
          answered({ a: "bc" }, "json"),
        );
      });

      test("with a route's own limit above the app's", async () => {
        expect(await send(form, withLength("POST", "/wide", "12345678901234567890"))).toEqual(
          answered("12345678901234567890"),
        );
      });

      test("without a body, also where the limit is 0", async () => {
        expect(await send(form, requestBytes("POST", "/none"))).toEqual(answered("no body"));
      });
    });

    describe("a body schema refuses", () => {
      const missing = problem(
        400,
        "Bad Request",
        "missing_body",
        "The request has no body; this route needs one.",
      );

      test("no body", async () => {
        expect(await send(form, requestBytes("PUT", "/json", json))).toMatchObject({
          content: missing,
          ran: [],
        });
      });

      test("an empty body", async () => {
        expect(await send(form, withLength("PUT", "/json", "", json))).toMatchObject({
          content: missing,
          ran: [],
        });
      });

      test("no chunks", async () => {
        expect(await send(form, chunked("PUT", "/json", [], json))).toMatchObject({
          content: missing,
          ran: [],
        });
      });

      for (const text of ['{"a":', "{a:1}", "nul", "[1,]", "\ufeff1 2"]) {
        test(`malformed JSON: ${JSON.stringify(text)}`, async () => {
          expect(await send(form, withLength("PUT", "/json", text, json))).toMatchObject({
            status: 400,
            content: {
              code: "malformed_json",
              detail: expect.stringMatching(/^The body is not JSON: .+\.$/),
            },
            ran: [],
          });
        });
      }

      for (const type of [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "json",
        "",
      ]) {
        test(`Content-Type: ${type}`, async () => {
          const header = [`Content-Type: ${type}`];
          expect(await send(form, withLength("PUT", "/json", '{"a":"b"}', header))).toMatchObject({
            status: 415,
            content: { code: "unsupported_media_type" },
            ran: [],
          });
        });
      }

      test("a body without Content-Type", async () => {
        expect(await send(form, withLength("PUT", "/json", '{"a":"b"}'))).toMatchObject({
          status: 415,
          content: problem(
            415,
            "Unsupported Media Type",
            "unsupported_media_type",
            "This route reads application/json, not a body without a type.",
          ),
          ran: [],
        });
      });
    });

    for (const type of [
      "application/json; charset=utf-8",
      "Application/JSON",
      "application/problem+json",
      " application/json ;",
    ]) {
      test(`reads Content-Type: ${type}`, async () => {
        const header = [`Content-Type: ${type}`];
        expect(await send(form, withLength("PUT", "/json", '{"a":"b"}', header))).toEqual(
          answered({ a: "b" }, "json"),
        );
      });
    }
  });
}
