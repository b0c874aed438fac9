import type { RecentError, ToldError } from "./recent-errors.ts";

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

/** What names a request: its route, or where there is none what was asked for, without the query. */
export function nameOf({ request, route }: Asked): Pick<ToldError, "route" | "target"> {
  if (route !== undefined) return { route };
  const path = URL.parse(request.url)?.pathname ?? "";
  return { route, target: `${request.method} ${path.length > 80 ? `${path.slice(0, 79)}…` : path}` };
}
