/** Constant header fields of a route's answers, in the shapes that a Response is made with. */
export interface FoldedHeaders {
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** For JSON and what brings its own type. A Response copies a Headers faster than it reads an object. */
  readonly init: { readonly headers: Headers };
  /** For text. */
  readonly textInit: { readonly headers: Headers };
}

/** Made once for all routes that have the same fields. */
export function foldHeaders(fields: Readonly<Record<string, string>>): FoldedHeaders {
  const textHeaders = new Headers({ "content-type": "text/plain;charset=utf-8", ...fields });
  return {
    fields: Object.entries(fields),
    init: { headers: new Headers(fields) },
    textInit: { headers: textHeaders },
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

function joinVary(own: string | null, folded: string): string {
  const names = [...(own ?? "").split(","), ...folded.split(",")].map((name) => name.trim()).filter(Boolean);
  const isFirst = (name: string, index: number): boolean =>
    names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === index;
  return names.filter(isFirst).join(", ");
}
