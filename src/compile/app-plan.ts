import type { FormType } from "../http/form-reader.ts";
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
  readonly forms: FormLimits;
  /** In the order of their definition. */
  readonly routes: readonly RoutePlan[];
  /** Every schema that some route reads or writes by, under the name its functions carry. */
  readonly schemas: Readonly<Record<string, NamedPlan>>;
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
  /** Whether the answer is a constant of the app rather than a handler's. */
  readonly isConstant: boolean;
  readonly inputs: Readonly<Partial<Record<InputLocation, InputPlan>>>;
  /** Response schemas by status; undefined where none is declared. */
  readonly responses: Readonly<Record<string, string>> | undefined;
  /** Decided before the handler; undefined for methods that carry no body. */
  readonly bodyLimitBytes: number | undefined;
  /** Whether the handler reads the body itself, as a stream that ends at the limit. */
  readonly streamsBody: boolean;
  readonly middleware: readonly MiddlewarePlan[];
  /** What the route was planned from, so that a table is never used with another app. */
  readonly fingerprint: string;
}

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

export interface MiddlewarePlan {
  readonly name: string;
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}
