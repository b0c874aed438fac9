/** Constant header fields of a route's answers, in the shapes that a Response is made with. */
export interface FoldedHeaders {
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** For what brings its own type, or has none. A Response copies a Headers faster than it reads an object. */
  readonly init: { readonly headers: Headers };
  /** For JSON. That the type is there saves adding it to the copy, half of what such an answer costs. */
  readonly jsonInit: { readonly headers: Headers };
  /** For text. */
  readonly textInit: { readonly headers: Headers };
}

/** Made once for all routes that have the same fields. */
export function foldHeaders(fields: Readonly<Record<string, string>>): FoldedHeaders {
  const initOf = (type: Readonly<Record<string, string>>) => ({
    headers: new Headers({ ...type, ...fields }),
  });
  return {
    fields: Object.entries(fields),
    init: initOf({}),
    jsonInit: initOf({ "content-type": "application/json;charset=utf-8" }),
    textInit: initOf({ "content-type": "text/plain;charset=utf-8" }),
  };
}

/** Adds the constant fields that an answer does not have itself; to `vary` what it does not name. */
export function fillHeaders(response: Response, folded: FoldedHeaders | undefined): Response {
  if (folded === undefined) return response;
  const { headers } = response;
  for (const [name, value] of folded.fields) {
    if (name === "vary") headers.set(name, joinVary(headers.get(name), value));
    else if (!headers.has(name)) headers.set(name, value);
  }
  return response;
}

/** The names of two Vary fields, each once. */
export function joinVary(own: string | null, added: string): string {
  const names = [...(own ?? "").split(","), ...added.split(",")].map((name) => name.trim()).filter(Boolean);
  const isFirst = (name: string, index: number): boolean =>
    names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === index;
  return names.filter(isFirst).join(", ");
}
