const keywords = ["if", "then", "else"];

/** A schema of `if`, `then` and `else`. Written as an object it would look like a promise. */
export const conditional = (...schemas: readonly unknown[]): object =>
  Object.fromEntries(schemas.map((schema, index) => [keywords[index], schema]));
