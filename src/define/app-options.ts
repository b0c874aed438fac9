/** Bounds on what a request may cost. */
export interface Limits {
  /** Largest request body, decided before the handler runs. Default 1,048,576 (1 MiB). */
  readonly bodyBytes?: number;
}

/** Settings of an app. An unknown key or an unfit value is refused when the app is planned. */
export interface AppOptions {
  /** Whether clients see the message of unexpected errors. Default false. */
  readonly development?: boolean;
  readonly limits?: Limits;
  /**
   * When a handler's answer is checked against its response schema. `"development"`: where `development` is true. Without
   * the check only the kinds of values are looked at, which the encoding relies on; undeclared fields are left out in any
   * case. Default `"always"`.
   */
  readonly validateResponses?: "always" | "development" | "never";
  /** Where server faults are told. Default: one line of JSON on standard error. */
  readonly log?: (entry: LogEntry) => void;
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

/** Whether an app's answers are checked against all rules of their schemas, or for the kinds of their values only. */
export const checksResponses = ({
  validateResponses = "always",
  development = false,
}: AppOptions): boolean =>
  validateResponses === "development" ? development : validateResponses !== "never";
