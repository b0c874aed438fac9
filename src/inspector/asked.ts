import type { RecentError } from "./recent-errors.ts";

/** A request that is being answered, or that left work behind. */
export interface Asked {
  readonly request: Request;
  /** The key of its route; undefined where none took it. */
  readonly route: string | undefined;
  /** What its handler is given; undefined until then. */
  context?: { readonly body?: unknown };
  /** What was thrown, whose answer is not known yet. */
  error?: RecentError | undefined;
  isAnswered: boolean;
}
