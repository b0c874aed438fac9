import type { Segment } from "../http/path-pattern.ts";
import type { RouteDefinition } from "../define/app-definition.ts";
import type { Middleware } from "../define/middleware.ts";

/** What middleware is decided for: a route, or what answers where there is none. */
export interface Subject {
  /** How diagnostics name it; the key of a route. */
  readonly key: string;
  readonly source: RouteDefinition["source"] | undefined;
  /** Undefined where no route matches: nothing that speaks of paths is said of it. */
  readonly segments: readonly Segment[] | undefined;
  readonly methods: readonly string[];
  readonly middleware: readonly Middleware[];
  /** Where its middleware is found when the table is bound: a route's key, or empty for the app itself. */
  readonly owner: { readonly key: string; readonly middleware: readonly Middleware[] };
  readonly skip: readonly string[];
  readonly allowUnguarded: boolean;
}
