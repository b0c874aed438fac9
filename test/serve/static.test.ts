/** `app.static`: the files of a directory, over a socket as in-process. */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type StaticOptions, app, middleware } from "../../src/bunsen.ts";
import { planApp } from "../../src/compile/plan.ts";
import type { App } from "../../src/define/app.ts";
import { answerTarget } from "../../src/serve/in-process.ts";
import { listen } from "../../src/serve/listen.ts";
import { forms, tableOf } from "../support/app-forms.ts";
import { quiet } from "../support/behaviour.ts";
import { createDirectory, modifiedAt } from "../support/directory.ts";
import { type Received, exchange } from "../support/exchange.ts";

const files = {
  "index.html": "<h1>Home</h1>",
  "site.css": "body{}",
  "site.css.br": "br",
  "site.css.gz": "gzip!",
  "data.bin": new Uint8Array([1, 2, 3]),
  "empty.txt": "",
  "report.pdf": "%PDF",
  "naïve file.txt": "spaces",
  "100%.txt": "percent",
  "docs/index.html": "<h1>Docs</h1>",
  "docs/page.html": "<h1>Page</h1>",
  "assets/app-3f2a.js": "1",
  ".env": "SECRET=1",
  ".git/config": "secret",
  ".well-known/security.txt": "Contact: x",
  "inside.css": "-> site.css",
  "secret-link": "-> .env",
  outside: "-> /etc",
  passwd: "-> /etc/passwd",
};

const serving = (path: string, options: StaticOptions = {}): App =>
  app(quiet).static("/static/*", path, options);

const modified = modifiedAt.toUTCString();
const tag = (size: number): string => `W/"${size.toString(16)}-${modifiedAt.getTime().toString(16)}"`;
const fieldsOf = (type: string, size: number, more: object = {}): object => ({
  "content-type": type,
  "last-modified": modified,
  etag: tag(size),
  "accept-ranges": "bytes",
  ...more,
});
const css = "text/css;charset=utf-8";
const html = "text/html;charset=utf-8";

const codeOf = ({ status, body }: Received): unknown => [status, (JSON.parse(body) as { code: string }).code];

const fingerprint = (place: string, options: StaticOptions = {}): string | undefined =>
  planApp(serving(place, options).definition(), "/").plan.routes[0]?.fingerprint;

describe.each(forms)("%s: static", (form) => {
  const ask = async (
    target: string,
    init: RequestInit = {},
    options: StaticOptions = {},
  ): Promise<Received> => {
    await using directory = await createDirectory(files);
    return await exchange(serving(directory.path, options), form, target, { redirect: "manual", ...init });
  };

  const unless = (headers: Record<string, string>) => ask("/static/site.css", { headers });
  const take = async (target: string, accepted: string, more: object = {}) => {
    const { headers, body, status } = await ask(
      target,
      { headers: { "accept-encoding": accepted, ...more }, decompress: false } as never,
      { precompressed: true },
    );
    return [status, headers["content-encoding"], headers["content-type"], headers["vary"], body];
  };
  const dispositionOf = async (target: string) =>
    (await ask(target, {}, { download: ["*.txt", "*.pdf"] })).headers["content-disposition"];

  test("gives a file with its type, tag and date", async () => {
    expect(await ask("/static/site.css")).toEqual({
      status: 200,
      headers: fieldsOf(css, 6),
      body: "body{}",
    } as never);
    expect(await ask("/static/site.css?v=1")).toMatchObject({ status: 200, body: "body{}" });
    expect(await ask("/static/docs/page.html")).toMatchObject({ status: 200, body: "<h1>Page</h1>" });
    expect(await ask("/static/na%C3%AFve%20file.txt")).toMatchObject({ status: 200, body: "spaces" });
    expect(await ask("/static/empty.txt")).toMatchObject({ status: 200, body: "" });
    expect(await ask("/static/inside.css")).toMatchObject({ status: 200, body: "body{}" });
    expect((await ask("/static/data.bin")).headers).toEqual(
      fieldsOf("application/octet-stream", 3, { "content-disposition": "inline" }) as never,
    );
    expect((await ask("/static/report.pdf")).headers).toMatchObject({
      "content-type": "application/pdf",
      "content-disposition": "inline",
    });
  });

  test("gives the index of a directory, under its path with a slash", async () => {
    expect(await ask("/static/")).toMatchObject({ status: 200, body: "<h1>Home</h1>" });
    expect(await ask("/static/docs/")).toMatchObject({ status: 200, body: "<h1>Docs</h1>" });
    expect(await ask("/static/docs?a=1")).toEqual({
      status: 301,
      headers: { location: "/static/docs/?a=1" },
      body: "",
    });
    for (const target of ["/static/assets", "/static/assets/", "/static/site.css/"])
      expect(codeOf(await ask(target))).toEqual([404, "not_found"]);
    for (const target of ["/static/", "/static/docs"])
      expect(codeOf(await ask(target, {}, { index: false }))).toEqual([404, "not_found"]);
  });

  test("answers HEAD as GET without the content, OPTIONS and 405", async () => {
    expect(await ask("/static/site.css", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
    const allow = { allow: "GET, HEAD, OPTIONS" };
    expect(await ask("/static/site.css", { method: "OPTIONS" })).toMatchObject({
      status: 204,
      headers: allow,
    });
    for (const method of ["POST", "PUT", "PATCH", "DELETE"])
      expect(await ask("/static/site.css", { method })).toMatchObject({ status: 405, headers: allow });
  });

  test("answers 304 and 412 (RFC 9110 §13)", async () => {
    const unchanged = { status: 304, headers: { etag: tag(6), "last-modified": modified }, body: "" };
    expect(await unless({ "if-none-match": tag(6) })).toEqual(unchanged);
    expect(await unless({ "if-none-match": `"x", ${tag(6)}` })).toEqual(unchanged);
    expect(await unless({ "if-none-match": "*" })).toEqual(unchanged);
    expect(await unless({ "if-modified-since": modified })).toEqual(unchanged);
    expect(await unless({ "if-none-match": '"x"', "if-modified-since": modified })).toMatchObject({
      status: 200,
    });
    expect(await unless({ "if-modified-since": new Date(0).toUTCString() })).toMatchObject({ status: 200 });
    expect(codeOf(await unless({ "if-match": tag(6) }))).toEqual([412, "precondition_failed"]);
    expect(codeOf(await unless({ "if-match": '"x"' }))).toEqual([412, "precondition_failed"]);
    expect(await unless({ "if-match": "*" })).toMatchObject({ status: 200 });
    expect(codeOf(await unless({ "if-unmodified-since": new Date(0).toUTCString() }))).toEqual([
      412,
      "precondition_failed",
    ]);
    expect(await unless({ "if-unmodified-since": modified })).toMatchObject({ status: 200 });
  });

  test("gives ranges (RFC 9110 §14)", async () => {
    const range = (field: string, more: object = {}) =>
      ask("/static/docs/page.html", { headers: { range: field, ...more } });
    const part = (content: string, body: string) => ({
      status: 206,
      headers: fieldsOf(html, 13, { "content-range": content }),
      body,
    });
    expect(await range("bytes=4-7")).toEqual(part("bytes 4-7/13", "Page") as never);
    expect(await range("bytes=8-")).toEqual(part("bytes 8-12/13", "</h1>") as never);
    expect(await range("bytes=-5")).toEqual(part("bytes 8-12/13", "</h1>") as never);
    expect(await range("bytes=0-12")).toEqual(part("bytes 0-12/13", "<h1>Page</h1>") as never);
    expect(await range("bytes=4-7", { "if-range": modified })).toMatchObject({ status: 206 });
    const whole = { status: 200, headers: fieldsOf(html, 13), body: "<h1>Page</h1>" };
    for (const [field, more] of [
      ["bytes=0-1,4-7", {}],
      ["bytes=7-4", {}],
      ["lines=1-2", {}],
      ["bytes=4-7", { "if-range": '"other"' }],
      ["bytes=4-7", { "if-range": tag(13) }],
      ["bytes=4-7", { "if-range": new Date(0).toUTCString() }],
    ] as const)
      expect([field, await range(field, more)]).toEqual([field, whole as never]);
    const refused = await range("bytes=13-");
    expect([codeOf(refused), refused.headers["content-range"]]).toEqual([
      [416, "range_not_satisfiable"],
      "bytes */13",
    ]);
    expect(codeOf(await ask("/static/empty.txt", { headers: { range: "bytes=0-" } }))).toEqual([
      416,
      "range_not_satisfiable",
    ]);
  });

  test("has a Cache-Control field by globs, and files that never change", async () => {
    const options = {
      immutable: "assets/**",
      cacheControl: { "**/*.html": "no-cache", "**": "max-age=60" },
    };
    const fieldOf = async (target: string) => (await ask(target, {}, options)).headers["cache-control"];
    expect(await fieldOf("/static/assets/app-3f2a.js")).toBe("public, max-age=31536000, immutable");
    expect(await fieldOf("/static/docs/")).toBe("no-cache");
    expect(await fieldOf("/static/site.css")).toBe("max-age=60");
    expect((await ask("/static/site.css", {}, { cacheControl: "no-store" })).headers["cache-control"]).toBe(
      "no-store",
    );
  });

  test("gives a compressed sibling to who takes it", async () => {
    expect(await take("/static/site.css", "gzip, br")).toEqual([200, "br", css, "accept-encoding", "br"]);
    expect(await take("/static/site.css", "gzip;q=1, br;q=0.5")).toEqual([
      200,
      "gzip",
      css,
      "accept-encoding",
      "gzip!",
    ]);
    expect(await take("/static/site.css", "br;q=0, *")).toEqual([
      200,
      "gzip",
      css,
      "accept-encoding",
      "gzip!",
    ]);
    expect(await take("/static/site.css", "zstd")).toEqual([
      200,
      undefined,
      css,
      "accept-encoding",
      "body{}",
    ]);
    expect(await take("/static/site.css", "identity")).toEqual([
      200,
      undefined,
      css,
      "accept-encoding",
      "body{}",
    ]);
    expect(await take("/static/site.css", "gzip", { range: "bytes=0-1" })).toEqual([
      206,
      "gzip",
      css,
      "accept-encoding",
      "gz",
    ]);
    expect(await take("/static/docs/page.html", "br")).toEqual([
      200,
      undefined,
      html,
      "accept-encoding",
      "<h1>Page</h1>",
    ]);
  });

  test("gives the fallback to who asks for a page", async () => {
    const page = { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } };
    const fallback = { fallback: "index.html" };
    expect(await ask("/static/cart/7", page, fallback)).toMatchObject({ status: 200, body: "<h1>Home</h1>" });
    expect(await ask("/static/assets/", page, fallback)).toMatchObject({
      status: 200,
      body: "<h1>Home</h1>",
    });
    expect(codeOf(await ask("/static/gone.js", { headers: { accept: "*/*" } }, fallback))).toEqual([
      404,
      "not_found",
    ]);
    expect(codeOf(await ask("/static/cart/7", page))).toEqual([404, "not_found"]);
    expect(codeOf(await ask("/static/cart/7", page, { fallback: "gone.html" }))).toEqual([404, "not_found"]);
  });

  test("keeps back what begins with a dot, and what links lead to outside", async () => {
    for (const target of [
      "/static/.env",
      "/static/.git/config",
      "/static/.well-known/security.txt",
      "/static/secret-link",
      "/static/passwd",
      "/static/outside/passwd",
    ])
      expect([target, codeOf(await ask(target))]).toEqual([target, [404, "not_found"]]);
    const named = { dotfiles: [".well-known"] };
    expect(await ask("/static/.well-known/security.txt", {}, named)).toMatchObject({ status: 200 });
    expect(codeOf(await ask("/static/.env", {}, named))).toEqual([404, "not_found"]);
    expect(await ask("/static/.env", {}, { dotfiles: true })).toMatchObject({ status: 200 });
    expect(codeOf(await ask("/static/passwd", {}, { dotfiles: true }))).toEqual([404, "not_found"]);
  });

  test("names what is to be saved", async () => {
    expect(await dispositionOf("/static/na%C3%AFve%20file.txt")).toBe(
      "attachment; filename*=UTF-8''na%C3%AFve%20file.txt",
    );
    expect(await dispositionOf("/static/report.pdf")).toBe("attachment; filename*=UTF-8''report.pdf");
    expect(await dispositionOf("/static/site.css")).toBeUndefined();
  });

  test("is inside the middleware of its app, and on its fast path outside", async () => {
    await using directory = await createDirectory(files);
    const counted = (fastPath: boolean): App =>
      app({ ...quiet, performance: { fastPaths: fastPath ? ["/static/*"] : [] } })
        .use(
          middleware({
            name: "count",
            headers: { "x-folded": "1" },
            after: (_, r) => r.headers.set("x-after", "1"),
          }),
        )
        .static("/static/*", directory.path) as App;
    const through = await exchange(counted(false), form, "/static/site.css");
    expect(through.headers).toEqual(fieldsOf(css, 6, { "x-folded": "1", "x-after": "1" }) as never);
    const past = await exchange(counted(true), form, "/static/site.css");
    expect(past.headers).toEqual(fieldsOf(css, 6, { "x-folded": "1" }) as never);
  });

  test("is guarded where its app is", async () => {
    await using directory = await createDirectory(files);
    const guard = middleware({
      name: "guard",
      guards: true,
      before: () => Response.json("stop", { status: 403 }),
    });
    const subject = app(quiet).static("/static/*", directory.path, { use: [guard] });
    expect(await exchange(subject, form, "/static/site.css")).toMatchObject({ status: 403, body: '"stop"' });
  });

  test("follows a directory that is exchanged for another", async () => {
    await using first = await createDirectory({ "a.txt": "first" });
    await using second = await createDirectory({ "a.txt": "second" });
    await using current = await createDirectory({ current: `-> ${first.path}` });
    const link = join(current.path, "current");
    const table = await tableOf(serving(link), form);
    await using server = listen(table, { port: 0, hostname: "127.0.0.1", signals: false });
    expect(await (await fetch(new URL("/static/a.txt", server.url))).text()).toBe("first");
    await Bun.$`ln -sfn ${second.path} ${link}`;
    expect(await (await answerTarget(table, "/static/a.txt")).text()).toBe("second");
  });
});

describe("what is wrong with a directory", () => {
  test("that is not there is a problem of the app", () => {
    const subject = serving("/nowhere/at/all");
    expect(() => subject.request("/static/a")).toThrow(
      "GET /static/* serves /nowhere/at/all, and there is no such directory.",
    );
  });

  test.each([
    ["/static", {}, "static: expected a path pattern that ends with /*, received"],
    ["/static/*", { dotfile: true }, "static.dotfile: there is no such option; there are cacheControl,"],
    ["/static/*", { cacheControl: "a\r\nb" }, "static.cacheControl: expected a field"],
    ["/static/*", { index: 1 }, "static.index: expected the name of a file, or false, received 1."],
    ["/static/*", { fallback: "" }, "static.fallback: expected the path of a file"],
    ["/static/*", { precompressed: "br" }, "static.precompressed: expected true or false"],
    ["/static/*", { immutable: 1 }, "static.immutable: expected a glob"],
  ] as const)("%s with %j is refused", (pattern, options, message) => {
    expect(() => app().static(pattern, ".", options as StaticOptions)).toThrow(message);
  });

  test("its options are part of what a build is made from, its place is not", async () => {
    expect(fingerprint("/a")).toBe(fingerprint("/b"));
    expect(fingerprint("/a")).not.toBe(fingerprint("/a", { dotfiles: true }));
  });

  test("the plan says what the route is", () => {
    const [route] = planApp(serving("/a").definition(), "/").plan.routes;
    expect([route?.key, route?.dispatch, route?.reason]).toEqual([
      "GET /static/*",
      "direct",
      "files of a directory; no middleware is active",
    ]);
  });
});
