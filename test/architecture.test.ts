import { expect, test } from "bun:test";
import { dirname, join, relative } from "node:path";
import { root } from "./support/app-forms.ts";

const source = join(root, "src");

/** What each stage may import. A file at the top of `src` is a public entry, and may import any stage. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  http: [],
  cache: ["stores"],
  pool: [],
  stores: [],
  workers: ["http"],
  runtime: ["http", "cache", "workers"],
  sockets: ["http", "runtime"],
  define: ["http", "runtime", "cache", "sockets", "stores", "workers"],
  compile: ["http", "runtime", "cache", "sockets", "define", "workers"],
  describe: ["http", "runtime", "define", "compile"],
  serve: ["http", "runtime", "cache", "define", "workers"],
  client: ["http", "pool", "runtime", "define"],
  middleware: ["http", "runtime", "cache", "stores", "define"],
  measure: ["middleware"],
  exercise: ["runtime", "define", "compile", "describe", "measure", "typed-client"],
  proxy: ["http", "define", "middleware"],
  inspector: ["http", "runtime", "pool", "define"],
  "swagger-ui": [],
  "typed-client": [],
  testing: ["http", "runtime", "define"],
  cli: [
    "http",
    "runtime",
    "cache",
    "define",
    "compile",
    "describe",
    "inspector",
    "serve",
    "workers",
    "measure",
    "exercise",
  ],
};

interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Declarations are written when the package is packed; in this repository types are those of the source. */
type Exported = string | { readonly types: string; readonly default: string };

async function importsOf(): Promise<{ readonly files: string[]; readonly edges: Edge[] }> {
  const files = [...new Bun.Glob("**/*.ts").scanSync(source)].toSorted();
  const edges: Edge[] = [];
  for (const file of files) {
    const text = await Bun.file(join(source, file)).text();
    // Types count as well: a stage that needs another's types knows about it.
    for (const match of text.matchAll(/^(?:import|export)\b[^;]*?from "(\.[^"]+)"/gm)) {
      edges.push({ from: file, to: relative(source, join(source, dirname(file), match[1] ?? "")) });
    }
  }
  return { files, edges };
}

const stageOf = (file: string): string | undefined => (file.includes("/") ? file.split("/")[0] : undefined);

test("every folder of src is a stage of the table", async () => {
  const { files } = await importsOf();
  const stages = new Set(files.flatMap((file) => stageOf(file) ?? []));
  expect([...stages].toSorted()).toEqual(Object.keys(allowed).toSorted());
});

test("each stage imports only the stages it may know", async () => {
  const { edges } = await importsOf();
  const broken = edges.filter(({ from, to }) => {
    const [stage, target] = [stageOf(from), stageOf(to)];
    if (to.startsWith("..")) return false;
    if (stage === undefined || stage === target) return false;
    // The commands emit code that calls the runtime's public entry; nothing else imports an entry.
    if (target === undefined) return !(stage === "cli" && to === "runtime.ts");
    return !allowed[stage]?.includes(target);
  });
  expect(broken).toEqual([]);
});

test("imports are acyclic", async () => {
  const { files, edges } = await importsOf();
  const state = new Map<string, "open" | "done">();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") return void cycles.push([...path, file].join(" → "));
    state.set(file, "open");
    for (const { to } of edges.filter(({ from }) => from === file)) visit(to, [...path, file]);
    state.set(file, "done");
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});

test("each public entry is an export of the package, and each export is an entry", async () => {
  const { files } = await importsOf();
  const manifest = (await Bun.file(join(root, "package.json")).json()) as {
    exports: Record<string, Exported>;
  };
  const entries = files.filter((file) => !file.includes("/")).map((file) => `./src/${file}`);
  const exported = Object.values(manifest.exports).flatMap((one) => (typeof one === "string" ? [] : [one]));
  expect(exported.map((one) => one.default).toSorted()).toEqual(entries.toSorted());
  for (const { types, default: entry } of exported)
    expect(types).toBe(entry.replace("./src/", "./types/").replace(/\.ts$/, ".d.ts"));
});

test("what a built app contains does not import the compiler", async () => {
  const { edges } = await importsOf();
  const entries = [
    "built",
    "client",
    "gather",
    "jwt",
    "metrics",
    "middleware",
    "otel",
    "pool",
    "proxy",
    "runtime",
    "stores",
    "swagger-ui",
    "typed-client",
  ];
  const reached = new Set<string>(entries.map((entry) => `${entry}.ts`));
  for (const file of reached) for (const { from, to } of edges) if (from === file) reached.add(to);
  expect([...reached].filter((file) => file.startsWith("compile/") || file.startsWith("cli/"))).toEqual([]);
});

test("the inspector is imported by the command `bunsen dev` alone", async () => {
  const { edges } = await importsOf();
  const importing = edges.filter(
    ({ from, to }) => stageOf(to) === "inspector" && stageOf(from) !== "inspector",
  );
  expect([...new Set(importing.map(({ from }) => from))].toSorted()).toEqual([
    "cli/dev-child.ts",
    "cli/dev-inspector.ts",
    "cli/dev.ts",
  ]);
});
