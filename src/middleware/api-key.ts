import type { Middleware, MiddlewareContext } from "../define/middleware.ts";
import { constantTimeFinder } from "../http/constant-time.ts";
import { isFieldName, isFieldValue } from "../http/field-syntax.ts";
import {
  type CredentialMemo,
  type Verified,
  challengeOf,
  challenged,
  checkMemo,
  checkRealm,
  credentialGuard,
} from "./credentials.ts";
import { checkFunction, checkKeys, checkRange, checkSecret, checkType } from "./options.ts";

export interface ApiKeyOptions<Added extends object = object> {
  /** The keys that are let in. Either this or `verify`. */
  readonly keys?: readonly string[];
  /** Looks a key up. Compare secrets with `constantTimeEqual`. */
  readonly verify?: (key: string, context: MiddlewareContext) => Verified<Added> | Promise<Verified<Added>>;
  /** The header field that carries the key. Default `x-api-key`. */
  readonly header?: string;
  /**
   * A query parameter that carries the key where the field is missing. Default: none is read, as queries are logged by
   * proxies and kept in histories.
   */
  readonly query?: string;
  /** What the key is for, told in the challenge. Default `api`. */
  readonly realm?: string;
  /** Keeps what `verify` gave, by the key's digest; true for the defaults. Refusals are not kept. Default: nothing is. */
  readonly memo?: true | CredentialMemo<Added>;
}

/**
 * Lets only requests with a key through. It is a guard: leaving it out is a build error, unless that is written out.
 * Without a key 401 `missing_credentials`, with one that is not known 401 `invalid_api_key`.
 *
 * @example
 * ```ts
 * app().use(apiKey({ verify: (key) => partners.get(key), memo: { ttlSeconds: 60 } }))
 * ```
 * @throws {TypeError | RangeError} where an option does not fit
 */
export function apiKey<Added extends object = object>(options: ApiKeyOptions<Added>): Middleware<Added> {
  checkOptions(options);
  const { keys = [], header = "x-api-key", query, realm = "api" } = options;
  const challenge = challengeOf("ApiKey", realm);
  const find = constantTimeFinder(keys);
  const place = query === undefined ? `${header} header` : `${header} header or the query parameter ${query}`;
  return credentialGuard<Added, Added>({
    name: "apiKey",
    options,
    security: [
      { apiKey: { type: "apiKey", in: "header", name: header } },
      ...(query === undefined
        ? []
        : [{ apiKeyInQuery: { type: "apiKey", in: "query", name: query } } as const]),
    ],
    errors: ["missing_credentials", "invalid_api_key"],
    memo: options.memo,
    read(c) {
      const key = c.request.headers.get(header) ?? (query === undefined ? null : readQuery(c, query));
      if (key === null) throw challenged("missing_credentials", challenge, `the ${place}`);
      return key;
    },
    verify: options.verify ?? ((key) => find(key) !== -1),
    added: (given) => (given === true ? ({} as Added) : given),
    refusal: () => challenged("invalid_api_key", challenge),
  });
}

/** Several are joined, as header fields are, and so are no key. */
function readQuery({ url }: MiddlewareContext, name: string): string | null {
  const given = url.searchParams.getAll(name);
  return given.length === 0 ? null : given.join(", ");
}

function checkOptions<Added extends object>(options: ApiKeyOptions<Added>): void {
  checkKeys("apiKey", options, ["keys", "verify", "header", "query", "realm", "memo"]);
  const { keys, verify, header = "x-api-key", query = "any", realm = "api", memo } = options;
  checkFunction("apiKey.verify", verify);
  checkRange((keys === undefined) !== (verify === undefined), "apiKey", "either keys or verify", options);
  checkApiKeys(keys ?? ["any"]);
  checkType(typeof header === "string", "apiKey.header", "the name of a header field", header);
  checkRange(isFieldName(header), "apiKey.header", "the name of a header field", header);
  checkType(typeof query === "string", "apiKey.query", "the name of a query parameter", query);
  checkRange(query !== "", "apiKey.query", "the name of a query parameter", query);
  checkRealm("apiKey.realm", realm);
  checkMemo("apiKey.memo", memo);
}

function checkApiKeys(keys: unknown): void {
  checkType(Array.isArray(keys), "apiKey.keys", "a list of keys", keys);
  const list = keys as readonly unknown[];
  checkRange(list.length > 0, "apiKey.keys", "at least one key", keys);
  for (const [index, key] of list.entries()) {
    const isKey = typeof key === "string" && isFieldValue(key) && !key.includes(",");
    checkSecret(isKey, `apiKey.keys[${index}]`, "visible ASCII without commas", key);
  }
}
