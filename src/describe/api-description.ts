import type { AppDocs, SecurityScheme } from "../define/docs.ts";
import type { Method } from "../http/methods.ts";

/** A schema as OpenAPI 3.1 has it: JSON Schema 2020-12 of what is on the wire. */
export type WireSchema = boolean | { readonly [keyword: string]: unknown };

/** What an app answers, as those who call it see it: the source of the document, the client and the reference. */
export interface ApiDescription {
  readonly docs: AppDocs;
  /** In the order of the routes. */
  readonly operations: readonly Operation[];
  /** Schemas with a name, in the order of their names. */
  readonly schemas: Readonly<Record<string, WireSchema>>;
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
}

/** One method of one path. */
export interface Operation {
  /** `getProductsById`. */
  readonly id: string;
  readonly method: Method;
  /** The pattern, `/products/:id`. */
  readonly path: string;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly isDeprecated: boolean;
  readonly parameters: readonly Parameter[];
  /** What the body can be, one of them; none where there is no body. */
  readonly bodies: readonly Content[];
  /** Answers that are no problems, by status, in order. */
  readonly answers: readonly Answer[];
  /** In the order of their statuses. */
  readonly problems: readonly DescribedProblem[];
  /** One of them is enough; empty for everybody. */
  readonly security: readonly SecurityRequirement[];
}

/** The schemes that are needed together, with the scopes of each. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

export interface Parameter {
  /** As the route names it: `id`, `*`. */
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly isRequired: boolean;
  readonly description: string | undefined;
  readonly isDeprecated: boolean;
  readonly schema: WireSchema;
  /** What stands between items where a list is one text. */
  readonly separator: string | undefined;
}

/** How the content of a body or an answer is sent. */
export type ContentKind =
  "json" | "urlencoded" | "multipart" | "text" | "bytes" | "stream" | "events" | "any";

export interface Content {
  readonly kind: ContentKind;
  readonly mediaType: string;
  readonly schema: WireSchema;
}

export interface Answer {
  readonly status: number;
  readonly description: string | undefined;
  /** Undefined for one without content. */
  readonly content: Content | undefined;
}

export interface DescribedProblem {
  readonly status: number;
  readonly code: string;
  readonly description: string;
}
