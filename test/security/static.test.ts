/** Directories that are served, asked for by every spelling of what must not be had. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { HttpError, type StaticOptions, app, middleware } from "../../src/bunsen.ts";
import type { App } from "../../src/define/app.ts";
import type { RunningServer } from "../../src/runtime/running-server.ts";
import { type TestDirectory, createDirectory } from "../support/directory.ts";
import { requestBytes, sendRaw } from "../support/raw-request.ts";

const guard = middleware({
  name: "guard",
  guards: true,
  before: () => {
    throw new HttpError(401, "Who are you?");
  },
});

const secret = "SECRET";
let directory: TestDirectory;
let subject: App;
let server: RunningServer;
/** The same with nothing kept in memory. */
let plain: RunningServer;

beforeAll(async () => {
  directory = await createDirectory({
    "public/index.html": "home",
    "public/a.txt": "plain",
    "public/a b.txt": "space",
    "public/a%20b.txt": secret,
    "public/%2e%2e/x.txt": secret,
    "public/sub/b.txt": "inner",
    "public/sub/index.html": "inner index",
    "public/.env": secret,
    "public/.env.br": secret,
    "public/.git/config": secret,
    "public/private/key.txt": secret,
    "public/private/key.txt.gz": secret,
    "public/back\\slash.txt": secret,
    "public/out": "-> ../outside",
    "public/up.txt": "-> ../secret.txt",
    "public-not/key.txt": secret,
    "outside/key.txt": secret,
    "secret.txt": secret,
  });
  await mkdir(join(directory.path, "public/empty"));
  const files = join(directory.path, "public");
  const serving = (memory: NonNullable<StaticOptions["memory"]>): App =>
    app({ log: () => {} })
      .static("/static/*", files, { precompressed: true, fallback: "index.html", memory })
      .group("/static/private", (group) => group.use(guard).static("/*", join(files, "private"), { memory }))
      .static("/open/*", join(files, "sub"), { dotfiles: true, memory }) as App;
  // A minute ahead: files that were just written are kept.
  subject = serving({ now: () => Date.now() + 60_000 });
  const options = { port: 0, hostname: "127.0.0.1", signals: false };
  [server, plain] = await Promise.all([subject.listen(options), serving(false).listen(options)]);
  const served = ["/static/", "/static/a.txt", "/static/a%20b.txt", "/static/sub/b.txt", "/open/b.txt"];
  for (const target of [...served, ...served]) await ask(target);
});

afterAll(async () => {
  await Promise.all([server.stop(), plain.stop()]);
  await directory[Symbol.asyncDispose]();
});

const accept = ["Accept-Encoding: br, gzip", "Accept: text/plain"];

/** Status and body over a socket, which the answers in-process and without memory must equal. */
async function ask(
  target: string,
  method = "GET",
): Promise<{ readonly status: number; readonly body: string }> {
  const { status, body } = await sendRaw(server.port, requestBytes(method, target, accept));
  const headers = { "accept-encoding": "br, gzip", accept: "text/plain" };
  const response = await subject.request(target, { method, headers });
  expect({ target, status: response.status, body: await response.text() }).toEqual({ target, status, body });
  const unkept = await sendRaw(plain.port, requestBytes(method, target, accept));
  expect({ target, status: unkept.status, body: unkept.body }).toEqual({ target, status, body });
  return { status, body };
}

/** The status of each target, none of which may tell the secret. */
async function statuses(targets: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  for (const target of targets) {
    const { status, body } = await ask(target);
    expect([target, body.includes(secret)]).toEqual([target, false]);
    found[target] = status;
  }
  return found;
}

const all = (status: number, targets: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(targets.map((target) => [target, status]));

test("what is served is served", async () => {
  const served = ["/static/", "/static/a.txt", "/static/a%20b.txt", "/static/sub/b.txt", "/open/b.txt"];
  expect(await statuses(served)).toEqual(all(200, served));
});

/** `..` and its separators, escaped so many times. */
const escaped = (text: string, depth: number): string =>
  depth === 0
    ? text
    : escaped(
        [...text].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0")}`).join(""),
        0,
      ).replaceAll("%", `%${"25".repeat(depth - 1)}`);

describe("GHSA-3mpf-rcc7-5347 / CVE-2024-32869, GHSA-rjq5-w47x-x359 / CVE-2024-23340, GHSA-83pv-qr33-2vcf", () => {
  const climbs = ["../secret.txt", "../public-not/key.txt", "../outside/key.txt", "sub/../../secret.txt"];
  for (const climb of climbs) {
    test(`${climb} leads nowhere`, async () => {
      for (const prefix of ["/static/", "/open/", "/static/sub/", "/static/private/"]) {
        const answers = await statuses([`${prefix}${climb}`, `${prefix}../${climb}`, `${prefix}.//${climb}`]);
        for (const status of Object.values(answers)) expect([400, 401, 404]).toContain(status);
      }
    });
  }
});

describe("GHSA-wr4h-v87w-p3r7, GHSA-72gr-qfp7-vwhw: .. at every depth of escapes", () => {
  for (const depth of [0, 1, 2, 3, 4]) {
    test(`${depth}`, async () => {
      const [dots, slash] = [escaped("..", depth), escaped("/", depth)];
      const targets = [
        `/static/${dots}/secret.txt`,
        `/static/${dots}${slash}secret.txt`,
        `/static/sub/${dots}/${dots}/secret.txt`,
        `/static/sub${slash}${dots}${slash}${dots}${slash}secret.txt`,
        `/static/.${escaped(".", depth)}/secret.txt`,
        `/static/${dots}/x.txt`,
        `/open/${dots}/private/key.txt`,
        `/open/${dots}${slash}private${slash}key.txt`,
      ];
      for (const status of Object.values(await statuses(targets))) expect([400, 401, 404]).toContain(status);
    });
  }
});

test("GHSA-5r4p-p66f-jhc7, GHSA-rmxm-3fg6-px4f: nothing is decoded a second time, and what still has a % is no file", async () => {
  const targets = ["/static/a%2520b.txt", "/static/%252e%252e/x.txt", "/static/a%25.txt", "/static/%25"];
  expect(await statuses(targets)).toEqual(all(404, targets));
});

test("GHSA-q5qw-h33p-qvwr / CVE-2026-29045: an escaped slash is no slash, at any depth", async () => {
  const once = ["/static/private%2Fkey.txt", "/static/private%2fkey.txt", "/static%2Fprivate/key.txt"];
  expect(await statuses(once)).toEqual(all(400, once));
  const twice = ["/static/private%252Fkey.txt", "/static/private%25252fkey.txt"];
  expect(await statuses(twice)).toEqual(all(404, twice));
});

test("GHSA-wwfh-h76j-fc44 / CVE-2026-54286: a backslash is refused", async () => {
  const escapes = ["/static/private%5Ckey.txt", "/static/back%5cslash.txt", "/static/..%5Csecret.txt"];
  expect(await statuses(escapes)).toEqual(all(400, escapes));
  const double = ["/static/private%255Ckey.txt", "/static/..%255csecret.txt"];
  expect(await statuses(double)).toEqual(all(404, double));
  for (const target of ["/static\\private\\key.txt", "/static/..\\secret.txt", "/static/private\\key.txt"])
    expect([400, 401, 404]).toContain((await statuses([target]))[target] ?? 0);
});

test("GHSA-wmmm-f939-6g9c / CVE-2026-39407: repeated slashes are refused", async () => {
  const targets = [
    "/static//a.txt",
    "//static/a.txt",
    "/static/private//key.txt",
    "/static//private/key.txt",
  ];
  expect(await statuses(targets)).toEqual(all(400, targets));
});

test("an escaped NUL is refused", async () => {
  const targets = ["/static/a.txt%00", "/static/private/key.txt%00.png", "/static/%00"];
  expect(await statuses(targets)).toEqual(all(400, targets));
  expect(await statuses(["/static/a.txt%2500"])).toEqual(all(404, ["/static/a.txt%2500"]));
});

test("letter case counts", async () => {
  const targets = ["/static/A.TXT", "/Static/a.txt", "/STATIC/private/key.txt", "/static/PRIVATE/key.txt"];
  expect(await statuses(targets)).toEqual(all(404, targets));
});

test("what begins with a dot is not there, neither it nor its compressed sibling", async () => {
  const targets = [
    "/static/.env",
    "/static/.env.br",
    "/static/.git/config",
    "/static/.git/",
    "/static/%2eenv",
  ];
  for (const status of Object.values(await statuses(targets))) expect([400, 404]).toContain(status);
});

test("links that lead outside are not followed", async () => {
  const targets = ["/static/up.txt", "/static/out/key.txt", "/static/out", "/static/out/"];
  expect(await statuses(targets)).toEqual(all(404, targets));
});

test("a redirect to a directory stays on this server", async () => {
  for (const target of ["/static/sub", "/static/sub?//evil.example"]) {
    const { status, headers } = await sendRaw(server.port, requestBytes("GET", target));
    expect([status, headers.get("location")]).toEqual([301, target.replace("/static/sub", "/static/sub/")]);
  }
});

test("only GET, HEAD and OPTIONS are answered", async () => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE"])
    expect((await ask("/static/a.txt", method)).status).toBe(405);
  expect((await ask("/static/a.txt", "TRACE")).status).toBe(501);
});

test(
  "GHSA-x428-ghpx-8j92 / CVE-2026-6414, GHSA-83w8-p2f5-377r / CVE-2026-15074, GHSA-8pvw-jcv7-9cmj / CVE-2026-7120, " +
    "GHSA-r799-r9gc-m956: no spelling of a guarded file gets around its guard",
  async () => {
    const guarded = "/static/private/key.txt";
    const spell = fc.constantFrom<((c: string) => string)[]>(
      (c) => c,
      (c) => c,
      (c) => escaped(c, 1),
      (c) => escaped(c, 1).toUpperCase(),
      (c) => escaped(c, 2),
      (c) => c.toUpperCase(),
      (c) => `${c}/`,
      (c) => (c === "/" ? "//" : c),
      (c) => (c === "/" ? "\\" : c),
      (c) => (c === "/" ? "/./" : c),
      (c) => (c === "/" ? "/x/../" : c),
      (c) => (c === "/" ? "/%2e%2e/static/" : c),
      (c) => (c === "/" ? ";/" : c),
      (c) => `${c}%00`,
      (c) => `${c};a=b`,
      (c) => `${c}.`,
    );
    const end = fc.constantFrom(
      "",
      "",
      "/",
      "/.",
      "/..",
      "?",
      "?a",
      "%20",
      ".",
      "::$DATA",
      "%23",
      "%3f",
      ".gz",
      "~",
    );
    const target = fc
      .tuple(fc.array(spell, { minLength: guarded.length, maxLength: guarded.length }), fc.nat(4), end)
      .map(([spells, changes, tail]) => {
        const places = new Set(
          spells.map((_, index) => (index * 7919) % guarded.length).slice(0, changes + 1),
        );
        return `${[...guarded].map((c, index) => (index > 0 && places.has(index) ? (spells[index]?.(c) ?? c) : c)).join("")}${tail}`;
      });
    await fc.assert(
      fc.asyncProperty(target, async (asked) => {
        const { status, body } = await ask(asked);
        expect(body).not.toContain(secret);
        expect([400, 401, 404]).toContain(status);
      }),
      { numRuns: 400 },
    );
  },
  60_000,
);
