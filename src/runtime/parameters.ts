import { appError, quote } from "../http/http-error.ts";
import { isPlain, readTarget } from "../http/target.ts";
import type { BunsenRequest } from "./route-table.ts";

/** A path pattern of the table, to be read again from a URL. All of it is made for the first request that needs it. */
export class ParameterReader {
  readonly #pattern: string;
  readonly #methodsOfRivals: Rivals;
  #names: readonly string[] | undefined;
  #expression: RegExp | undefined;
  #rivals: readonly Rival[] | undefined;
  #rivalTexts: ReadonlySet<string> | undefined;

  constructor(pattern: string, rivals: Rivals) {
    this.#pattern = pattern;
    this.#methodsOfRivals = rivals;
  }

  get names(): readonly string[] {
    return (this.#names ??= namesOf(this.#pattern));
  }

  /** What stands before the only parameter, a wildcard: `/static/`; undefined for other patterns. */
  get prefix(): string | undefined {
    const pattern = this.#pattern;
    return pattern.endsWith("/*") && !pattern.includes(":") ? pattern.slice(0, -1) : undefined;
  }

  get expression(): RegExp {
    return (this.#expression ??= expressionOf(this.#pattern));
  }

  /** More special patterns within it, with the methods they answer. */
  get rivals(): readonly Rival[] {
    return (this.#rivals ??= Object.entries(this.#methodsOfRivals).map(([path, methods]) => ({
      expression: expressionOf(path),
      methods,
    })));
  }

  /** The plain segments of those: a parameter with such a text may belong to one of them. */
  get rivalTexts(): ReadonlySet<string> {
    return (this.#rivalTexts ??= new Set(
      Object.keys(this.#methodsOfRivals).flatMap((path) => path.split("/")),
    ));
  }
}

const namesOf = (pattern: string): string[] =>
  pattern.split("/").flatMap((s) => (s === "*" ? ["*"] : s.startsWith(":") ? [s.slice(1)] : []));

type Rivals = Readonly<Record<string, readonly string[]>>;

interface Rival {
  readonly expression: RegExp;
  readonly methods: readonly string[];
}

/**
 * @param pattern decoded, as the app wrote it: `/users/:id`
 * @param rivals the methods that more special patterns within it answer: `{ "/users/me": ["GET"] }`
 */
export const createParameterReader = (pattern: string, rivals: Rivals = {}): ParameterReader =>
  new ParameterReader(pattern, rivals);

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split("/").map((segment) => {
    if (segment === "*") return "(.*)";
    return segment.startsWith(":") ? "([^/]+)" : RegExp.escape(segment);
  });
  return new RegExp(`^${parts.join("/")}$`, "s");
}

/** The parameters as Bun's router decodes them: an escape that is none becomes U+FFFD. */
export function decodeParameters(pattern: string, texts: readonly string[]): TextParameters {
  const parameters: Record<string, string> = Object.create(null);
  const names = pattern.split("/").filter((segment) => segment.startsWith(":"));
  for (const [index, name] of names.entries()) parameters[name.slice(1)] = decode(texts[index] ?? "");
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "\uFFFD";
  }
}

/** Path parameters as text, by name. */
export type TextParameters = Readonly<Record<string, string>>;

/**
 * The text of each path parameter. Where all of them are plain, what the router decoded can only have been sent in one
 * way. Otherwise they are read from the canonical path, which must match the same pattern, and no more special one.
 *
 * @throws {HttpError} 400 `malformed_target` or `ambiguous_target`
 */
export function readParameters(request: BunsenRequest, reader: ParameterReader): TextParameters {
  const { params } = request;
  if (params !== undefined && arePlain(params, reader)) return params;
  const { path } = readTarget(request.url);
  const parameters = matchPath(path, reader);
  if (parameters === undefined || isRivaled(reader, path, request.method))
    throw appError("ambiguous_target", quote(path));
  return parameters;
}

/** The parameters in a canonical path; undefined where it does not match. */
function matchPath(path: string, reader: ParameterReader): TextParameters | undefined {
  const { names, prefix } = reader;
  if (prefix !== undefined)
    return path.startsWith(prefix)
      ? ({ __proto__: null, "*": path.slice(prefix.length) } as unknown as TextParameters)
      : undefined;
  const match = reader.expression.exec(path);
  if (match === null) return undefined;
  const parameters: Record<string, string> = Object.create(null);
  for (const [index, name] of names.entries()) parameters[name] = match[index + 1] ?? "";
  return parameters;
}

function arePlain(params: TextParameters, { names, rivalTexts }: ParameterReader): boolean {
  for (const name of names) {
    const text = params[name];
    if (text === undefined || !isPlain(text) || rivalTexts.has(text)) return false;
  }
  return true;
}

/** Whether another route answers the canonical path: the router would have taken that one for it. */
const isRivaled = ({ rivals }: ParameterReader, path: string, method: string): boolean =>
  rivals.some(({ expression, methods }) => methods.includes(method) && expression.test(path));
