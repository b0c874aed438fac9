/** A route and everything that is emitted for it, without its place in the file. */
export interface RouteSummary {
  readonly key: string;
  readonly code: string;
}

/** Where an app is served, and its inspector. */
export interface Places {
  readonly url: string;
  readonly inspector: string;
  /** The key of the route that answers where the inspector would be: that has a port of its own then. */
  readonly occupant?: string;
}

/** What a child tells: that it can serve, with its routes; that it serves. */
export type ChildMessage =
  | { readonly kind: "planned"; readonly routes: readonly RouteSummary[] }
  | ({ readonly kind: "listening" } & Places);
