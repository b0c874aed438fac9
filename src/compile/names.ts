/**
 * Gives every plan an identifier of its own, made from what it is for. Deterministic: the same requests in the same
 * order give the same names.
 */
export class Names {
  readonly #taken = new Set<string>();

  /** A free name like `GET_users_id`; a second claim of it gets `GET_users_id_2`. */
  claim(text: string): string {
    const base = toIdentifier(text);
    let name = base;
    for (let count = 2; this.#taken.has(name.toLowerCase()); count++) name = `${base}_${count}`;
    this.#taken.add(name.toLowerCase());
    return name;
  }
}

/** Letters, digits and single underscores: `GET /users/:id` → `GET_users_id`. Never empty, never an operator. */
export function toIdentifier(text: string): string {
  if (isIdentifier.test(text)) return text;
  const name = text
    .replaceAll("*", "all")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (name === "") return "unnamed";
  return /^\d/.test(name) ? `n${name}` : name;
}

/** What becomes itself: most names are made of names. */
const isIdentifier = /^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*$/;
