import type { AppCacheOptions } from "./cache-options.ts";
import type { AppDocs } from "./docs.ts";
import type { PerformanceOptions } from "./performance.ts";
import type { WorkersOptions } from "./worker-options.ts";
import type { InputFailure } from "../runtime/validation-error.ts";
import type { SocketLimits } from "../sockets/socket-limits.ts";
import type { PubSub } from "../stores/pub-sub.ts";

/** Bounds on what a request may cost. */
export interface Limits {
  /** Largest request body, decided before the handler runs. Default 1,048,576 (1 MiB). */
  readonly bodyBytes?: number;
  /** Most fields of a form, text and files together. Default 1,000. */
  readonly formFields?: number;
  /** Longest text of a form's field. Default 65,536. */
  readonly formFieldBytes?: number;
  /** Deepest JSON body, arrays and objects in each other, from 1 to 1,000. Default 128. */
  readonly jsonDepth?: number;
  /** Bounds of WebSockets. */
  readonly sockets?: SocketLimits;
}

/** Settings of an app's WebSockets. */
export interface AppSocketsOptions {
  /** Carries what is published to the other processes of the app: `redisPubSub(url)`. Default: it stays in this process. */
  readonly pubsub?: PubSub;
}

/** How a POST says the method that it stands for, in any case of letters. */
export interface MethodOverrideOptions {
  /** Name of the header field. Default `x-http-method-override`. */
  readonly header?: string;
  /** Name in the query, for forms: `_method` for `?_method=DELETE`. The header field comes first. Default: none. */
  readonly query?: string;
  /** Default `PUT`, `PATCH` and `DELETE`. */
  readonly methods?: readonly ("PUT" | "PATCH" | "DELETE")[];
}

/** Settings of an app. An unknown key or an unfit value is refused when the app is planned. */
export interface AppOptions {
  /** Whether clients see the message of unexpected errors. Default false. */
  readonly development?: boolean;
  readonly limits?: Limits;
  /** Where the answers of cached routes are kept. Default: in memory, at most 64 MiB. */
  readonly cache?: AppCacheOptions;
  /** What its description says of it. */
  readonly docs?: AppDocs;
  readonly sockets?: AppSocketsOptions;
  /** Fast paths, and when middleware is left out. */
  readonly performance?: PerformanceOptions;
  /** Who runs the handlers of routes with `worker`, and tasks. */
  readonly workers?: WorkersOptions;
  /**
   * When a handler's answer is checked against its response schema. `"development"`: where `development` is true. Without
   * the check only the kinds of values are looked at, which the encoding relies on; undeclared fields are left out in any
   * case. Default `"always"`.
   */
  readonly validateResponses?: "always" | "development" | "never";
  /**
   * Whether a POST may say that it stands for another method: `true`, or where it says so and which ones. For clients that
   * can send GET and POST only. Default false.
   */
  readonly methodOverride?: boolean | MethodOverrideOptions;
  /** Where server faults are told. Default: one line of JSON on standard error. */
  readonly log?: (entry: LogEntry) => void;
  /**
   * The words of a validation failure in the client's language: they become its `message`, unless its schema has an
   * `errorMessage` of its own. Undefined adds none.
   */
  readonly messages?: (failure: InputFailure, context: { readonly request: Request }) => string | undefined;
}

/** A server fault as it is logged. */
export interface LogEntry {
  readonly level: "error";
  readonly code: string;
  readonly method: string;
  readonly url: string;
  readonly message: string;
  readonly stack?: string;
}

/** Largest request body where neither app nor route says otherwise: 1 MiB. */
export const defaultBodyLimitBytes: number = 1024 * 1024;

/** Most fields of a form where the app does not say otherwise. */
export const defaultFormFields = 1000;

/** Longest text of a form's field where the app does not say otherwise: 64 KiB. */
export const defaultFormFieldBytes: number = 64 * 1024;
/** Whether an app's answers are checked against all rules of their schemas, or for the kinds of their values only. */
export const checksResponses = ({
  validateResponses = "always",
  development = false,
}: AppOptions): boolean =>
  validateResponses === "development" ? development : validateResponses !== "never";
