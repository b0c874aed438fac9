/** Section B of the advisories that other frameworks have had: the limit of a body is decided before anything runs. */
import { beforeEach, describe, expect, test } from "bun:test";
import { type App, app, t } from "../../src/bunsen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { quiet } from "../support/behaviour.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

const limitBytes = 10;
const twenty = "12345678901234567890";

/** What ran, and how many bytes of a body it saw. */
let ran: (readonly [path: string, bytes: number])[] = [];
beforeEach(() => {
  ran = [];
});

const readers: Readonly<
  Record<string, (request: { readonly body: ReadableStream | null }) => Promise<number>>
> = {
  "/unread": async () => 0,
  "/one-chunk": async ({ body }) => {
    const { value } = (await body?.getReader().read()) ?? {};
    return (value as Uint8Array | undefined)?.length ?? 0;
  },
  "/swallows": async ({ body }) => {
    let length = 0;
    try {
      for await (const chunk of (body ?? []) as ReadableStream<Uint8Array>) length += chunk.length;
    } catch {
      // What the handler makes of an error is its own.
    }
    return length;
  },
};

/** Each reader for a body that no schema reads, and for one that is streamed. */
function readingApp(): App {
  const subject = app({ ...quiet, limits: { bodyBytes: limitBytes } });
  for (const [path, read] of Object.entries(readers)) {
    const tell = async (name: string, source: { readonly body: ReadableStream | null }): Promise<number> => {
      const bytes = await read(source);
      ran.push([name, bytes]);
      return bytes;
    };
    subject
      .post(path, ({ request }) => tell(path, request))
      .post(`/stream${path}`, { bodyType: "stream" }, (c) => tell(`/stream${path}`, c))
      .post(`/text${path}`, { bodyType: "text", body: t.String() }, ({ body }) => {
        ran.push([`/text${path}`, body.length]);
        return body.length;
      });
  }
  return subject;
}

const paths = Object.keys(readers);
const chunked = (path: string, headers: readonly string[] = []): string =>
  requestBytes(
    "POST",
    path,
    ["Content-Type: text/plain", "Transfer-Encoding: chunked", ...headers],
    "5\r\n12345\r\n8\r\n67890123\r\n0\r\n\r\n",
  );

describe.each([...forms])(
  "GHSA-92vj-g62v-jqhh / CVE-2025-59139, GHSA-9vqf-7f2p-gf9v / CVE-2026-44456, GHSA-rv63-4mwf-qqc2 / CVE-2026-54288, %s",
  (form) => {
    const serve = async () =>
      listen(await tableOf(readingApp(), form), { port: 0, hostname: "127.0.0.1", signals: false });

    test.each(paths)("both lengths are refused, and nothing runs: %s", async (path) => {
      await using server = await serve();
      for (const prefix of ["", "/stream", "/text"]) {
        const { status } = await sendRaw(server.port, chunked(prefix + path, ["Content-Length: 5"]));
        expect([prefix, status, ran]).toEqual([prefix, 400, []]);
      }
    });

    test.each(paths)("chunks beyond the limit are 413, and the handler does not run: %s", async (path) => {
      await using server = await serve();
      for (const prefix of ["", "/text"]) {
        const { status, body } = await sendRaw(server.port, chunked(prefix + path));
        expect([status, JSON.parse(body), ran]).toEqual([
          413,
          expect.objectContaining({ code: "body_too_large" }),
          [],
        ]);
      }
    });

    test.each(paths)(
      "a streamed body ends at the limit, whatever the handler makes of that: %s",
      async (path) => {
        await using server = await serve();
        await sendRaw(server.port, chunked(`/stream${path}`));
        expect(ran.filter(([, bytes]) => bytes > limitBytes)).toEqual([]);
      },
    );

    test.each(paths)(
      "a declared length beyond the limit is 413 before anything is sent: %s",
      async (path) => {
        await using server = await serve();
        for (const prefix of ["", "/stream", "/text"]) {
          const head = requestBytes("POST", prefix + path, [
            "Content-Type: text/plain",
            "Content-Length: 11",
          ]);
          expect([prefix, (await sendRaw(server.port, head)).status, ran]).toEqual([prefix, 413, []]);
        }
      },
    );

    test.each(paths)("a length that is understated is all of the body there is: %s", async (path) => {
      const table = await tableOf(readingApp(), form);
      await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
      for (const prefix of ["", "/stream", "/text"]) {
        const fields = ["Content-Type: text/plain", "Content-Length: 5"];
        const wire = await sendRaw(server.port, requestBytes("POST", prefix + path, fields, twenty));
        const headers = { "content-type": "text/plain", "content-length": "5" };
        const near = await answerTarget(table, prefix + path, { method: "POST", headers, body: twenty });
        expect([near.status, await near.text()]).toEqual([wire.status, wire.body]);
        expect(ran.filter(([, bytes]) => bytes > 5)).toEqual([]);
      }
    });

    test.each(["", "x", "-1", "+5", "0x5", "5, 5", "1e1", "NaN"])(
      "the length %j is none: the body is counted",
      async (length) => {
        const table = await tableOf(readingApp(), form);
        await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
        for (const path of ["/unread", "/text/unread"]) {
          const headers = { "content-type": "text/plain", "content-length": length };
          const near = await answerTarget(table, path, { method: "POST", headers, body: twenty });
          const fields = ["Content-Type: text/plain", `Content-Length: ${length}`];
          const wire = await sendRaw(server.port, requestBytes("POST", path, fields, twenty));
          expect([near.status, wire.status, ran]).toEqual([413, 400, []]);
        }
      },
    );
  },
);
