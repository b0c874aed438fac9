/** Bounds on what a request may cost. */
export interface Limits {
  /** Largest request body, decided before the handler runs. Default 1,048,576 (1 MiB). */
  readonly bodyBytes?: number;
  /** Deepest JSON body, arrays and objects in each other, from 1 to 1,000. Default 128. */
  readonly jsonDepth?: number;
}

/** Settings of an app. An unknown key or an unfit value is refused when the app is planned. */
export interface AppOptions {
  /** Whether clients see the message of unexpected errors. Default false. */
  readonly development?: boolean;
  readonly limits?: Limits;
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
