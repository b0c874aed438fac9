import type { Static, TSchema } from "@sinclair/typebox";
import type { HeaderFields, Reply } from "../runtime/reply.ts";

/** Response schemas by status, or one schema, which is that of 200. */
export type ResponseSchemas = TSchema | { readonly [status: number]: TSchema };

/** What a route declares beside its handler. Every location that has a schema is decoded and validated by it. */
export interface RouteOptions {
  /** Path parameters: an object schema with a property for each `:name` of the path. */
  readonly params?: TSchema;
  /** Query parameters: an object schema. What it does not name is not read. */
  readonly query?: TSchema;
  /** Request header fields: an object schema; names are compared in lower case. */
  readonly headers?: TSchema;
  /** Cookies: an object schema. */
  readonly cookies?: TSchema;
  /** JSON body. */
  readonly body?: TSchema;
  /** Answers by status. Undeclared fields are dropped; a value that does not fit is a 500. */
  readonly response?: ResponseSchemas;
  /** Largest accepted body in bytes. Default: the app's `limits.bodyBytes`. */
  readonly bodyLimitBytes?: number;
}

/** The names of a path pattern's parameters: `"id" | "*"` for `/files/:id/*`. */
export type ParameterName<Path extends string> = Path extends `${infer Head}/${infer Tail}`
  ? ParameterName<Head> | ParameterName<Tail>
  : Path extends `:${infer Name}`
    ? Name
    : Path extends "*"
      ? "*"
      : never;

type Decoded<Schema, Otherwise> = Schema extends TSchema ? Static<Schema> : Otherwise;
type Empty = Readonly<Record<string, never>>;

/** What a handler is called with: the decoded inputs, the request, and what middleware added. */
export interface HandlerContext<Path extends string, Options extends RouteOptions> {
  /** The request as Bun made it. */
  readonly request: Request;
  /** The server that received the request; undefined in-process. */
  readonly server: Bun.Server<unknown> | undefined;
  /** Path parameters: decoded by the schema, or text. */
  readonly params: Decoded<Options["params"], { readonly [Name in ParameterName<Path>]: string }>;
  readonly query: Decoded<Options["query"], Empty>;
  readonly headers: Decoded<Options["headers"], Empty>;
  readonly cookies: Decoded<Options["cookies"], Empty>;
  readonly body: Decoded<Options["body"], undefined>;
  /** The canonical path, decoded. */
  readonly path: string;
  readonly url: URL;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** Answers with a status, by that status's response schema. */
  readonly reply: ReplyFunction<Options["response"]>;
}

/** The schemas of a `response` option by status. */
type ByStatus<Schemas> = Schemas extends TSchema ? { readonly 200: Schemas } : Schemas;

/** Statuses that carry no content, and so need no value (RFC 9110 §15.3.5, §15.4.5). */
type EmptyStatus = 204 | 205 | 304;

/** `reply` of a route: with response schemas, only their statuses, each with a value of its schema. */
export type ReplyFunction<Schemas> = [Schemas] extends [ResponseSchemas]
  ? <Status extends keyof ByStatus<Schemas> & number>(
      status: Status,
      ...rest: Status extends EmptyStatus
        ? [value?: undefined, headers?: HeaderFields]
        : [value: Decoded<ByStatus<Schemas>[Status], never>, headers?: HeaderFields]
    ) => Reply<Status>
  : (status: number, value?: unknown, headers?: HeaderFields) => Reply;

/** What a handler may return: a value of the 200 schema, a reply of a declared status, or a Response. */
export type HandlerResult<Schemas> = [Schemas] extends [ResponseSchemas]
  ? Response | Reply<keyof ByStatus<Schemas> & number> | Bare<ByStatus<Schemas>>
  : unknown;

type Bare<Schemas> = Schemas extends { readonly 200: infer Schema extends TSchema } ? Static<Schema> : never;

/** A handler of a route. */
export type Handler<Path extends string, Options extends RouteOptions, Added> = (
  context: HandlerContext<Path, Options> & Added,
) => HandlerResult<Options["response"]> | Promise<HandlerResult<Options["response"]>>;
