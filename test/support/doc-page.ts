import { join } from "node:path";
import { root } from "./app-forms.ts";

/** A fenced block of a page. */
export interface Block {
  /** Where it is: `docs/caching.md:6`. */
  readonly place: string;
  /** The word after the fence: `ts`, `http`; empty where there is none. */
  readonly kind: string;
  readonly text: string;
  /** What an HTML comment before a `ts` block has for the checker and not for readers: imports, what a fragment speaks of. */
  readonly preamble: string;
  /** The paragraph before it. */
  readonly lead: string;
  /** The file that its first line names, in a comment: `// app.ts`. */
  readonly file: string | undefined;
}

/** A page of the documentation. */
export interface Page {
  /** From the root of the repository: `docs/caching.md`. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Reads a page by its path from the root of the repository. */
export async function readPage(path: string): Promise<Page> {
  const text = await Bun.file(join(root, path)).text();
  return { path, text, blocks: blocksOf(path, text) };
}

/** All pages: those of `docs`, in alphabetical order, and the README. */
export async function readPages(): Promise<Page[]> {
  const paths = [...new Bun.Glob("docs/**/*.md").scanSync(root)].toSorted();
  return Promise.all([...paths, "README.md"].map(readPage));
}

const fence = /(?:<!-- ts\n([^]*?)-->\n+)?^```(\w*)\n([^]*?)^```$/gm;

const blocksOf = (path: string, text: string): Block[] =>
  [...text.matchAll(fence)].map((match) => {
    const [whole, preamble = "", kind = "", code = ""] = match;
    const before = text.slice(0, match.index);
    const line = (before + whole.slice(0, whole.indexOf("```"))).split("\n").length;
    const lead = before.trimEnd().split("\n\n").at(-1) ?? "";
    return { place: `${path}:${line}`, kind, text: code, preamble, lead, file: fileOf(code) };
  });

const fileOf = (code: string): string | undefined =>
  /^(?:\/\/|#|<!--) ([\w.-]+\.\w+)(?: -->)?\n/.exec(code)?.[1];

/** Whether a block is a program that exports an app of Bunsen. */
export const isProgram = ({ kind, text }: Block): boolean =>
  kind === "ts" &&
  /^(?:import .*|}) from "bunsen(?:\/[\w-]+)?";$/m.test(text) &&
  /^export default /m.test(text);

/** The name in the line before a block, on pages that compare: `Hono:`, `Bunsen:`, `Both:`. Empty elsewhere. */
export const sideOf = ({ lead }: Block): string =>
  /^(Both|Bun\.serve|Bunsen|Elysia|Express|Fastify|Hono):$/.exec(lead)?.[1] ?? "";

/** A block as a module, which has what readers are not shown. */
export const moduleOf = ({ preamble, text }: Block): string => `${preamble}${text}`;

/** The files that stand beside a block: those that blocks before it name, as they were last. */
export function filesBeside(page: Page, block: Block): Record<string, string> {
  const before = page.blocks.slice(0, page.blocks.indexOf(block));
  const named = before.filter(({ file }) => file !== undefined);
  return Object.fromEntries(named.map((each) => [each.file ?? "", moduleOf(each)]));
}
