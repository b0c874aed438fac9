import { describe, expect, test } from "bun:test";
import { app } from "../../src/bunsen.ts";
import { requestId } from "../../src/middleware.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { answeringApp, answers, exchange } from "../support/exchange.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

const fixed = (): string => "id-1";
const id = "x-request-id";

describe.each([...forms])("%s", (form) => {
  test.each([...answers])("an answer of $status to $target has an id", async ({ target, init, status }) => {
    const received = await exchange(answeringApp(requestId({ generate: fixed })), form, target, init);
    expect([received.status, received.headers[id]]).toEqual([status, "id-1"]);
  });

  test("the handler finds the id of the answer, a UUID, another for each request", async () => {
    const subject = app()
      .use(requestId())
      .get("/", (c) => c.requestId);
    const table = await tableOf(subject, form);
    const [first, second] = await Promise.all([answerTarget(table, "/"), answerTarget(table, "/")]);
    const [ids, bodies] = [
      [first, second].map(({ headers }) => headers.get(id) ?? ""),
      [await first.text(), await second.text()],
    ];
    expect(bodies).toEqual(ids);
    expect(new Set(ids).size).toBe(2);
    for (const one of ids) expect(one).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/);
  });

  test("what is refused before any middleware has an id as well", async () => {
    const received = await exchange(answeringApp(requestId({ generate: fixed })), form, "/items/%zz");
    expect([received.status, received.headers[id]]).toEqual([400, "id-1"]);
  });
});

test("another header field", async () => {
  const subject = answeringApp(requestId({ header: "trace-id", generate: fixed }));
  expect((await exchange(subject, "compiled", "/ok")).headers).toMatchObject({ "trace-id": "id-1" });
});

/** The id of the answer to a request with one. */
async function answeredId(inbound: string, trustInbound: boolean): Promise<string | undefined> {
  const subject = answeringApp(requestId({ trustInbound, generate: fixed }));
  return (await exchange(subject, "compiled", "/ok", { headers: { [id]: inbound } })).headers[id];
}

test("a client's id is not taken unless that is asked for", async () => {
  expect(await answeredId("mine", false)).toBe("id-1");
});

test.each(["mine", "a", "A-z_0.9", "x".repeat(128)])("a trusted client's id %s is taken", async (inbound) => {
  expect(await answeredId(inbound, true)).toBe(inbound);
});

test.each(["", "a b", "a,b", 'a"', "<script>", "x".repeat(129), "ä"])(
  "a trusted client's id %j is replaced",
  async (inbound) => {
    expect(await answeredId(inbound, true)).toBe("id-1");
  },
);

test("two ids in two fields are none", async () => {
  await using server = await app()
    .use(requestId({ trustInbound: true, generate: fixed }))
    .get("/", () => "ok")
    .listen({ port: 0, hostname: "127.0.0.1", signals: false });
  const { headers } = await sendRaw(
    server.port,
    requestBytes("GET", "/", ["X-Request-Id: a", "X-Request-Id: b"]),
  );
  expect(headers.get(id)).toBe("id-1");
});

test.each([
  [{ header: "a b" }, RangeError, 'requestId.header: expected the name of a header field, received "a b".'],
  [{ header: 1 }, TypeError, "requestId.header: expected the name of a header field, received 1."],
  [{ generate: "uuid" }, TypeError, 'requestId.generate: expected a function, received "uuid".'],
  [{ trustInbound: "yes" }, TypeError, 'requestId.trustInbound: expected true or false, received "yes".'],
  [
    { heder: "x" },
    TypeError,
    "requestId.heder: there is no such option; there are header, generate, trustInbound.",
  ],
  [null, TypeError, "requestId: expected an object of options, received null."],
])("%j is refused when called", (options, failure, message) => {
  expect(() => requestId(options as object)).toThrow(new failure(message));
});

test("used twice with equal options, it is one", async () => {
  const subject = answeringApp(requestId({ generate: fixed }), requestId({ generate: fixed }));
  expect((await exchange(subject, "compiled", "/ok")).headers[id]).toBe("id-1");
});
