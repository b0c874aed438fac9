import { join } from "node:path";
import { createWorkspace } from "../cli/support/workspace.ts";
import { type Block, type Page, isProgram, moduleOf, sideOf } from "./doc-page.ts";
import { type ShownAnswer, readExchange } from "./page-program.ts";
import { type PeerServer, servePeer } from "./peer-server.ts";

/** A request, and what each side answers by its name. */
export interface ComparedExchange {
  readonly target: string;
  readonly init: RequestInit;
  readonly told: Readonly<Record<string, ShownAnswer>>;
  /** Whether the page shows the two answers apart. */
  readonly isApart: boolean;
}

/** Two programs that follow each other, and the requests after them. */
export interface Compared {
  readonly place: string;
  readonly theirs: Block;
  readonly ours: Block;
  readonly exchanges: readonly ComparedExchange[];
}

const isTheirs = (block: Block): boolean =>
  block.kind === "ts" && !isProgram(block) && /^export default /m.test(block.text);

/** What a page compares. @throws {Error} where a program or an answer has no other beside it */
export function comparedOn({ blocks }: Page): Compared[] {
  return blocks.filter(isTheirs).map((theirs) => {
    const start = blocks.indexOf(theirs) + 1;
    const [ours] = blocks.slice(start);
    if (ours === undefined || !isProgram(ours)) throw new Error(`${theirs.place}: there is no other side.`);
    const next = blocks.findIndex((block, index) => index > start && block.kind === "ts");
    const answers = blocks
      .slice(start + 1, next === -1 ? undefined : next)
      .filter(({ kind }) => kind === "http");
    return { place: theirs.place, theirs, ours, exchanges: exchangesOf(answers, sideOf(theirs)) };
  });
}

function exchangesOf(blocks: readonly Block[], peer: string): ComparedExchange[] {
  return blocks.flatMap((block, index): ComparedExchange[] => {
    const { target, init, answer } = readExchange(block.text);
    const side = sideOf(block);
    if (side === "Both") return [{ target, init, isApart: false, told: { [peer]: answer, Bunsen: answer } }];
    if (side === "Bunsen") return [];
    const other = blocks[index + 1];
    const shown = other === undefined ? undefined : readExchange(other.text);
    const isPair = side === peer && other !== undefined && sideOf(other) === "Bunsen";
    if (!isPair || shown === undefined || !Bun.deepEquals([shown.target, shown.init], [target, init]))
      throw new Error(`${block.place}: ${side} is told, and not what the other answers.`);
    return [{ target, init, isApart: true, told: { [peer]: answer, Bunsen: shown.answer } }];
  });
}

/** Both sides while they run. */
export interface Sides extends AsyncDisposable {
  /** By the names that the page has for them. */
  readonly urls: Readonly<Record<string, string>>;
}

/** Starts both sides, each on a port of its own. */
export async function sidesOf({ theirs, ours }: Compared): Promise<Sides> {
  await using stack = new AsyncDisposableStack();
  const workspace = stack.use(
    await createWorkspace({ "theirs.ts": moduleOf(theirs), "ours.ts": moduleOf(ours) }),
  );
  const start = async (file: string): Promise<PeerServer> => {
    const { default: subject } = (await import(join(workspace.path, file))) as { default: object };
    return stack.use(await servePeer(subject));
  };
  const urls = { [sideOf(theirs)]: (await start("theirs.ts")).url, Bunsen: (await start("ours.ts")).url };
  const ends = stack.move();
  return { urls, [Symbol.asyncDispose]: () => ends.disposeAsync() };
}
