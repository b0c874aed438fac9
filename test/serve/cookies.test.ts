import { describe, expect, test } from "bun:test";
import { type App, HttpError, app, middleware } from "../../src/bunsen.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { type Form, forms, tableOf } from "../support/app-forms.ts";
import { requestBytes } from "../support/raw-request.ts";

const quiet = { log: () => {} };

/** Sets two cookies before and one after, and takes away one of the request. */
const visits = middleware({
  name: "visits",
  before({ cookieMap }) {
    cookieMap.set("first", "1");
    cookieMap.set("second", "a b;=", { httpOnly: true });
    cookieMap.delete("old");
  },
  after: ({ cookieMap }) => cookieMap.set("last", cookieMap.get("sent") ?? "none"),
});

const createApp = (): App =>
  app(quiet)
    .use(visits)
    .get("/", ({ cookieMap }) => {
      cookieMap.set("own", "1");
      return "ok";
    })
    .get("/constant", "ok")
    .get("/response", () => {
      const headers = new Headers();
      for (const name of ["a", "b"]) headers.append("set-cookie", `${name}=1`);
      return new Response("ok", { headers });
    })
    .get("/later/:id", async ({ cookieMap }) => {
      await Promise.resolve();
      cookieMap.set("own", "later");
      return "ok";
    })
    .get("/fails", ({ cookieMap }) => {
      cookieMap.set("own", "1");
      throw new HttpError(409, "No.");
    })
    .get("/breaks", () => {
      throw new Error("broken");
    });

/** The Set-Cookie fields of one answer over a socket, which those in-process must equal. */
async function cookiesOf(form: Form, target: string, method = "GET"): Promise<readonly string[]> {
  const table = await tableOf(createApp(), form);
  await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
  const cookie = "old=1; sent=2";
  const wire = await fieldsOnWire(server.port, requestBytes(method, target, [`Cookie: ${cookie}`]));
  const { headers } = await answerTarget(table, target, { method, headers: { cookie } });
  expect(headers.getSetCookie().toSorted()).toEqual(wire.toSorted());
  return wire.toSorted();
}

async function fieldsOnWire(port: number, bytes: string): Promise<string[]> {
  const ended = Promise.withResolvers<void>();
  let text = "";
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: { data: (_, chunk) => void (text += chunk.toString()), close: () => ended.resolve() },
  });
  socket.write(bytes);
  await ended.promise;
  return [...text.matchAll(/^set-cookie: *(.*)\r$/gim)].map(([, value = ""]) => value);
}

const first = "first=1; Path=/; SameSite=Lax";
const second = "second=a%20b%3B%3D; Path=/; HttpOnly; SameSite=Lax";
const last = "last=2; Path=/; SameSite=Lax";
const own = (value: string): string => `own=${value}; Path=/; SameSite=Lax`;
const gone = expect.stringMatching(/^old=; /) as unknown as string;

describe.each([...forms])("fa5f9bfc / 7ae7cbae: several cookies stay several fields, %s", (form) => {
  const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
    ["a handler", "GET", "/", [first, last, gone, own("1"), second]],
    ["HEAD", "HEAD", "/", [first, last, gone, own("1"), second]],
    ["a constant", "GET", "/constant", [first, last, gone, second]],
    ["a Response with cookies of its own", "GET", "/response", ["a=1", "b=1", first, last, gone, second]],
    ["a handler that waits", "GET", "/later/1", [first, last, gone, own("later"), second]],
    ["an HttpError", "GET", "/fails", [first, last, gone, own("1"), second]],
    ["an unknown error", "GET", "/breaks", [first, last, gone, second]],
    ["404", "GET", "/nothing", [first, last, gone, second]],
    ["405", "POST", "/", [first, last, gone, second]],
    ["OPTIONS", "OPTIONS", "/", [first, last, gone, second]],
    ["a refused target", "GET", "/%zz", [last]],
    ["a refused target of a route", "GET", "/later/%zz", [last]],
  ];
  test.each(cases)("%s", async (_, method, target, expected) => {
    expect(await cookiesOf(form, target, method)).toEqual([...expected]);
  });
});

test("a Response that is kept for all requests gets no one's cookies", async () => {
  const kept = new Response(null, { status: 404 });
  const own404 = app()
    .use(
      middleware({
        name: "who",
        before: ({ cookieMap }) => cookieMap.set("who", cookieMap.get("me") ?? "") as undefined,
      }),
    )
    .notFound(() => kept)
    .get("/", () => kept);
  await using server = await own404.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  const ask = async (path: string, me: string): Promise<string[]> => {
    const headers = { cookie: `me=${me}` };
    await own404.request(path, { headers });
    return (await fetch(new URL(path, server.url), { headers })).headers.getSetCookie();
  };
  for (const path of ["/nothing", "/"]) {
    await ask(path, "ann");
    expect(await ask(path, "bob")).toEqual(["who=bob; Path=/; SameSite=Lax"]);
  }
  expect(kept.headers.getSetCookie()).toEqual([]);
});

test("one Request may be asked several times", async () => {
  const subject = createApp();
  const request = new Request("http://localhost/later/1");
  const statuses = [await subject.fetch(request), await subject.fetch(request)].map(({ status }) => status);
  expect(statuses).toEqual([200, 200]);
});
