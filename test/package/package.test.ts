import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { startServer } from "../cli/support/processes.ts";
import { type UserPlace, createUserPlace, emptyApp } from "./user-place.ts";

// An installation takes its time, on a busy machine above all.
setDefaultTimeout(60_000);

const hello = 'import { app } from "bunsen";\n\nexport default app().get("/", "Hello");\n';

let place: UserPlace;
let packed: readonly string[];

const write = (directory: string, files: Readonly<Record<string, string>>) =>
  Promise.all(
    Object.entries(files).map(([file, text]) => Bun.write(join(place.path, directory, file), text)),
  );

/** Runs Bun in the app, and expects it to do what it is told. */
async function bun(directory: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await place.bun(directory, ...args);
  expect({ args, exitCode }, stdout + stderr).toEqual({ args, exitCode: 0 });
  return stdout + stderr;
}

/** Starts what answers `GET /`, and gives the answer. */
async function answerOf(command: readonly string[]): Promise<string> {
  await using server = await startServer(command, { cwd: join(place.path, "app"), env: place.env });
  return await (await fetch(server.url)).text();
}

beforeAll(async () => {
  place = await createUserPlace();
  packed = [...(await new Bun.Archive(await Bun.file(place.tarball).bytes()).files()).keys()];
  await write("app", { ...emptyApp, "app.ts": hello });
  await bun("app", "add", place.tarball);
  await bun("app", "add", "-d", "@types/bun");
}, 90_000);

afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

test("the package has source, declarations, docs and the project that is copied; nothing of its making", () => {
  const names = packed.map((path) => path.replace("package/", ""));
  expect([...new Set(names.map((name) => name.split("/")[0]))].toSorted()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "docs",
    "examples",
    "package.json",
    "src",
    "types",
  ]);
  const strange = names.filter((name) => /\.test\.ts$|tsconfig|node_modules|\.log$/.test(name));
  expect(strange).toEqual(["examples/starter/test/app.test.ts", "examples/starter/tsconfig.json"]);
});

const consumer = `
import { HttpError, app, t } from "bunsen";
import { createClient } from "bunsen/client";
import { bearer, logger, requestId } from "bunsen/middleware";
import { memoryStore } from "bunsen/stores";
import { expectProblem } from "bunsen/testing";

const User = t.Object({ id: t.Integer(), name: t.String() });

export const used: readonly unknown[] = [HttpError, createClient, memoryStore, expectProblem, bearer];
export const shop: ReturnType<typeof app> = app();
shop
  .use(requestId(), logger({ sink: () => {} }))
  .get("/users/:id", { params: t.Object({ id: t.Integer() }), response: User }, ({ params, requestId: id }) => ({
    id: params.id satisfies number,
    name: id satisfies string,
  }));
`;

test.each([
  ["those of bun init", ""],
  [
    "strict ones",
    "--noPropertyAccessFromIndexSignature true --exactOptionalPropertyTypes true --noUnusedLocals true",
  ],
  ["those of a library", "--allowJs false --declaration true"],
  ["some of a browser", "--lib ESNext,DOM"],
  ["older ones", "--target ES2022 --lib ES2022"],
])("an app is checked by its own settings: %s", async (_, settings) => {
  await write("app", { "user.ts": consumer });
  expect(await bun("app", "check", "--no-script", ...settings.split(" ").filter(Boolean))).toContain(
    "No type errors",
  );
});

test("a handler that does not fit its schema is an error where it stands", async () => {
  await write("app", { "user.ts": consumer.replace("params.id satisfies number", "params.nr") });
  const { exitCode, stdout, stderr } = await place.bun("app", "check", "--no-script");
  await write("app", { "user.ts": consumer });
  expect({ exitCode, told: (stdout + stderr).split("\n")[0] }).toEqual({
    exitCode: 1,
    told: "user.ts(15,16): error TS2339: Property 'nr' does not exist on type '{ id: number; }'.",
  });
});

test("declarations have the docs that an editor shows, and lead to the source", async () => {
  const types = join(place.path, "app/node_modules/bunsen/types");
  expect(await Bun.file(join(types, "bunsen.d.ts")).text()).toContain("/** Creates an app.");
  expect(await Bun.file(join(types, "middleware/timeout.d.ts")).text()).toContain("* @throws");
  const { sources } = (await Bun.file(join(types, "bunsen.d.ts.map")).json()) as { sources: string[] };
  expect(await Bun.file(join(types, ...sources)).exists()).toBeTrue();
});

test("bun test", async () => {
  const tests = `
    import { expect, test } from "bun:test";
    import { startTestServer } from "bunsen/testing";
    import hello from "./app.ts";
    test("answers", async () => {
      await using server = await startTestServer(hello);
      expect(await (await server.fetch("/")).text()).toBe(await (await hello.request("/")).text());
    });`;
  await write("app", { "app.test.ts": tests });
  expect(await bun("app", "test")).toContain("1 pass");
});

test("bun run", async () => {
  expect(await answerOf([process.execPath, "app.ts"])).toBe("Hello");
});

test("bun --hot answers anew when the file changes", async () => {
  const cwd = join(place.path, "app");
  await write("app", { "hot.ts": hello });
  await using server = await startServer([process.execPath, "--hot", "hot.ts"], { cwd, env: place.env });
  const ask = async () => (await fetch(server.url)).text();
  expect(await ask()).toBe("Hello");
  await write("app", { "hot.ts": hello.replace('"Hello"', '"Good day"') });
  // Bun tells nobody when it has.
  let answer = await ask();
  while (answer === "Hello") answer = await ask();
  expect(answer).toBe("Good day");
});

test("bunsen/bench tells what it needs", async () => {
  await write("app", {
    "bench.ts": 'import { measure } from "bunsen/bench";\n\nawait measure("a", () => 1);\n',
  });
  const { exitCode, stderr } = await place.bun("app", "bench.ts");
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    "error: bunsen/bench needs mitata, which is not there.\n  Fix: bun add -d mitata\n",
  );
});

test("bun build", async () => {
  await bun("app", "build", "--target=bun", "app.ts", "--outfile=bundled.js");
  expect(await answerOf([process.execPath, "bundled.js"])).toBe("Hello");
});

test("bun build --compile", async () => {
  await bun("app", "build", "--compile", "app.ts", "--outfile=executable");
  expect(await answerOf([join(place.path, "app/executable")])).toBe("Hello");
});

/** 64 KB when this was written; what it weighs minified is a matter of test/built/parts.test.ts. More should be noticed. */
const largestServerBytes = 70_000;

test("bunsen build", async () => {
  await bun("app", "x", "--no-install", "bunsen", "build", "app.ts");
  expect(Bun.file(join(place.path, "app/dist/server.js")).size).toBeLessThan(largestServerBytes);
  const command = [process.execPath, "--disallow-code-generation-from-strings=strict", "dist/server.js"];
  expect(await answerOf(command)).toBe("Hello");
});

test("bunsen dev: with the inspector", async () => {
  const command = [process.execPath, "x", "--no-install", "bunsen", "dev", "app.ts"];
  await using server = await startServer(command, { cwd: join(place.path, "app"), env: place.env });
  for (const path of ["/_bunsen", "/_bunsen/inspector.js", "/_bunsen/layout.css", "/_bunsen/app.json"])
    expect((await fetch(new URL(path, server.url))).status).toBe(200);
});

test("bunx bunsen new: the project is installed, passes its tests, is checked and built", async () => {
  await bun("", "x", "bunsen", "new", "my-api");
  await bun("my-api", "install");
  expect(await bun("my-api", "test")).toContain(" 5 pass");
  expect(await bun("my-api", "run", "types")).toContain("No type errors");
  expect(await bun("my-api", "run", "bench")).toContain("HEAP/CALL");
  const measured = await bun("my-api", "run", "bench:routes", "--seconds", "0.05");
  for (const route of ["GET /health", "GET /ready", "GET /notes/:id", "POST /notes"])
    expect(measured).toContain(`  ${route} `);
  expect(measured).not.toContain("Left out");
  await bun("my-api", "run", "build");
  const cwd = join(place.path, "my-api");
  await using server = await startServer([process.execPath, "run", "start"], { cwd, env: place.env });
  expect((await fetch(new URL("/ready", server.url))).status).toBe(200);
});
