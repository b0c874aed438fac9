/** A value in a path or a query. */
export type UrlValue = string | number | bigint | boolean;

export type QueryValues = Readonly<Record<string, UrlValue | undefined | readonly UrlValue[]>>;

/** @throws {TypeError} where it is no base of URLs */
export function parseBase(baseUrl: unknown): URL {
  const url = typeof baseUrl === "string" ? URL.parse(baseUrl) : null;
  const isBase =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username + url.password + url.search + url.hash === "" &&
    !/[\0-\x20\\?#]/.test(String(baseUrl));
  if (!isBase) {
    // It is not told: it may have a password in it.
    throw new TypeError(
      "client.baseUrl: expected http:// or https://, a host and perhaps a path, without user, query or fragment.",
    );
  }
  // `/v1/` and `/v1` are one base.
  url.pathname = url.pathname.replace(/\/+$/, "");
  checkPath(url.pathname, url.pathname);
  return url;
}

/**
 * The URL of a call. Its path is that of the base and then what was written, exactly: what a parser would resolve, and what
 * a server could take for it, is refused.
 *
 * @param path encoded, with `:name` for a parameter in place of a segment, and perhaps a query
 * @throws {TypeError} where the path does not stay below the base, or a parameter is missing
 */
export function requestUrl(
  base: URL,
  path: string,
  params: Readonly<Record<string, UrlValue>> = {},
  query: QueryValues = {},
): URL {
  const mark = path.indexOf("?");
  const written = mark === -1 ? path : path.slice(0, mark);
  if (!written.startsWith("/")) throw refusePath(path, "it does not begin with /");
  const filled = written.replace(/(?<=\/):(\w+)(?=\/|$)/g, (_, name: string) =>
    encodeParameter(name, params),
  );
  const below = `${base.pathname === "/" ? "" : base.pathname}${filled}`;
  checkPath(below, path);
  const url = URL.parse(`${base.origin}${below}${mark === -1 ? "" : path.slice(mark)}`);
  if (url === null || url.origin !== base.origin || url.pathname !== below || path.includes("#")) {
    throw refusePath(path, "it is not encoded");
  }
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) url.searchParams.append(name, String(one));
    }
  }
  return url;
}

function encodeParameter(name: string, params: Readonly<Record<string, UrlValue>>): string {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  if (value === undefined || value === "")
    throw new TypeError(`client: the path parameter ${name} is missing.`);
  return encodeURIComponent(String(value));
}

/** Some servers decode a path before they resolve it, and some drop what follows a `;`. */
function checkPath(path: string, written: string): void {
  if (path.includes("//")) throw refusePath(written, "it has an empty segment");
  const segments = decodePath(path, written).split(/[/\\]/);
  if (segments.some((segment) => /^\.\.?(?:;|$)/.test(segment))) {
    throw refusePath(written, "it has a dot segment");
  }
}

function decodePath(path: string, written: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw refusePath(written, "it has a bad escape");
  }
}

const refusePath = (path: string, problem: string): TypeError =>
  new TypeError(`client: ${JSON.stringify(path.slice(0, 80))} is no path of a call: ${problem}.`);
