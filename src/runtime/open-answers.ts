/** Ends what would stay open by itself. */
export type End = () => void;

interface Opened {
  readonly ends: Set<End>;
  isEnding: boolean;
}

/** What is open of each server: answers that end only when they are told to. */
const openedOf = new WeakMap<object, Opened>();

function openedBy(server: object): Opened {
  const opened = openedOf.get(server) ?? { ends: new Set(), isEnding: false };
  openedOf.set(server, opened);
  return opened;
}

/**
 * Says that an answer stays open until `end` is called: a server that stops calls it, at once where it is stopping.
 *
 * @param server undefined in-process, where nothing stops
 * @returns says that it is no longer open
 */
export function keepOpen(server: object | undefined, end: End): () => void {
  if (server === undefined) return () => {};
  const opened = openedBy(server);
  if (opened.isEnding) {
    end();
    return () => {};
  }
  opened.ends.add(end);
  return () => opened.ends.delete(end);
}

/** Ends what a server has open, and what it opens from now on. */
export function endOpen(server: object): void {
  const opened = openedBy(server);
  opened.isEnding = true;
  for (const end of opened.ends) end();
}

/** How many answers a server has open. */
export const countOpen = (server: object): number => openedOf.get(server)?.ends.size ?? 0;
