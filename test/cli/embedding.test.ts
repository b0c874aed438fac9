/** Files inside of an executable, which lies elsewhere than its directory did. */
import { expect, test } from "bun:test";
import { mkdtemp, rename, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requestBytes, sendRaw } from "../support/raw-request.ts";
import { type ServerProcess, run, runBunsen, startServer } from "./support/processes.ts";
import { type Workspace, createWorkspace } from "./support/workspace.ts";

const module = (options: string): string => `
import { app, middleware, t } from "bunsen";

const stamp = middleware({ name: "stamp", headers: { "x-folded": "1" } });

export default app()
  .use(stamp)
  .static("/static/*", "./public", ${options})
  .group("/inner", (group) => group.static("/*", "./public/docs"))
  .get("/square/:n", { params: t.Object({ n: t.Integer() }), worker: true }, ({ params }) => ({ is: params.n ** 2 }));
`;

const files = {
  "public/index.html": "<h1>Home</h1>",
  "public/site.css": "body{}",
  "public/site.css.br": "br",
  "public/same.css": "body{}",
  "public/docs/index.html": "<h1>Docs</h1>",
  "public/docs/data.json": '{"a":1}',
  "public/docs/script.ts": "const a: number = 1;",
  "public/empty.txt": "",
  "public/naïve file.txt": "spaces",
  "public/__proto__": "own",
  "public/100%.txt": "percent",
  "public/.env": "SECRET",
  "secret.txt": "SECRET",
};

const requests: readonly (readonly [target: string, method?: string, fields?: readonly string[]])[] = [
  ["/static/"],
  ["/static/site.css"],
  ["/static/site.css", "GET", ["Accept-Encoding: br"]],
  ["/static/site.css", "HEAD"],
  ["/static/site.css", "GET", ["Range: bytes=1-3"]],
  ["/static/site.css", "GET", ["Range: bytes=1-2,4-5"]],
  ["/static/site.css", "GET", ["Range: bytes=9-"]],
  ["/static/site.css", "GET", ["If-None-Match: *"]],
  ["/static/site.css", "GET", ['If-Match: "x"']],
  ["/static/site.css", "GET", ["If-Modified-Since: Fri, 02 Jan 2037 03:04:05 GMT"]],
  ["/static/same.css"],
  ["/static/inside.css"],
  ["/static/docs"],
  ["/static/docs/"],
  ["/static/docs/data.json"],
  ["/static/docs/script.ts"],
  ["/static/linked/data.json"],
  ["/static/empty.txt"],
  ["/static/na%C3%AFve%20file.txt"],
  ["/static/__proto__"],
  ["/static/constructor"],
  ["/static/site.css/"],
  ["/static/gone"],
  ["/static/gone", "GET", ["Accept: text/html"]],
  ["/static/100%25.txt"],
  ["/static/.env"],
  ["/static/outside.txt"],
  ["/static/../secret.txt"],
  ["/static/%2e%2e/secret.txt"],
  ["/static//site.css"],
  ["/static/site.css", "POST"],
  ["/inner/data.json"],
  ["/square/7"],
];

/** What a server answers, without the date and the framing of the body. */
const answersOf = ({ port }: ServerProcess): Promise<readonly object[]> =>
  Promise.all(
    requests.map(async ([target, method = "GET", fields = []]) => {
      const { status, headers, body } = await sendRaw(port, requestBytes(method, target, fields));
      const {
        date: _date,
        "transfer-encoding": _coding,
        "content-length": _length,
        ...others
      } = Object.fromEntries(headers);
      return { target, method, fields, status, others, body };
    }),
  );

async function buildExecutable(workspace: Workspace, options = "{}"): Promise<string> {
  await workspace.write("app.ts", module(options));
  const { exitCode, stdout, stderr } = await runBunsen(["build", "app.ts", "--compile"], {
    cwd: workspace.path,
    patienceMs: 30_000,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout;
}

test("an executable answers with its files as its build did, wherever it lies", async () => {
  await using workspace = await createWorkspace(files);
  await symlink("site.css", join(workspace.path, "public/inside.css"));
  await symlink("docs", join(workspace.path, "public/linked"));
  // Such a link has no end: a build leaves it out.
  await symlink("..", join(workspace.path, "public/docs/around"));
  await symlink("../secret.txt", join(workspace.path, "public/outside.txt"));
  const elsewhere = await mkdtemp(join(tmpdir(), "bunsen-embedded-"));
  await using _ = { [Symbol.asyncDispose]: () => rm(elsewhere, { recursive: true }) };

  const stdout = await buildExecutable(workspace, '{ precompressed: true, fallback: "index.html" }');
  expect(stdout).toContain(
    `Embedded ${join(workspace.path, "public")} in the executable, for GET /static/*: 14 files, 0.0 MB.`,
  );
  await using fromDisk = await startServer([process.execPath, "dist/server.js"], { cwd: workspace.path });
  const expected = await answersOf(fromDisk);
  expect(expected.map((answer) => (answer as { status: number }).status)).toContain(206);

  await run(["mv", join(workspace.path, "dist/server"), elsewhere]);
  await rename(join(workspace.path, "public"), join(workspace.path, "gone"));
  await using embedded = await startServer([join(elsewhere, "server")], { cwd: elsewhere });
  expect(await answersOf(embedded)).toEqual(expected as object[]);
}, 60_000);

test("files stay outside where an app says so", async () => {
  await using workspace = await createWorkspace(files);
  const stdout = await buildExecutable(workspace, "{ embed: false }");
  expect(stdout).not.toContain("for GET /static/*");
  const server = join(workspace.path, "dist/server");
  const { exitCode, stderr } = await run([server], { cwd: join(workspace.path, "dist") });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`GET /static/* serves ${join(workspace.path, "dist/public")}`);
  await using beside = await startServer([server], { cwd: workspace.path });
  expect(await (await fetch(new URL("/static/site.css", beside.url))).text()).toBe("body{}");
}, 60_000);
