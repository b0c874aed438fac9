import type { Method } from "../http/methods.ts";
import type { Rivals } from "./rivals.ts";
import type { SourceLocation } from "../define/source-location.ts";
import type { InputLocation } from "../runtime/validation-error.ts";
import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";

/** How a route is answered. */
export type Dispatch =
  /** By bytes that are known now, from Bun's own table. */
  | "constant"
  /** By its handler alone. */
  | "direct"
  /** By middleware and its handler. */
  | "chained";

/** Everything that is decided about an app before it runs. Plain data: the same app gives the same plan. */
export interface AppPlan {
  /** In the order of their definition. */
  readonly routes: readonly RoutePlan[];
  /** Every schema that some route reads or writes by, under the name its functions carry. */
  readonly schemas: Readonly<Record<string, NamedPlan>>;
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
  /** Whether the answer is a constant of the app rather than a handler's. */
  readonly isConstant: boolean;
  readonly inputs: Readonly<Partial<Record<InputLocation, InputPlan>>>;
  /** Response schemas by status; undefined where none is declared. */
  readonly responses: Readonly<Record<string, string>> | undefined;
  /** How values of the response schemas become JSON, by status. */
  readonly encoders: Readonly<Record<string, EncoderPlan>>;
  /** Decided before the handler; undefined for methods that carry no body. */
  readonly bodyLimitBytes: number | undefined;
  readonly middleware: readonly MiddlewarePlan[];
  /** What the route was planned from, so that a table is never used with another app. */
  readonly fingerprint: string;
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
  readonly schema: string;
  /** The keys that are read; empty for a body. */
  readonly keys: readonly string[];
}

export interface MiddlewarePlan {
  readonly name: string;
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}
