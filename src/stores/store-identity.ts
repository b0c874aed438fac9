import type { Store } from "./store.ts";

const identities = new WeakMap<Store, () => Store>();

/**
 * Stands for a store in the options that middleware is compared by. What a store has is hidden in it: compared by what can
 * be seen, any two are alike, and one would be taken for the other.
 */
export function identityOf(store: Store): () => Store {
  const identity = identities.get(store) ?? (() => store);
  identities.set(store, identity);
  return identity;
}
