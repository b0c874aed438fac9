import type { AppDefinition } from "../define/app-definition.ts";
import type { AppStats } from "../define/app-stats.ts";
import type { Method } from "../http/methods.ts";

/** What was decided about a route, as the inspector tells it. */
export interface InspectedRoute {
  /** `GET /users/:id` */
  readonly key: string;
  readonly path: string;
  /** The key in Bun's table, and its methods there. */
  readonly target: string;
  readonly methods: readonly Method[];
  readonly dispatch: string;
  readonly reason: string;
  /** Bun itself answers the others: nobody sees their requests. */
  readonly isMeasured: boolean;
  readonly middleware: readonly { readonly name: string; readonly isConditional: boolean }[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** What `bunsen explain` tells. */
  readonly facts: readonly (readonly [label: string, text: string])[];
}

/** An app, for the one who develops it. */
export interface InspectedApp {
  /** The name of its module. */
  readonly file: string;
  /** Where the module is. */
  readonly directory: string;
  readonly definition: AppDefinition;
  readonly routes: readonly InspectedRoute[];
  /** The emitted code of a route; undefined where there is none of this key. */
  source(key: string): string | undefined;
  stats(): AppStats;
}
