import type { TSchema } from "@sinclair/typebox";
import type { EventStream } from "../runtime/event-stream.ts";
import type { HeaderFields, Reply } from "../runtime/reply.ts";
import type { CacheOptions, Invalidates } from "./cache-options.ts";
import type { Decoded } from "./decoded.ts";
import type { RouteDocs } from "./docs.ts";
import type { AddedBy, Middleware } from "./middleware.ts";
import type { RequestContext } from "./request-context.ts";
import type { RouteWorkerOptions } from "./worker-options.ts";
import type { StandardSchema } from "./standard-schema.ts";

/** Response schemas by status, or one schema, which is that of 200. */
export type ResponseSchemas = TSchema | { readonly [status: number]: TSchema };

/** A schema that a location of a request is read by: TypeBox's, or a validator of another library. */
export type InputSchema = TSchema | StandardSchema;

/**
 * How a body is read.
 *
 * - `json`: `application/json` and `…+json`. The default.
 * - `urlencoded`, `multipart`: forms; text is read by the rules of the query. Beside `json` in a list, each by its type.
 *   A schema with `t.File` is `multipart` by default.
 * - `text`: any `text/…` in UTF-8, given to a schema of text.
 * - `bytes`: any type, given to a `t.Uint8Array()` schema as it is.
 * - `stream`: any type, not read: `c.body` is a stream that fails with the 413 where it exceeds the limit. No schema.
 */
export type BodyType = "json" | "urlencoded" | "multipart" | "text" | "bytes" | "stream";

/** What a route declares beside its handler. Every location that has a schema is decoded and validated by it. */
export interface RouteOptions {
  /** Path parameters: an object schema with a property for each `:name` of the path. */
  readonly params?: InputSchema;
  /** Query parameters: an object schema. What it does not name is not read, unless its `additionalProperties` says so. */
  readonly query?: InputSchema;
  /** Request header fields: an object schema; names are compared in lower case. */
  readonly headers?: InputSchema;
  /** Cookies: an object schema. */
  readonly cookies?: InputSchema;
  /** The body, JSON unless `bodyType` says otherwise. */
  readonly body?: InputSchema;
  /** Default: `"json"`; `"multipart"` where the schema has files. */
  readonly bodyType?: BodyType | readonly BodyType[];
  /** Reads text within a JSON body by the rules of the query: `"7"` for an integer. Default false. */
  readonly coerceBody?: boolean;
  /** Answers by status. Undeclared fields are dropped; a value that does not fit is a 500. */
  readonly response?: ResponseSchemas;
  /** The data of the events that `sse()` sends. */
  readonly events?: TSchema;
  /** Largest accepted body in bytes. Default: the app's `limits.bodyBytes`. */
  readonly bodyLimitBytes?: number;
  /**
   * Seconds the connection may be idle while this route is answered, 0 (no limit) to 255: for slow uploads, and answers that
   * take long to begin. Default: that of the server.
   */
  readonly idleTimeoutSeconds?: number;
  /** Middleware of this route alone, one by one or in lists, inside that of its app and groups. */
  readonly use?: readonly (Middleware | readonly Middleware[])[];
  /** Names of middleware to leave out here. */
  readonly skip?: readonly string[];
  /** Names of the resources that the handler is given, as `provide` names them. */
  readonly inject?: readonly string[];
  /** That answers are kept, and how. Default: they are not. */
  readonly cache?: CacheOptions;
  /** Tags of cached answers that this route makes invalid, once it has answered with a status below 400. */
  readonly invalidates?: Invalidates;
  /** Whether a worker runs the handler, and how: for what keeps a processor busy. Default false. */
  readonly worker?: boolean | RouteWorkerOptions;
  /**
   * Whether `skip` can leave out what guards the route, and a handler that is not for everyone, as that of metrics, can be
   * without a guard. Default false: that is a build error.
   */
  readonly allowUnguarded?: boolean;
  /** What its description says of it. */
  readonly docs?: RouteDocs;
}

/** The names of a path pattern's parameters: `"id" | "*"` for `/files/:id/*`. */
export type ParameterName<Path extends string> = Path extends `${infer Head}/${infer Tail}`
  ? ParameterName<Head> | ParameterName<Tail>
  : Path extends `:${infer Name}`
    ? Name
    : Path extends "*"
      ? "*"
      : never;

type DecodedOr<Schema, Otherwise> = Schema extends TSchema
  ? Decoded<Schema>
  : Schema extends StandardSchema<infer Output>
    ? Output
    : Otherwise;
type Empty = Readonly<Record<string, never>>;

/** A body without a schema: a stream where the route reads it itself, else nothing. */
type RawBody<Type> = Type extends "stream" | readonly ["stream"] ? ReadableStream<Uint8Array> : undefined;

/** The options by which inputs are read. */
type InputOptions = Pick<RouteOptions, "params" | "query" | "headers" | "cookies" | "response">;

/** What every handler is called with: the decoded inputs. */
export interface InputContext<Path extends string, Options extends InputOptions> {
  /** Path parameters: decoded by the schema, or text. */
  readonly params: DecodedOr<Options["params"], { readonly [Name in ParameterName<Path>]: string }>;
  readonly query: DecodedOr<Options["query"], Empty>;
  readonly headers: DecodedOr<Options["headers"], Empty>;
  readonly cookies: DecodedOr<Options["cookies"], Empty>;
  /** Answers with a status, by that status's response schema. */
  readonly reply: ReplyFunction<Options["response"]>;
}

/** What a handler is called with: the decoded inputs, the request, and what middleware added. */
export interface HandlerContext<Path extends string, Options extends RouteOptions>
  extends InputContext<Path, Options>, RequestContext {
  readonly body: DecodedOr<Options["body"], RawBody<Options["bodyType"]>>;
}

/** What the handler of a cached route is called with: what the key of its answer holds. */
export interface CachedHandlerContext<Path extends string, Options extends RouteOptions> extends InputContext<
  Path,
  Options
> {
  /** The header fields that `cache.vary` names; undefined for one that was not sent. */
  readonly vary: Readonly<Record<string, string | undefined>>;
  /** What `cache.key` gave. */
  readonly key: KeyOf<Options["cache"]>;
  /** The pattern of the route, `/users/:id`. */
  readonly route: string;
  /** Aborts when others have waited for the answer for `cache.timeoutMs`. A client that goes away does not abort it. */
  readonly signal: AbortSignal;
}

type KeyOf<Cache> = Cache extends { readonly key: (...context: never) => infer Key }
  ? Exclude<Key, undefined>
  : undefined;

/** What a handler is called with in a worker: the inputs, and what `worker.context` names of what middleware added. */
export type WorkerHandlerContext<Path extends string, Options extends RouteOptions, Added> = Pick<
  HandlerContext<Path, Options>,
  "params" | "query" | "headers" | "cookies" | "body" | "reply" | "route" | "signal"
> &
  Pick<Added, ContextNames<Options["worker"]> & keyof Added>;

type ContextNames<Worker> = Worker extends { readonly context: readonly (infer Name)[] } ? Name : never;

/** What a handler is called with, wherever it runs. */
type ContextOf<
  Path extends string,
  Options extends RouteOptions,
  Added,
> = Options["cache"] extends CacheOptions
  ? CachedHandlerContext<Path, Options>
  : Options extends { readonly worker: true | RouteWorkerOptions }
    ? WorkerHandlerContext<Path, Options, Added>
    : HandlerContext<Path, Options> & Added;

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
        : [value: DecodedOr<ByStatus<Schemas>[Status], never>, headers?: HeaderFields]
    ) => Reply<Status>
  : (status: number, value?: unknown, headers?: HeaderFields) => Reply;

/** What a handler may return: a value of the 200 schema, a reply of a declared status, a Response, or events. */
export type HandlerResult<Options extends RouteOptions> = [Options["events"]] extends [TSchema]
  ? EventStream<Decoded<Options["events"]>> | ResponseResult<Options["response"], Response | Reply>
  : ResponseResult<Options["response"], unknown>;

type ResponseResult<Schemas, Otherwise> = [Schemas] extends [ResponseSchemas]
  ? Response | Reply<keyof ByStatus<Schemas> & number> | Bare<ByStatus<Schemas>>
  : Otherwise;

type Bare<Schemas> = Schemas extends { readonly 200: infer Schema extends TSchema } ? Decoded<Schema> : never;

/** The resources that a route names. */
export type Injected<Provided, Names> = Names extends readonly (infer Name)[]
  ? Pick<Provided, Name & keyof Provided>
  : object;

/** A handler of a route. */
export type Handler<Path extends string, Options extends RouteOptions, Added, Provided = object> = (
  context: ContextOf<Path, Options, Added & AddedBy<Options["use"]>> & Injected<Provided, Options["inject"]>,
) => HandlerResult<Options> | Promise<HandlerResult<Options>>;
