/** What a `keep_` function gives for a value that does not fit its schema. */
export const unfit: unique symbol = Symbol("unfit");
