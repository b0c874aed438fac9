/** A route as `bunsen client` writes it. */
export interface RouteType {
  /** Parameters by where they are, and the body by how it is sent. */
  readonly input: object;
  /** Values by statuses below 400. */
  readonly answers: object;
  /** What comes with statuses from 400 on. */
  readonly failures: object;
}

/** What came of a call: its value, or what went wrong. `status` says which of them it is. */
export type AnswerOf<Route extends RouteType> = Succeeded<Route["answers"]> | Failed<Route["failures"]>;

type Succeeded<Answers> = {
  [Status in keyof Answers]: {
    readonly ok: true;
    readonly status: Status;
    readonly headers: Headers;
    readonly value: Answers[Status];
  };
}[keyof Answers];

type Failed<Failures> = {
  [Status in keyof Failures]: {
    readonly ok: false;
    readonly status: Status;
    readonly headers: Headers;
    readonly error: Failures[Status];
  };
}[keyof Failures];

/** What each call can have beside what its route asks for. */
export interface CallSettings {
  /** Header fields beside those of the client. */
  readonly headers?: Readonly<Record<string, HeaderValue | undefined>>;
  readonly signal?: AbortSignal;
}

export type HeaderValue = string | number | boolean | bigint;

/** The options of a call: they can be left out where its route needs none. */
type Options<Input> =
  Record<never, never> extends Input ? [options?: Input & CallSettings] : [options: Input & CallSettings];

type Call<Routes> = <Path extends keyof Routes & string>(
  path: Path,
  ...options: Routes[Path] extends RouteType ? Options<Routes[Path]["input"]> : never
) => Promise<Routes[Path] extends RouteType ? AnswerOf<Routes[Path]> : never>;

/** A function for each method that some route has: `client.get("/products/:id", { params: { id: 1 } })`. */
export type TypedClient<Api> = { readonly [Method in keyof Api]: Call<Api[Method]> };
