/** A route and everything that is emitted for it, without its place in the file. */
export interface RouteSummary {
  readonly key: string;
  readonly code: string;
}

/** What a child tells: that it can serve, with its routes; that it serves. */
export type ChildMessage =
  | { readonly kind: "planned"; readonly routes: readonly RouteSummary[] }
  | { readonly kind: "listening"; readonly url: string };
