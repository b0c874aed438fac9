import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { HttpError, app, middleware, t } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import type { RouteTable } from "../../src/runtime/route-table.ts";
import type { RunningServer } from "../../src/runtime/running-server.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { type Form, forms, tableOf } from "../support/app-forms.ts";
import { type RawAnswer, requestBytes, sendRaw } from "../support/raw-request.ts";
import { type HostileEntry, hostileCorpus } from "./hostile-corpus.ts";

const Search = t.Object({
  q: t.Optional(t.String()),
  n: t.Optional(t.Integer()),
  tag: t.Optional(t.Array(t.String())),
});

const guard = middleware({
  name: "guard",
  guards: true,
  before: () => {
    throw new HttpError(401, "Who are you?");
  },
});

/** Every handler tells which route it is and what it was given. */
const told =
  (route: string) =>
  ({ params, path }: { readonly params: unknown; readonly path: string }) => ({ route, params, path });

const createApp = (): App =>
  app({ log: () => {} })
    .get("/", "root")
    .get("/health", "ok")
    .get("/health-json", { healthy: true })
    .get("/café", "coffee")
    .get("/café/tea", told("GET /café/tea"))
    .get("/fields", { headers: t.Object({ accept: t.Optional(t.String()) }) }, told("GET /fields"))
    .get("/origin", ({ url }) => url.origin)
    .get("/users", told("GET /users"))
    .post("/users", told("POST /users"))
    .get("/users/me", told("GET /users/me"))
    .get("/users/:id", told("GET /users/:id"))
    .delete("/users/:id", told("DELETE /users/:id"))
    .get("/shops/:shop/items/new", told("GET /shops/:shop/items/new"))
    .get("/shops/:shop/items/:item", told("GET /shops/:shop/items/:item"))
    .get("/files/*", told("GET /files/*"))
    .get("/docs/", told("GET /docs/"))
    .get("/search", { query: Search }, ({ query }) => ({ ...query }))
    .post("/teapots", told("POST /teapots"))
    .all("/any", told("ALL /any"))
    .all("/any/:name", told("ALL /any/:name"))
    .group("/files/private", (group) => group.use(guard).get("/*", told("GET /files/private/*")))
    .group("/admin", (group) =>
      group
        .use(guard)
        .get("/", told("GET /admin"))
        .get("/:page", told("GET /admin/:page"))
        .get("/files/*", told("GET /admin/files/*")),
    );

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ofTheConnection = new Set(["date", "content-length", "connection", "transfer-encoding"]);

const comparable = (headers: Iterable<[string, string]>): Readonly<Record<string, string>> =>
  Object.fromEntries([...headers].filter(([name]) => !ofTheConnection.has(name)).toSorted());

const ofWire = ({ status, headers, body }: RawAnswer): Answer => ({
  status,
  headers: comparable(headers),
  body,
});

const ofResponse = async (response: Response): Promise<Answer> => ({
  status: response.status,
  headers: comparable(response.headers),
  body: await response.text(),
});

const codeOf = ({ headers, body }: Answer): string | undefined =>
  headers["content-type"] === "application/problem+json" && body !== "" ? JSON.parse(body).code : undefined;

const tables = new Map<Form, RouteTable>();
const servers = new Map<Form, RunningServer>();

const tableIn = (form: Form): RouteTable => tables.get(form)!;
const portOf = (form: Form): number => servers.get(form)!.port;

beforeAll(async () => {
  for (const form of forms) {
    const table = await tableOf(createApp(), form);
    tables.set(form, table);
    servers.set(form, listen(table, { port: 0, hostname: "127.0.0.1", signals: false }));
  }
});

afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())));

const lineOf = ({ method, target, latin1 }: HostileEntry): Uint8Array =>
  Buffer.from(requestBytes(method, latin1 ?? target), latin1 === undefined ? "utf8" : "latin1");

const nameOf = ({ method, target, latin1 }: HostileEntry): string =>
  JSON.stringify(`${method} ${(latin1 ?? target).slice(0, 60)}`);

async function answersInProcess(entry: HostileEntry): Promise<Answer[]> {
  const { method, target } = entry;
  return Promise.all(
    forms.map(async (form) => ofResponse(await answerTarget(tableIn(form), target, { method }))),
  );
}

const wireForms = ["compiled", "built"] as const;

const answersOnWire = (entry: HostileEntry): Promise<Answer[]> =>
  Promise.all(wireForms.map(async (form) => ofWire(await sendRaw(portOf(form), lineOf(entry)))));

for (const [kind, corpus] of Object.entries(hostileCorpus)) {
  describe(kind, () => {
    for (const entry of corpus.filter(({ parser }) => parser === undefined)) {
      test(`${nameOf(entry)} is answered ${entry.status} ${entry.code ?? ""} everywhere`, async () => {
        const [first, ...others] = [...(await answersInProcess(entry)), ...(await answersOnWire(entry))];
        expect({ status: first?.status, code: first && codeOf(first) }).toEqual({
          status: entry.status,
          code: entry.code,
        });
        expect(others).toEqual(others.map(() => first!));
      });
    }
    for (const entry of corpus.filter(({ parser }) => parser !== undefined)) {
      test(`${nameOf(entry)} is refused by Bun's parser, and a problem in-process`, async () => {
        const [first, ...others] = await answersInProcess(entry);
        expect({ status: first?.status, code: first && codeOf(first) }).toEqual({
          status: entry.status,
          code: entry.code,
        });
        expect(others).toEqual(others.map(() => first!));
        const wire = { status: entry.parser!, headers: {}, body: "" };
        expect(await answersOnWire(entry)).toEqual([wire, wire]);
      });
    }
  });
}

/** Those of which Bun makes no URL, or one whose host is none: every route that is a function refuses them. */
const hostileHosts = `
Host:|Host: |Host: a, b|Host: a b|Host: a/b|Host: a?b|Host: a#b|Host: \\a|Host: a\\b|Host: localhost:3000/abc?
Host: localhost/admin|Host: @a|Host: user@localhost|Host: http://a|Host: a:99999|Host: a:65536|Host: a:-1|Host: a:b
Host: a:1:2|Host: :80|Host: a:80a|Host: é|Host: a..b|Host: .a|Host: *|Host: a;b|Host: <a>|Host: "a"
Host: [::1|Host: ::1|Host: []|Host: [::1]a|Host: [a]b:80|Host: [::g]|Host: a[::1]|Host: a&b|Host: {a}|Host: a:+1`
  .trim()
  .split(/[|\n]/)
  .concat("Host:\r\nHost: localhost", `Host: ${"a.".repeat(4000)}!`);

/** Those that only the field shows: Bun's URL has the first of two, and an escape resolved. */
const hostileFields = [
  "Host: %61",
  "Host: localhost\r\nHost: localhost",
  "Host: localhost\r\nHost: evil",
  "Host: evil\r\nhost: localhost",
  "Host: localhost\r\nHost:",
];

const places = {
  "a direct route": "/users",
  "a pattern route": "/users/7",
  "a route that reads the header": "/fields",
  "a handler that reads the URL": "/origin",
  "the fallback": "/nope",
} as const;

for (const place of ["a route that reads the header", "a handler that reads the URL"] as const) {
  describe(`a Host field that its URL does not show to be malformed is refused by ${place}`, () => {
    for (const host of hostileFields) {
      test(JSON.stringify(host), async () => {
        const request = requestBytes("GET", places[place], [host]);
        const answers = await Promise.all(
          forms.map(async (form) => ofWire(await sendRaw(portOf(form), request))),
        );
        const refusals = answers.map((answer) => [answer.status, codeOf(answer)]);
        expect(refusals).toEqual(forms.map(() => [400, "malformed_host"]));
      });
    }
  });
}

for (const host of hostileFields) {
  test.each(["/users/7", "/nope"])(
    `${JSON.stringify(host)} does not change what answers %s, where only path and query are read`,
    async (target) => {
      const [expected, ...answers] = await Promise.all(
        [["Host: localhost"], ...forms.map(() => [host])].map(async (lines, index) =>
          ofWire(await sendRaw(portOf(forms[Math.max(index - 1, 0)]!), requestBytes("GET", target, lines))),
        ),
      );
      expect(answers).toEqual(forms.map(() => expected!));
    },
  );
}

for (const [place, target] of Object.entries(places)) {
  describe(`a malformed Host field is refused by ${place}`, () => {
    for (const host of hostileHosts) {
      test(JSON.stringify(host.slice(0, 50)), async () => {
        const answers = await Promise.all(
          forms.map(async (form) => ofWire(await sendRaw(portOf(form), requestBytes("GET", target, [host])))),
        );
        const refusals = answers.map((answer) => [answer.status, codeOf(answer)]);
        expect(refusals).toEqual(forms.map(() => [400, "malformed_host"]));
      });
    }

    test("that HTTP/1.0 leaves out", async () => {
      const answers = await Promise.all(
        forms.map(async (form) => ofWire(await sendRaw(portOf(form), `GET ${target} HTTP/1.0\r\n\r\n`))),
      );
      const refusals = answers.map((answer) => [answer.status, codeOf(answer)]);
      expect(refusals).toEqual(forms.map(() => [400, "malformed_host"]));
    });

    test("in-process as well", async () => {
      const headers = { host: "localhost:3000/abc?" };
      const answers = await Promise.all(
        forms.map(async (form) => ofResponse(await answerTarget(tableIn(form), target, { headers }))),
      );
      const refusals = answers.map((answer) => [answer.status, codeOf(answer)]);
      expect(refusals).toEqual(forms.map(() => [400, "malformed_host"]));
    });
  });
}

const goodHosts = [
  "localhost",
  "LOCALHOST",
  "localhost:80",
  "a.example.",
  "[::1]:3000",
  "127.0.0.1",
  "a_b",
  "a:",
];

for (const host of goodHosts) {
  test(`Host: ${host} is accepted in every form`, async () => {
    const answers = await Promise.all(
      forms.map((form) => sendRaw(portOf(form), requestBytes("GET", "/users", [`Host: ${host}`]))),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });
}

test("the corpus has at least 220 request lines, each once", () => {
  const lines = Object.values(hostileCorpus)
    .flat()
    .map((entry) => Buffer.from(lineOf(entry)).toString("latin1"));
  expect(lines.length).toBeGreaterThanOrEqual(220);
  expect(lines.filter((line, index) => lines.indexOf(line) < index)).toEqual([]);
});
