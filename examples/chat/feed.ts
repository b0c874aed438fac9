/** What was said in a room, numbered from 1 on. */
export interface Entry {
  readonly id: string;
  readonly from: string;
  readonly text: string;
  readonly at: Date;
}

const capacityEntries = 50;
const capacityRooms = 1000;

/** Remembers the last messages of each room, and tells of new ones. */
export class Feed {
  readonly #rooms = new Map<string, Entry[]>();
  #count = 0;
  #next = Promise.withResolvers<void>();

  add(room: string, from: string, text: string): Entry {
    const entry = { id: String(++this.#count), from, text, at: new Date() };
    const entries = [...(this.#rooms.get(room) ?? []), entry].slice(-capacityEntries);
    // In again at the end: the room that is silent for longest is forgotten first.
    this.#rooms.delete(room);
    this.#rooms.set(room, entries);
    if (this.#rooms.size > capacityRooms) this.#rooms.delete(this.#rooms.keys().next().value ?? "");
    this.#next.resolve();
    this.#next = Promise.withResolvers();
    return entry;
  }

  /** What follows an entry, then what is said from now on, until the signal aborts. */
  async *after(room: string, lastId: string, signal: AbortSignal): AsyncGenerator<Entry> {
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve());
    });
    let last = Number(lastId);
    while (!signal.aborted) {
      const { promise } = this.#next;
      const news = (this.#rooms.get(room) ?? []).filter(({ id }) => Number(id) > last);
      last = Number(news.at(-1)?.id ?? last);
      yield* news;
      if (news.length === 0) await Promise.race([promise, aborted]);
    }
  }
}
