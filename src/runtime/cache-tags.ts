/** Tags as stores know them: the first word says of which kind one is, so that none is taken for another. */

/** The tag of everything that a route answered. */
export const routeTag = (routeKey: string): string => `route ${routeKey}`;

/** The tag of everything for which `cache.key` gave a value. */
export const keyTag = (key: unknown): string => `key ${JSON.stringify(key)}`;

/** A tag that the app gives. */
export const userTag = (tag: string): string => `tag ${tag}`;
