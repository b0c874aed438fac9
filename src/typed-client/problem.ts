/** The document that every error of an app is (RFC 9457). `Code` is what a program looks at. */
export interface Problem<Status extends number = number, Code extends string = string> {
  readonly title: string;
  readonly status: Status;
  /** A sentence for people. */
  readonly detail: string;
  readonly code: Code;
}

/** A request that does not fit. */
export interface ValidationProblem extends Problem<422, "validation_failed"> {
  readonly errors: readonly ValidationFailure[];
}

/** One thing that is wrong with a request. */
export interface ValidationFailure {
  readonly in: "params" | "query" | "headers" | "cookies" | "body";
  /** A JSON pointer (RFC 6901) to the value, `/lines/0/quantity`; empty for all of it. */
  readonly pointer: string;
  /** The keyword of the schema, `minimum`. */
  readonly rule: string;
  /** A stable name of what is wrong, `too_small`. */
  readonly code: string;
  readonly expected: string;
  readonly received: string;
  /** Words for the person who sent it, where the app has some. */
  readonly message?: string;
}
