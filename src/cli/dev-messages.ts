/** A route and everything that is emitted for it, without its place in the file. */
export interface RouteSummary {
  readonly key: string;
  readonly code: string;
}

/** What a child tells: that it can serve, with its routes; that it serves. */
export type ChildMessage =
  { readonly kind: "planned"; readonly routes: readonly RouteSummary[] } | ListeningMessage;

export interface ListeningMessage {
  readonly kind: "listening";
  readonly url: string;
  readonly inspector: InspectorPlace;
}

/** Where the inspector is, or the key of the route that answers there in its place. */
export type InspectorPlace = { readonly url: string } | { readonly occupant: string };
