/** A request as every client of the benchmark sends it. */
export interface WorkloadRequest {
  readonly method: "GET" | "POST";
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What must come back. Only what is named here is compared. */
export interface ExpectedAnswer {
  readonly status: number;
  /** The media type, without parameters. Not compared where it is left out. */
  readonly type?: string;
  /** A parsed document for JSON types, otherwise text. Not compared where it is left out. */
  readonly body?: unknown;
  /** Header fields, names in lower case. One that differs each time fits a pattern. */
  readonly headers?: Readonly<Record<string, string | RegExp>>;
}

/** A request and its answer. */
export interface Exchange {
  readonly request: WorkloadRequest;
  readonly answer: ExpectedAnswer;
}

/** One row of the benchmark. */
export interface Workload {
  readonly name: string;
  /** What it asks for: a sentence for those who read the figures. */
  readonly about?: string;
  /** Proven, then timed. */
  readonly timed: Exchange;
  /** Proven only: shows that every contender validates. How a refusal is worded is its own. */
  readonly refusals: readonly Exchange[];
}
