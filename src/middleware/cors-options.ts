import { isFieldName } from "../http/field-syntax.ts";
import { routableMethods } from "../http/methods.ts";
import { checkBoolean, checkKeys, checkRange, checkType } from "./options.ts";
import { checkOrigins } from "./origins.ts";

export interface CorsOptions {
  /**
   * Who may read answers: anyone (`*`), a list of origins as browsers send them (`https://example.com`), or a function.
   * Default `*`.
   */
  readonly origin?: "*" | readonly string[] | ((origin: string) => boolean);
  /** The methods that may be used, of those that the path answers. Default: all of those. */
  readonly methods?: readonly string[];
  /** Request header fields that may be sent. Default: those that a preflight asks for, within 4,096 characters. */
  readonly allowedHeaders?: readonly string[];
  /** Header fields of answers that may be read. Default: the few that always may be. */
  readonly exposedHeaders?: readonly string[];
  /** Whether cookies and the like may be sent. Default false. Not with `*`. */
  readonly credentials?: boolean;
  /** How long a browser may keep the answer to a preflight. Default: the browser's own, 5 seconds. */
  readonly maxAgeSeconds?: number;
  /**
   * Whether pages of the public network may send requests to this server in a private one
   * (https://wicg.github.io/private-network-access/). Default false. Not with `*`.
   */
  readonly privateNetwork?: boolean;
}

/** @throws {TypeError | RangeError} where an option does not fit */
export function checkCorsOptions(options: CorsOptions): void {
  checkKeys("cors", options, [
    "origin",
    "methods",
    "allowedHeaders",
    "exposedHeaders",
    "credentials",
    "maxAgeSeconds",
    "privateNetwork",
  ]);
  const { origin = "*", credentials = false, privateNetwork = false, maxAgeSeconds = 0 } = options;
  checkOrigin(origin);
  checkBoolean("cors.credentials", credentials);
  checkBoolean("cors.privateNetwork", privateNetwork);
  // With credentials, every page that its user opens could act and read in the user's name.
  checkRange(!(credentials && origin === "*"), "cors.origin", "a list of origins with credentials", origin);
  // Every page of the internet could ask into the network of its visitors.
  checkRange(
    !(privateNetwork && origin === "*"),
    "cors.origin",
    "a list of origins with privateNetwork",
    origin,
  );
  for (const name of ["methods", "allowedHeaders", "exposedHeaders"] as const) {
    checkNames(`cors.${name}`, options[name]);
  }
  checkMethods(options.methods ?? []);
  checkWildcards(options);
  checkType(typeof maxAgeSeconds === "number", "cors.maxAgeSeconds", "a number of seconds", maxAgeSeconds);
  const isWhole = Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds >= 0;
  checkRange(isWhole, "cors.maxAgeSeconds", "whole seconds from 0", maxAgeSeconds);
}

function checkOrigin(origin: unknown): void {
  if (origin === "*" || typeof origin === "function") return;
  checkType(Array.isArray(origin), "cors.origin", '"*", a list of origins or a function', origin);
  checkOrigins("cors.origin", origin);
}

function checkNames(path: string, names: unknown): void {
  if (names === undefined) return;
  checkType(Array.isArray(names), path, "a list of names", names);
  for (const [index, name] of (names as unknown[]).entries()) {
    checkType(typeof name === "string", `${path}[${index}]`, "a name", name);
    checkRange(isFieldName(String(name)), `${path}[${index}]`, "a name of letters, digits and hyphens", name);
  }
}

/** Methods are written in capitals, as those of routes are: no other is ever one of a path. */
function checkMethods(methods: readonly string[]): void {
  for (const [index, method] of methods.entries()) {
    const isRoutable = routableMethods.some((one) => one === method);
    checkRange(isRoutable, `cors.methods[${index}]`, `one of ${routableMethods.join(", ")}`, method);
  }
}

/** With credentials `*` is no wildcard but a name (Fetch §3.2.5), which nobody means. */
function checkWildcards({ credentials, allowedHeaders = [], exposedHeaders = [] }: CorsOptions): void {
  for (const [name, list] of Object.entries({ allowedHeaders, exposedHeaders })) {
    const isMeant = credentials !== true || !list.includes("*");
    checkRange(isMeant, `cors.${name}`, "names, not *, with credentials", list.join(", "));
  }
}
