/** A piece of JavaScript source. Only the functions of this file make one. */
export class Code {
  readonly text: string;
  private constructor(text: string) {
    this.text = text;
  }

  /** For this file alone: everything else writes source through the template. */
  static trust(text: string): Code {
    return new Code(text);
  }
}

/** What may stand in a hole: code, a list of lines of code, or data, which becomes a literal. */
export type Hole = Code | readonly Code[] | Json;

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one way text becomes source. Holes are code, or data that is written as a literal; code of several lines keeps the
 * indentation of its hole, and the template's own indentation is removed.
 *
 * @example js`const ${identifier("names_GET_users")} = new Set(${["page", "limit"]});`
 */
export function js(strings: TemplateStringsArray, ...holes: readonly Hole[]): Code {
  const texts = dedented.get(strings) ?? dedent(strings);
  let source = texts[0] ?? "";
  for (let index = 0; index < holes.length; index++) {
    const text = textOf(holes[index] as Hole);
    const rest = texts[index + 1] ?? "";
    // A line that ends in an empty hole ends where the text before it does.
    if (text === "" && (rest === "" || rest.startsWith("\n"))) source = source.replace(/[ \t]+$/, "");
    source += text.includes("\n") ? indent(text, indentationAt(source)) : text;
    source += rest;
  }
  return Code.trust(source);
}

/** Every line but the first and blank ones. */
const indent = (text: string, indentation: string): string =>
  indentation === "" ? text : text.replace(/\n(?!\n)/g, `\n${indentation}`);

/** Lines or blocks, one under the other. */
export function lines(codes: readonly Code[], separator = "\n"): Code {
  return Code.trust(codes.map(({ text }) => text).join(separator));
}

/** A comparison with a plain constant, the other way round: `a !== "b"` for `a === "b"`. Undefined for other code. */
export function differs({ text }: Code): Code | undefined {
  const parts = /^((?:typeof )?[\w.[\]]+) ([=!])==( (?:\w+|"\w+"))$/.exec(text);
  if (parts === null) return undefined;
  return Code.trust(`${parts[1]} ${parts[2] === "=" ? "!" : "="}==${parts[3]}`);
}

/** Code joined by operators or commas. */
export function join(
  codes: readonly Code[],
  separator: "\n  && " | "\n  || " | " || " | " && " | ", " | ",\n" | "\nelse ",
): Code {
  return Code.trust(codes.map(({ text }) => text).join(separator));
}

/**
 * An identifier. Emitted names contain an underscore and hand-written ones do not, so that a stack trace tells them apart.
 *
 * @throws {TypeError} for text that is no such identifier
 */
export function identifier(text: string): Code {
  if (!/^[A-Za-z]\w*_\w*$/.test(text))
    throw new TypeError(`${JSON.stringify(text)} is not a name of emitted code.`);
  return Code.trust(text);
}

/** A `/** … *\/` comment. Whatever text it is given, it ends where it ends. */
export function comment(text: string): Code {
  const safe = text.replaceAll("*/", "*\\/").replace(/[\n\r\u2028\u2029]/g, " ");
  return Code.trust(`/** ${safe} */`);
}

/** A property of an object: `value.id`, `value["content-type"]`. */
export function property(object: Code, key: string): Code {
  return Code.trust(isPlainKey(key) ? `${object.text}.${key}` : `${object.text}[${stringLiteral(key)}]`);
}

/** A key of an object literal. `__proto__` is computed, so that it makes a property and not a prototype. */
export function memberKey(text: string): Code {
  if (isPlainKey(text) || /^[1-9]\d{0,8}$/.test(text)) return Code.trust(text);
  return Code.trust(text === "__proto__" ? '["__proto__"]' : stringLiteral(text));
}

const isPlainKey = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text) && text !== "__proto__";

function textOf(hole: Hole): string {
  if (hole instanceof Code) return hole.text;
  if (Array.isArray(hole) && hole.length > 0 && hole.every((item) => item instanceof Code)) {
    return lines(hole).text;
  }
  return literal(hole as Json);
}

/** Data as source: like JSON, made safe for HTML, for tools that end lines at U+2028, and for a `__proto__` key. */
export function literal(value: Json): string {
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  const members: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${memberKey(name).text}: ${literal(member)}`);
  }
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** Lone surrogates and control characters are escaped by JSON; the rest here. */
function stringLiteral(text: string): string {
  const source = JSON.stringify(text);
  if (!/[<\u2028\u2029]/.test(source)) return source;
  return source
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029")
    .replaceAll("</", "<\\/")
    .replaceAll("<!--", "<\\!--");
}

function indentationAt(source: string): string {
  const line = source.slice(source.lastIndexOf("\n") + 1);
  return line.slice(0, line.length - line.trimStart().length);
}

/** Each template is dedented once. */
const dedented = new WeakMap<TemplateStringsArray, string[]>();

function dedent(strings: TemplateStringsArray): string[] {
  const margins = strings.flatMap((text) =>
    [...text.matchAll(/\n([ \t]*)(?=\S|$)/g)].map((found) => found[1] ?? ""),
  );
  // The line of the closing backtick has no content.
  if (/\n[ \t]*$/.test(strings.at(-1) ?? "")) margins.pop();
  const margin = margins.reduce((least, next) => Math.min(least, next.length), Number.MAX_SAFE_INTEGER);
  const texts = strings.map((text) => text.replace(/\n[ \t]*/g, (start) => `\n${start.slice(1 + margin)}`));
  texts[0] = (texts[0] ?? "").replace(/^\n/, "");
  texts[texts.length - 1] = (texts.at(-1) ?? "").replace(/\n[ \t]*$/, "");
  dedented.set(strings, texts);
  return texts;
}
