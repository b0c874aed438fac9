/** What an app says of itself to those who call it: in its OpenAPI document, its client and its reference. */
export interface AppDocs {
  /** Default `API`. */
  readonly title?: string;
  /** The version of the API, not of OpenAPI. Default `0.0.0`. */
  readonly version?: string;
  /** Markdown. */
  readonly description?: string;
  /** Where it is served. Default: where the document comes from. */
  readonly servers?: readonly { readonly url: string; readonly description?: string }[];
  /** What the tags of routes mean, in the order in which they are shown. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What a route says of itself. Nothing of it changes an answer. */
export interface RouteDocs {
  /** In a few words. */
  readonly summary?: string;
  /** Markdown. */
  readonly description?: string;
  readonly tags?: readonly string[];
  /** A name, unique within the app. Default: from method and path, `getProductsById`. */
  readonly operationId?: string;
  /** Whether it should not be used any more. Default false. */
  readonly deprecated?: boolean;
  /** Whether it is left out of the document, the client and the reference. Default false. */
  readonly hidden?: boolean;
  /** What its handler throws, beside what Bunsen and its middleware answer. */
  readonly errors?: DeclaredErrors;
}

/**
 * Problems by their `code`: `{ out_of_stock: 409 }`, or with words, `{ out_of_stock: { status: 409, description: "…" } }`. An
 * `HttpError` without a code of its own has that of its status: `not_found`.
 */
export type DeclaredErrors = Readonly<Record<string, number | DeclaredError>>;

/** A problem, with words of its own. */
export interface DeclaredError {
  readonly status: number;
  /** Default: the sentence of the catalogue for a code of Bunsen's, else the phrase of the status. */
  readonly description?: string;
  /** The methods that it is answered to. Default: all. */
  readonly methods?: readonly string[];
}

/** How credentials are sent, as OpenAPI tells it (Security Scheme Object). */
export type SecurityScheme =
  | {
      readonly type: "http";
      /** Of the Authorization header: `bearer`, `basic`. */
      readonly scheme: string;
      readonly bearerFormat?: string;
      readonly description?: string;
    }
  | {
      readonly type: "apiKey";
      readonly in: "header" | "query" | "cookie";
      /** Of the field, the parameter or the cookie. */
      readonly name: string;
      readonly description?: string;
    }
  | { readonly type: "openIdConnect"; readonly openIdConnectUrl: string; readonly description?: string }
  | { readonly type: "mutualTLS"; readonly description?: string };

/** Schemes by name, all of which are needed; none of them lets everybody in. */
export type SecurityAlternative = Readonly<Record<string, SecurityScheme>>;
