/** A regular expression as a tree. What matches one character is kept as source: the engine itself is asked what it matches. */
export type PatternNode =
  | { readonly kind: "character"; readonly source: string }
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  | { readonly kind: "repeat"; readonly body: PatternNode; readonly min: number; readonly max: number }
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  /** `\b`, `\B`, and with the flag `m` also `^` and `$`: consumes nothing, and holds or not. */
  | { readonly kind: "boundary" }
  | { readonly kind: "look"; readonly body: PatternNode };

/** The tree of a pattern that `new RegExp` accepts; undefined where it uses what is not read here: inline flags. */
export function parsePattern(source: string, flags: string): PatternNode | undefined {
  const parser = new PatternParser(source, flags);
  const node = parser.choice();
  return parser.isReadable ? node : undefined;
}

const empty: PatternNode = { kind: "sequence", parts: [] };

/** One piece of source that is no group, choice or quantifier: an escape, a class, or a character. */
const piece = /\\(?:u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|k<[^>]*>|[1-9]\d*|[^])|[^]/y;
const unicodePiece =
  /\\(?:[pP]\{[^}]*\}|u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|k<[^>]*>|[1-9]\d*|[^])|[^]/uy;
const quantifier = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;
const opening = /\((?:\?(?:([:=!]|<[=!])|<([^>=!][^>]*)>))?/y;

class PatternParser {
  isReadable = true;
  readonly #source: string;
  readonly #flags: string;
  readonly #piece: RegExp;
  readonly #nests: boolean;
  /** Bodies of groups by number and name, for references to them. */
  readonly #groups = new Map<string, PatternNode>();
  #groupCount = 0;
  #at = 0;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#flags = flags;
    this.#piece = /[uv]/.test(flags) ? unicodePiece : piece;
    this.#nests = flags.includes("v");
  }

  choice(): PatternNode {
    const options = [this.#sequence()];
    while (this.#takes("|")) options.push(this.#sequence());
    return options.length === 1 ? (options[0] ?? empty) : { kind: "choice", options };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source[this.#at] ?? "")) {
      parts.push(this.#quantified(this.#term()));
    }
    return parts.length === 1 ? (parts[0] ?? empty) : { kind: "sequence", parts };
  }

  #quantified(body: PatternNode): PatternNode {
    const found = this.#match(quantifier);
    if (!found) return body;
    const [, sign, min = "", comma, max] = found;
    if (sign !== undefined) {
      return { kind: "repeat", body, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Infinity };
    }
    return { kind: "repeat", body, min: Number(min), max: Number(comma ? max || Infinity : min) };
  }

  #term(): PatternNode {
    const next = this.#source[this.#at];
    if (next === "(") return this.#group();
    if (next === "[") return { kind: "character", source: this.#class() };
    const source = this.#match(this.#piece)?.[0] ?? "";
    if (source === "^") return { kind: this.#flags.includes("m") ? "boundary" : "start" };
    if (source === "$") return { kind: this.#flags.includes("m") ? "boundary" : "end" };
    if (source === "\\b" || source === "\\B") return { kind: "boundary" };
    // A reference repeats what its group matched; one to a group that is not closed yet matches nothing.
    const reference = /^\\(?:k<(.*)>|([1-9]\d*))$/.exec(source);
    if (reference) return this.#groups.get(reference[1] ?? reference[2] ?? "") ?? empty;
    return { kind: "character", source };
  }

  #group(): PatternNode {
    const [text = "", sign, name] = this.#match(opening) ?? [];
    if (text === "(" && this.#source[this.#at] === "?") this.isReadable = false;
    const number = text === "(" || name !== undefined ? ++this.#groupCount : undefined;
    const body = this.choice();
    this.#at++; // the closing parenthesis
    if (number !== undefined) this.#groups.set(String(number), body);
    if (name !== undefined) this.#groups.set(name, body);
    return number !== undefined || sign === ":" ? body : { kind: "look", body };
  }

  /** A class in brackets; with the flag `v` there are classes in it. */
  #class(): string {
    const from = this.#at;
    let depth = 0;
    do {
      const next = this.#source[this.#at] ?? "]";
      if (next === "[" && (depth === 0 || this.#nests)) depth++;
      if (next === "]") depth--;
      this.#at += next === "\\" ? 2 : 1;
    } while (depth > 0);
    return this.#source.slice(from, this.#at);
  }

  #takes(text: string): boolean {
    const takes = this.#source[this.#at] === text;
    if (takes) this.#at++;
    return takes;
  }

  #match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#source);
    if (found) this.#at += found[0].length;
    return found;
  }
}
