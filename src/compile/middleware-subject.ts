import type { Segment } from "../http/path-pattern.ts";
import type { RouteDefinition } from "../define/app-definition.ts";
import type { Middleware } from "../define/middleware.ts";

/** What middleware is decided for: a route, or what answers where there is none. */
export interface Subject {
  /** How diagnostics name it; the key of a route. */
  readonly key: string;
  readonly source: RouteDefinition["source"] | undefined;
  /** Whether it is a route. Of the others nothing is reported: there is nothing around them that routes do not have. */
  readonly isRoute: boolean;
  /** Undefined where no route matches: nothing that speaks of paths is said of it. */
  readonly segments: readonly Segment[] | undefined;
  /** Empty where they are those that no route has: nothing that speaks of methods is said of it. */
  readonly methods: readonly string[];
  /** The routes whose paths lie within this one's. */
  rivals(): readonly { readonly segments: readonly Segment[]; readonly methods: readonly string[] }[];
  readonly middleware: readonly Middleware[];
  /** Where its middleware is found when the table is bound: a route's key, or empty for the app itself. */
  readonly owner: { readonly key: string; readonly middleware: readonly Middleware[] };
  readonly skip: readonly string[];
  readonly allowUnguarded: boolean;
}
