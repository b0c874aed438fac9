import type { FormType } from "../http/form-reader.ts";
import type { Method } from "../http/methods.ts";
import type { Rivals } from "./rivals.ts";
import type { DeclaredErrors, SecurityAlternative } from "../define/docs.ts";
import type { PartName } from "../define/app-definition.ts";
import type { Phase } from "../define/middleware.ts";
import type { SourceLocation } from "../define/source-location.ts";
import type { OverrideSettings } from "../runtime/method-override.ts";
import type { InputLocation } from "../runtime/validation-error.ts";
import type { CachePlan } from "../runtime/cache-plan.ts";
import type { WorkerPlan } from "../runtime/worker-plan.ts";
import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";
import type { SocketLimits } from "../sockets/socket-limits.ts";

/** How a route is answered. */
export type Dispatch =
  /** By bytes that are known now, from Bun's own table. */
  | "constant"
  /** By its handler alone. */
  | "direct"
  /** By what is kept of an earlier answer; by its handler where there is none. Behind its middleware, if it has some. */
  | "cached"
  /** By a worker, which runs its handler. Behind its middleware, if it has some. */
  | "offloaded"
  /** By middleware and its handler. */
  | "chained"
  /** By a WebSocket, once its handshake has come through the middleware. */
  | "socket";

/** Everything that is decided about an app before it runs. Plain data: the same app gives the same plan. */
export interface AppPlan {
  /** Every middleware that some chain runs, by its id. */
  readonly middleware: Readonly<Record<string, MiddlewarePlan>>;
  /** Chains by name; routes with equal ones share it. */
  readonly chains: Readonly<Record<string, readonly ChainMemberPlan[]>>;
  readonly unrouted: UnroutedPlan;
  readonly forms: FormLimits;
  /** Bounds of WebSockets; undefined where there are none. */
  readonly socketLimits: Required<SocketLimits> | undefined;
  /** How many paths matching remembers, in-process and where no route takes a request; undefined for none. */
  readonly routeCacheSize: number | undefined;
  /** By which methods a POST may be answered; undefined where by none. */
  readonly methodOverride?: OverrideSettings | undefined;
  /** The parts that a build of it has. */
  readonly parts: readonly PartName[];
  /** In the order of their definition. */
  readonly routes: readonly RoutePlan[];
  /** Every schema that some route reads or writes by, under the name its functions carry. */
  readonly schemas: Readonly<Record<string, NamedPlan>>;
}

/** What runs where no route answers. */
export interface UnroutedPlan {
  /** Around 404: the app's own middleware. */
  readonly around: AroundPlan;
  /** Around 405 and OPTIONS of a path, by its target: what all of its routes have. */
  readonly byTarget: Readonly<Record<string, AroundPlan>>;
}

/** Bounds of forms. */
export interface FormLimits {
  readonly limitFields: number;
  readonly limitFieldBytes: number;
}

/**
 * A schema under its name. An input is what a client sends: absent properties stay absent, defaults apply. An output is
 * what a handler returns.
 */
export interface NamedPlan {
  readonly name: string;
  readonly direction: "input" | "output";
  readonly plan: ValuePlan;
}

/** The plans alone, by name. */
export function registryOf(plan: AppPlan): PlanRegistry {
  return Object.fromEntries(Object.values(plan.schemas).map((schema) => [schema.name, schema.plan]));
}

export interface RoutePlan {
  /** `GET /users/:id`: how everything else names the route. */
  readonly key: string;
  /** The name of its function in the emitted module, `GET_users_id`. */
  readonly name: string;
  /** The methods of Bun's table that it takes. */
  readonly methods: readonly Method[];
  readonly path: string;
  /** The path as a request target spells it: the key in Bun's table. */
  readonly target: string;
  readonly parameters: readonly string[];
  /** The methods that more special paths within this one answer, by their patterns. */
  readonly rivals: Rivals;
  readonly source: SourceLocation;
  /** Where the Host is checked: in the field, or in the URL where nothing else of the header is read. */
  readonly hostCheck: "field" | "url";
  readonly dispatch: Dispatch;
  /** Why it is dispatched so, in words. */
  readonly reason: string;
  /** Whether its handler is loaded at the first request. */
  readonly isLazy: boolean;
  /** Whether the answer is a constant of the app rather than a handler's. */
  readonly isConstant: boolean;
  /** Whether it answers with the files of a directory. */
  readonly isDirectory: boolean;
  readonly inputs: Readonly<Partial<Record<InputLocation, InputPlan>>>;
  /** Response schemas by status, and `events` for the data of events; undefined where none is declared. */
  readonly responses: Readonly<Record<string, string>> | undefined;
  /** How values of the response schemas become JSON, by status. */
  readonly encoders: Readonly<Record<string, EncoderPlan>>;
  /** Decided before the handler; undefined for methods that carry no body. */
  readonly bodyLimitBytes: number | undefined;
  /** Seconds the connection may be idle; undefined for those of the server. */
  readonly idleTimeoutSeconds: number | undefined;
  /** Whether the handler reads the body itself, as a stream that ends at the limit. */
  readonly streamsBody: boolean;
  /** Deepest JSON body; undefined where no JSON is read, or its schema bounds that. */
  readonly bodyDepth: number | undefined;
  readonly around: AroundPlan;
  /** How its answers are kept; undefined where they are not. */
  readonly cache: CachePlan | undefined;
  /** How a worker runs the handler; undefined where none does. */
  readonly worker: WorkerPlan | undefined;
  /** How its messages are read and written; undefined for what is no WebSocket. */
  readonly socket: SocketPlan | undefined;
  /** What the route was planned from, so that a table is never used with another app. */
  readonly fingerprint: string;
}

/** How the messages of a WebSocket are read and written. */
export interface SocketPlan {
  readonly message: MessagePlan;
  readonly send: SendPlan;
  /** Whether a message that does not fit is answered, or closes the connection. */
  readonly invalid: "answer" | "close";
  /** Other origins whose pages may connect. */
  readonly origins: readonly string[] | "any";
  /** Subprotocols that are spoken; undefined for any that a client offers. */
  readonly protocols: readonly string[] | undefined;
}

/** What a message is made of: JSON, text or bytes; any of the last two where no schema says more. */
export type MessageKind = "json" | "text" | "bytes" | "any";

export interface MessagePlan {
  readonly kind: MessageKind;
  /** Undefined where the kind is any, and where a validator reads it. */
  readonly schema: string | undefined;
  /** Whether a validator of another library reads the JSON of it. */
  readonly isValidated: boolean;
  /** Deepest JSON; undefined where none is read, or the schema bounds that. */
  readonly depth: number | undefined;
}

export interface SendPlan {
  readonly kind: MessageKind;
  readonly schema: string | undefined;
  /** How values become JSON; undefined where they do not. */
  readonly encoder: EncoderPlan | undefined;
}

/** How the values of one response schema become JSON. The bytes are the same in each way. */
export interface EncoderPlan {
  readonly strategy: EncodingStrategy;
  /** Why, or from where on, in words. */
  readonly reason: string;
  /** What is checked before: every rule of the schema, or the kinds of values only. */
  readonly checks: "rules" | "kinds";
  /** What may be long enough to be written in another way. */
  readonly long: readonly LongPart[];
}

export type EncodingStrategy =
  /** The value itself, stringified. */
  | "native"
  /** A copy of what is declared, stringified. */
  | "projection"
  /** Long lists of objects are stringified in slices. */
  | "chunked"
  /** Long texts are escaped in segments. */
  | "segments";

/** An answer, or the member of it that `key` names, that is written in another way where it is long. */
export type LongPart =
  | { readonly kind: "list"; readonly key?: string; readonly from: number; readonly itemsPerSlice: number }
  | { readonly kind: "text"; readonly key?: string; readonly from: number };

/** How one location of a request is read. */
export interface InputPlan {
  /** The schema it is checked by; undefined where a validator of another library does that. */
  readonly schema: string | undefined;
  /** The keys that are read from text; undefined for all of them. */
  readonly keys: readonly string[] | undefined;
  /** What becomes of names that the schema does not declare. */
  readonly unknown: "stripped" | "refused" | "kept";
  /** How the body is read; undefined for the other locations. */
  readonly body: BodyPlan | undefined;
}

/** How a body is read. */
export type BodyPlan =
  /** As JSON; or as a form too, where form types are given. `coerces` text within it. */
  | { readonly kind: "json"; readonly forms: readonly FormType[]; readonly coerces: boolean }
  | { readonly kind: "form"; readonly forms: readonly FormType[] }
  | { readonly kind: "text" | "bytes" };

/** A middleware as the app has it: two routes with the same one share its hooks. */
export interface MiddlewarePlan {
  /** Its name as an identifier, with a number where others have the same. */
  readonly id: string;
  readonly name: string;
  readonly phase: Phase;
  readonly guards: boolean;
  readonly hooks: readonly Hook[];
  /** How the results of `before` are kept. */
  readonly memo: { readonly ttlSeconds: number; readonly capacityEntries: number } | undefined;
  /** The schema that it checks values by. */
  readonly checks?: string;
  /** Whether cached answers tell it their entry. Default false. */
  readonly keepsVariants?: boolean;
  /** Key of the route where it is found, `""` for the app itself, and the how many-th of its name it is there. */
  readonly route: string;
  readonly occurrence: number;
  /** The credentials that it asks for. */
  readonly security?: readonly SecurityAlternative[];
  readonly scopes?: readonly string[];
  /** The problems that it answers with. */
  readonly errors?: DeclaredErrors;
}

export type Hook = "before" | "after" | "around";

/** A middleware in a chain. */
export interface ChainMemberPlan {
  readonly id: string;
  /** Conditions asked for each request, as positions in the app's `skipConditions` of its name. */
  readonly skips: readonly number[];
}

/** A middleware that a route has and does not run, with the reason. */
export interface SkippedMiddleware {
  readonly name: string;
  readonly reason: string;
}

/** What runs around an answer. */
export interface AroundPlan {
  /** Those that run, in their order. */
  readonly middleware: readonly ChainMemberPlan[];
  readonly skipped: readonly SkippedMiddleware[];
  /** Constant header fields of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** The limit of request bodies that its middleware says, and which one; undefined where none does. */
  readonly bodyLimit?: { readonly name: string; readonly limitBytes: number } | undefined;
  /** The glob whose fast path it is. */
  readonly fastPath: string | undefined;
  /** Name of the chain in {@link AppPlan.chains}; undefined where nothing runs. */
  readonly chain: string | undefined;
}
