import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { HttpError, app, middleware } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import type { RunningServer } from "../../src/runtime/running-server.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

const guard = middleware({
  name: "guard",
  guards: true,
  before: () => {
    throw new HttpError(401, "Who are you?");
  },
});

/** The path as a middleware sees it. */
const seen = middleware({ name: "seen", before: ({ path }) => ({ seen: path }) });

const secret = (): string => "secret";

const mounted = app()
  .get("/:word", ({ params, path }) => ({ word: params.word, path }))
  .notFound(() => "the mounted app's own notFound");

const createApp = (): App =>
  app({ log: () => {} })
    .get("/", ({ path }) => ({ path }))
    .get("/public/*", ({ params, path }) => ({ rest: params["*"], path }))
    .group("/public/private", (group) => group.use(guard).get("/*", secret))
    .get("/users/:id", ({ params, path }) => ({ id: params.id, path }))
    .group("/users/root", (group) => group.use(guard).get("/", secret))
    .get("/admin-public", "public")
    .group("/admin", (group) =>
      group.use(guard).get("/", secret).get("/:page", secret).get("/files/*", secret),
    )
    // Guarded although the route stands first.
    .group("/late", (group) => group.get("/", secret).use(guard))
    .group("/seen", (group) => group.use(seen).get("/:word", (c) => ({ seen: c.seen, path: c.path })))
    .mount("/größe", mounted)
    .mount(
      "/sibling",
      app()
        .notFound(() => "the sibling's notFound")
        .get("/", "sibling"),
    ) as App;

interface Outcome {
  readonly status: number;
  /** Code of a problem, or the answer itself. */
  readonly answer: unknown;
}

let server: RunningServer;
const subject = createApp();

beforeAll(async () => {
  server = await subject.listen({ port: 0, hostname: "127.0.0.1", signals: false });
});

afterAll(() => server.stop());

function outcomeOf(status: number, body: string): Outcome {
  if (!body.startsWith("{")) return { status, answer: body };
  const value = JSON.parse(body);
  return { status, answer: value.code ?? value };
}

async function inProcess(target: string): Promise<Outcome> {
  const response = await subject.request(target);
  return outcomeOf(response.status, await response.text());
}

async function onWire(target: string, headers: readonly string[] = []): Promise<Outcome> {
  const { status, body } = await sendRaw(server.port, requestBytes("GET", target, headers));
  return outcomeOf(status, body);
}

/** Both answers, which must be one. */
async function outcome(target: string): Promise<Outcome> {
  const wire = await onWire(target);
  expect(await inProcess(target)).toEqual(wire);
  return wire;
}

const outcomes = async (targets: readonly string[]): Promise<Readonly<Record<string, Outcome>>> =>
  Object.fromEntries(await Promise.all(targets.map(async (target) => [target, await outcome(target)])));

const all = (targets: readonly string[], expected: Outcome): Readonly<Record<string, Outcome>> =>
  Object.fromEntries(targets.map((target) => [target, expected]));

const ambiguous = { status: 400, answer: "ambiguous_target" };
const malformed = { status: 400, answer: "malformed_target" };
const malformedHost = { status: 400, answer: "malformed_host" };
const unauthorized = { status: 401, answer: "unauthorized" };
const missing = { status: 404, answer: "not_found" };

test("GHSA-9hp6-4448-45g2 / CVE-2025-58362: the path is the one the URL parser reads", async () => {
  const targets = [
    "/",
    "/users/1",
    "/users/a?b=/c",
    "/users/a?http://x/y",
    "/public/a:b/c@d",
    "/users/%C3%A9",
  ];
  const expected = targets.map((target) => decodeURIComponent(new URL(target, "http://localhost").pathname));
  const found = Object.values(await outcomes(targets)).map(({ answer }) => (answer as { path: string }).path);
  expect(found).toEqual(expected);
});

test("GHSA-3vj8-jmxq-cgj5 / CVE-2026-33131: a Host with a path in it is refused", async () => {
  const hosts = ["localhost:3000/abc?", "localhost/admin", "localhost/users/1?", "a#b"];
  const found = await Promise.all(hosts.map((host) => onWire("/users/1", [`Host: ${host}`])));
  expect(found).toEqual(hosts.map(() => malformedHost));
});

test("GHSA-p36q-q72m-gchr: in an absolute target, ? before the first / starts the query", async () => {
  const targets = ["http://localhost?/admin", "http://localhost?/users/1", "http://?/admin"];
  expect(await outcomes(targets)).toEqual(all(targets, { status: 200, answer: { path: "/" } }));
});

test("GHSA-crvj-82cr-hjcx: a # in a target is neither path nor query: it is refused", async () => {
  const targets = [
    "/#",
    "/#?a=b",
    "/users/1#",
    "/users/1#?a=b",
    "/users/1?a=b#c",
    "/users/#/../1",
    "/public/a#/b",
  ];
  expect(await outcomes(targets)).toEqual(all(targets, malformed));
});

test("CVE-2026-48710: the path is never made from the Host", async () => {
  const own = { status: 200, answer: { id: "1", path: "/users/1" } };
  const hosts = ["evil.example", "evil.example:8080", "[::1]:1"];
  const found = await Promise.all(hosts.map((host) => onWire("/users/1", [`Host: ${host}`])));
  expect(found).toEqual(hosts.map(() => own));
});

describe("GHSA-q5qw-h33p-qvwr / CVE-2026-29045: an encoded separator leads past no guard", () => {
  test("before the guarded prefix ends, it is refused", async () => {
    const targets = [
      "/admin%2fx",
      "/admin%2Fx",
      "/admin%5cx",
      "/public%2fprivate%2fa",
      "/%2fadmin",
      "/admin%2ffiles/a",
    ];
    expect(await outcomes(targets)).toEqual(all(targets, malformed));
  });

  test("within the guarded prefix, it is refused before the guard is asked", async () => {
    const targets = ["/admin/a%2fb", "/admin/files/a%2fb", "/admin/%5c", "/admin/..%2fusers"];
    expect(await outcomes(targets)).toEqual(all(targets, malformed));
  });

  test("beside the guarded prefix, it is refused", async () => {
    const targets = [
      "/public/private%2fa",
      "/public/%2e%2e%2fadmin",
      "/public/private%5ca",
      "/users/..%2fadmin",
    ];
    expect(await outcomes(targets)).toEqual(all(targets, malformed));
  });
});

test("GHSA-wmmm-f939-6g9c / CVE-2026-39407: repeated slashes are refused", async () => {
  const targets = [
    "//admin",
    "/admin//x",
    "//",
    "///admin",
    "/public//private/a",
    "//public/private/a",
    "/users//1",
  ];
  expect(await outcomes(targets)).toEqual(all(targets, malformed));
});

test("GHSA-wwfh-h76j-fc44 / CVE-2026-54286: an encoded backslash is refused", async () => {
  const targets = ["/public/..%5cadmin", "/public/private%5Ca", "/users/a%5cb", "/%5cadmin"];
  expect(await outcomes(targets)).toEqual(all(targets, malformed));
});

test("GHSA-5r4p-p66f-jhc7, GHSA-rmxm-3fg6-px4f: an escape is decoded once", async () => {
  expect(await outcomes(["/users/%2520", "/users/%252e%252e", "/public/%252e%252e%252fadmin"])).toEqual({
    "/users/%2520": { status: 200, answer: { id: "%20", path: "/users/%20" } },
    "/users/%252e%252e": { status: 200, answer: { id: "%2e%2e", path: "/users/%2e%2e" } },
    "/public/%252e%252e%252fadmin": {
      status: 200,
      answer: { rest: "%2e%2e%2fadmin", path: "/public/%2e%2e%2fadmin" },
    },
  });
});

test("GHSA-2gcr-mfcq-wcc3 / CVE-2026-47676: a mounted app's prefix holds multibyte escapes", async () => {
  expect(await outcomes(["/gr%C3%B6%C3%9Fe/xl", "/gr%c3%b6%c3%9fe/xl", "/gr%C3%B6/xl", "/größe/xl"])).toEqual(
    {
      "/gr%C3%B6%C3%9Fe/xl": { status: 200, answer: { word: "xl", path: "/größe/xl" } },
      "/gr%c3%b6%c3%9fe/xl": ambiguous,
      "/gr%C3%B6/xl": missing,
      "/größe/xl": ambiguous,
    },
  );
});

test("GHSA-2j6q-whv2-gh6w / CVE-2026-33490: a guarded prefix ends at a segment", async () => {
  expect(await outcomes(["/admin-public", "/admin", "/admin/x", "/adminx"])).toEqual({
    "/admin-public": { status: 200, answer: "public" },
    "/admin": unauthorized,
    "/admin/x": unauthorized,
    "/adminx": missing,
  });
});

test("GHSA-wr4h-v87w-p3r7, GHSA-72gr-qfp7-vwhw: dot segments of every encoding leave no wildcard", async () => {
  const dots = ["..", "%2e%2e", "%2E%2E", ".%2e", "%2e."];
  const targets = dots.flatMap((dot) => [`/public/${dot}/admin`, `/public/a/${dot}/${dot}/admin`]);
  expect(await outcomes(targets)).toEqual(all(targets, ambiguous));
});

test("GHSA-g6q3-96cp-5r5m / CVE-2026-22037: an escaped letter skips no guard", async () => {
  const targets = ["/%61dmin", "/%61dmin/x", "/adm%69n/files/a", "/users/%72oot", "/public/%70rivate/a"];
  expect(await outcomes(targets)).toEqual(all(targets, ambiguous));
});

test("GHSA-6hw5-45gm-fj88 / CVE-2026-33808: slashes and ; skip no guard", async () => {
  expect(await outcomes(["//admin", "/admin;x", "/admin;/x", "/admin/;x", "/;/admin"])).toEqual({
    "//admin": malformed,
    "/admin;x": missing,
    "/admin;/x": missing,
    "/admin/;x": unauthorized,
    "/;/admin": missing,
  });
});

test("GHSA-8p85-9qpw-fwgw / CVE-2026-2880, CVE-2026-33804: middleware and handler read one path", async () => {
  const words = { a: "a", "%61": "a", "a;b": "a;b", "%C3%A9": "é", "%2541": "%41", "a%20b": "a b" };
  const expected = Object.entries(words).map(([word, path]) => [
    `/seen/${word}`,
    { status: 200, answer: { seen: `/seen/${path}`, path: `/seen/${path}` } },
  ]);
  expect(await outcomes(Object.keys(words).map((word) => `/seen/${word}`))).toEqual(
    Object.fromEntries(expected),
  );
});

/** Every spelling of a path by one change of one character, or one segment put in. */
function* mutationsOf(path: string): Generator<string> {
  for (let at = 1; at < path.length; at++) {
    const character = path[at] ?? "";
    const hex = character.charCodeAt(0).toString(16);
    const replacements = [
      `%${hex}`,
      `%${hex.toUpperCase()}`,
      `%25${hex}`,
      character.toUpperCase(),
      `%c1%${hex}`,
    ];
    if (character === "/")
      replacements.push("//", "/./", "/x/../", "/%2e/", "/x/%2e%2e/", "\\", "%5c", "/.\\", ";/");
    for (const replacement of replacements) yield path.slice(0, at) + replacement + path.slice(at + 1);
  }
}

test(
  "GHSA-x428-ghpx-8j92 / CVE-2026-6414, GHSA-83w8-p2f5-377r / CVE-2026-15074, GHSA-8pvw-jcv7-9cmj / CVE-2026-7120, " +
    "GHSA-r799-r9gc-m956: no spelling of a guarded path is answered as another route's",
  async () => {
    const guarded = new Set(["/public/private/a", "/users/root", "/admin/x"]);
    const targets = [...guarded].flatMap((path) => [...mutationsOf(path)]);
    const found = await outcomes([...new Set(targets)].filter((target) => !guarded.has(target)));
    const leaks = Object.entries(found).filter(([, { status, answer }]) => {
      if (answer === "secret") return true;
      return status === 200 && guarded.has((answer as { path?: string }).path ?? "");
    });
    expect(leaks).toEqual([]);
  },
);

test("GHSA-p68q-wchp-6fh7 / CVE-2026-76169: a malformed target reaches no mounted app's notFound", async () => {
  const targets = ["/sibling/%zz", "/sibling//", "/sibling/%2f", "/gr%C3%B6%C3%9Fe/%zz"];
  expect(await outcomes(targets)).toEqual(all(targets, malformed));
  expect(await outcome("/sibling/nothing")).toEqual(missing);
});

test("GHSA-gm8r-x7h4-fm5r: a guard holds for routes that were defined before it", async () => {
  expect(await outcome("/late")).toEqual(unauthorized);
});

test("GHSA-3mpf-rcc7-5347 / CVE-2024-32869, GHSA-rjq5-w47x-x359 / CVE-2024-23340, GHSA-83pv-qr33-2vcf: raw .. reaches nothing above", async () => {
  const targets = ["/public/../../etc/passwd", "/public/..\\..\\etc\\passwd", "/../../etc/passwd"];
  expect(await outcomes(targets)).toEqual({
    "/public/../../etc/passwd": ambiguous,
    "/public/..\\..\\etc\\passwd": ambiguous,
    "/../../etc/passwd": missing,
  });
});

test("GHSA-5w89-w975-hf9q / CVE-2026-44373, GHSA-2q7r-29rg-6m5h / CVE-2025-66415: what a wildcard takes stays under its base", async () => {
  const steps = ["a", "..", "%2e%2e", ".%2e", "%2E%2E", ".", "%252e%252e", "..;", "%2e%2e%2f"];
  const targets = steps.flatMap((first) => steps.map((second) => `/public/${first}/${second}/admin`));
  const escaped = Object.entries(await outcomes(targets)).filter(([, { status, answer }]) => {
    if (status === 400 || status === 404) return false;
    const { rest, path } = answer as { readonly rest: string; readonly path: string };
    // Resolved once more, as a proxy might, it still is under the base.
    const segments = rest.split("/");
    return path !== `/public/${rest}` || segments.includes("..") || segments.includes(".");
  });
  expect(escaped).toEqual([]);
});

test("GHSA-f6gv-hh8j-q8vq: each request has parameters of its own, also when requests overlap", async () => {
  const held: { readonly params: unknown; readonly go: () => void }[] = [];
  const both = Promise.withResolvers<void>();
  const hold = async ({ params }: { readonly params: object }): Promise<object> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held.push({ params, go: resolve });
    if (held.length === 2) both.resolve();
    await promise;
    return { ...params };
  };
  const holding = app().get("/a/:x", hold).get("/b/:y/:z", hold);
  await using holdingServer = await holding.listen({ port: 0, hostname: "127.0.0.1", signals: false });
  const answers = ["a/1", "b/2/3"].map(async (path) =>
    (await fetch(new URL(path, holdingServer.url))).json(),
  );
  await both.promise;
  for (const { go } of held) go();
  expect(await Promise.all(answers)).toEqual([{ x: "1" }, { y: "2", z: "3" }]);
  expect(held[0]?.params).not.toBe(held[1]?.params);
});
