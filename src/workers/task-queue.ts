/** How urgent a task is. One that has waited for a second counts as much as one that is a step more urgent. */
export type Priority = "high" | "normal" | "low";

/** What a queue has to know of a task. */
export interface Queued {
  /** Whose turn it is with others of its priority: a route, or a kind of task. */
  readonly lane: string;
  readonly priority: Priority;
  readonly queuedAtMs: number;
}

/** How much longer a task waits for each step that it is less urgent, at most. */
const stepMs = 1000;

const ranks: Readonly<Record<Priority, number>> = { high: 0, normal: 1, low: 2 };

/**
 * Tasks that wait; the pool bounds how many. More urgent ones come first, and none waits for ever: see {@link Priority}. Within a priority the lanes
 * take turns, so that one with many tasks does not keep those of the others waiting.
 */
export class TaskQueue<T extends Queued> {
  readonly #levels: Readonly<Record<Priority, Map<string, T[]>>> = {
    high: new Map(),
    normal: new Map(),
    low: new Map(),
  };
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(task: T): void {
    const lanes = this.#levels[task.priority];
    const lane = lanes.get(task.lane);
    if (lane === undefined) lanes.set(task.lane, [task]);
    else lane.push(task);
    this.#size++;
  }

  /** The next task, which is not in the queue any more. */
  take(): T | undefined {
    if (this.#size === 0) return undefined;
    const heads = Object.values(this.#levels).flatMap(headOf);
    const next = heads.reduce((first, other) => (turnOf(other) < turnOf(first) ? other : first));
    const lanes = this.#levels[next.priority];
    this.remove(next);
    const rest = lanes.get(next.lane);
    if (rest === undefined) return next;
    // Last in the order of a Map: the other lanes come first.
    lanes.delete(next.lane);
    lanes.set(next.lane, rest);
    return next;
  }

  /** Takes a task out. @returns whether it was there */
  remove(task: T): boolean {
    const lanes = this.#levels[task.priority];
    const lane = lanes.get(task.lane);
    const index = lane?.indexOf(task) ?? -1;
    if (lane === undefined || index === -1) return false;
    lane.splice(index, 1);
    if (lane.length === 0) lanes.delete(task.lane);
    this.#size--;
    return true;
  }

  /** Takes all of them out. */
  clear(): T[] {
    const tasks = Object.values(this.#levels).flatMap((lanes) => [...lanes.values()].flat());
    for (const lanes of Object.values(this.#levels)) lanes.clear();
    this.#size = 0;
    return tasks;
  }
}

/** The first task of the lane whose turn it is. */
function headOf<T>(lanes: ReadonlyMap<string, readonly T[]>): T[] {
  for (const [head] of lanes.values()) if (head !== undefined) return [head];
  return [];
}

const turnOf = ({ priority, queuedAtMs }: Queued): number => queuedAtMs + ranks[priority] * stepMs;
