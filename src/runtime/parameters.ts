import { declaredError, quote } from "../http/http-error.ts";
import { isPlain, readTarget } from "../http/target.ts";
import type { BunsenRequest } from "./route-table.ts";

/** A path pattern of the table, ready to be read again from a URL. */
export interface ParameterReader {
  readonly names: readonly string[];
  readonly expression: RegExp;
}

/** @param pattern decoded, as the app wrote it: `/users/:id` */
export function createParameterReader(pattern: string): ParameterReader {
  const names: string[] = [];
  const parts = pattern.split("/").map((segment) => {
    if (segment === "*") return (names.push("*"), "(.*)");
    if (segment.startsWith(":")) return (names.push(segment.slice(1)), "([^/]+)");
    return RegExp.escape(segment);
  });
  return { names, expression: new RegExp(`^${parts.join("/")}$`, "s") };
}

/** Path parameters as text, by name. */
export type TextParameters = Readonly<Record<string, string>>;

/**
 * The text of each path parameter. Where all of them are plain, what the router decoded can only have been sent in one
 * way. Otherwise they are read from the canonical path, which must match the same pattern.
 *
 * @throws {HttpError} 400 `malformed_target` or `ambiguous_target`
 */
export function readParameters(request: BunsenRequest, reader: ParameterReader): TextParameters {
  const { params } = request;
  if (params !== undefined && arePlain(params, reader.names)) return params;
  const { path } = readTarget(request.url);
  const match = reader.expression.exec(path);
  if (match === null) throw declaredError("ambiguous_target", quote(path));
  const parameters: Record<string, string> = Object.create(null);
  for (const [index, name] of reader.names.entries()) parameters[name] = match[index + 1] ?? "";
  return parameters;
}

function arePlain(params: TextParameters, names: readonly string[]): boolean {
  for (const name of names) if (!isPlain(params[name])) return false;
  return true;
}
