import { acceptedBy } from "../compile/emit-body.ts";
import type { AppPlan, RoutePlan } from "../compile/app-plan.ts";
import type { RouteDefinition } from "../define/app-definition.ts";
import type { DeclaredError, DeclaredErrors } from "../define/docs.ts";
import { type ErrorCode, errorCatalogue } from "../http/error-catalogue.ts";
import { statusPhrase } from "../http/http-error.ts";
import { type Method, methodsWithBody } from "../http/methods.ts";
import type { ValuePlan } from "../runtime/value-plan.ts";
import type { DescribedProblem } from "./api-description.ts";

/** A failure of the catalogue, and what its sentence tells of. */
type Told = readonly [code: ErrorCode, received: string];

/** The problems that a method of a route is answered with: by what reads it, its middleware, its handler. */
export function describeProblems(
  route: RouteDefinition,
  plan: RoutePlan,
  method: Method,
  app: AppPlan,
): readonly DescribedProblem[] {
  const own = [
    ...ofTarget(plan),
    ...(methodsWithBody.has(method) ? ofBody(plan, app) : []),
    ...ofInputs(plan, app),
    ...ofAnswer(plan),
  ];
  const declared = [
    ...plan.around.middleware.map(({ id }) => app.middleware[id]?.errors ?? {}),
    route.options.docs?.errors ?? {},
  ];
  const problems = [
    ...own.map(([code, received]) => ({
      ...problemOf(code, undefined),
      description: sentenceOf(code, received),
    })),
    ...declared.flatMap((errors) => ofDeclared(errors, method)),
  ];
  const byCode = new Map(problems.map((problem) => [`${problem.status} ${problem.code}`, problem]));
  return [...byCode.values()].toSorted((a, b) => a.status - b.status);
}

/** Bun's own table answers a constant before anything is looked at. */
function ofTarget({ dispatch, parameters, inputs }: RoutePlan): readonly Told[] {
  if (dispatch === "constant") return [];
  const readsTarget = parameters.length > 0 || inputs.query !== undefined;
  return [
    ["malformed_host", "…"],
    ...(readsTarget ? [["malformed_target", "…"] as const] : []),
    ...(parameters.length > 0 ? [["ambiguous_target", "…"] as const] : []),
  ];
}

function ofBody(plan: RoutePlan, { forms }: AppPlan): readonly Told[] {
  const { bodyLimitBytes, bodyDepth, inputs } = plan;
  if (bodyLimitBytes === undefined) return [];
  const tooLarge: Told = ["body_too_large", String(bodyLimitBytes)];
  const { body } = inputs.body ?? {};
  if (body === undefined) return [tooLarge];
  const isForm = body.kind === "form" || (body.kind === "json" && body.forms.length > 0);
  return [
    tooLarge,
    ["incomplete_body", ""],
    ...(body.kind === "bytes"
      ? []
      : [["unsupported_media_type", acceptedBy(body) || "text in UTF-8"] as const]),
    ...(body.kind === "json" ? [["malformed_json", "…"] as const, ["missing_body", ""] as const] : []),
    ...(bodyDepth === undefined ? [] : [["body_too_deep", String(bodyDepth)] as const]),
    ...(body.kind === "text" ? [["malformed_text", ""] as const] : []),
    ...(isForm ? ofForm(forms) : []),
  ];
}

const ofForm = ({ limitFields, limitFieldBytes }: AppPlan["forms"]): readonly Told[] => [
  ["malformed_form", "…"],
  ["too_many_fields", String(limitFields)],
  ["field_too_large", String(limitFieldBytes)],
];

function ofInputs({ inputs }: RoutePlan, { schemas }: AppPlan): readonly Told[] {
  const refusing = Object.entries(inputs).filter(
    ([location, { schema }]) => schema === undefined || !takesAny(location, schemas[schema]?.plan),
  );
  return refusing.length === 0
    ? []
    : [["validation_failed", refusing.map(([location]) => location).join(", ")]];
}

/** A path has each of its parameters once: as text without rules, none can be wrong. No more can a body as it comes. */
function takesAny(location: string, plan: ValuePlan | undefined): boolean {
  if (plan?.kind !== "object" || location !== "params")
    return Bun.deepEquals(plan, { kind: "bytes", isRaw: true });
  return plan.properties.every(({ value }) => Bun.deepEquals(value, { kind: "string" }));
}

function ofAnswer({ isConstant, responses, cache, worker }: RoutePlan): readonly Told[] {
  if (isConstant) return [];
  const declared = Object.keys(responses ?? {});
  return [
    ["internal_error", ""],
    ...(declared.length > 0 ? [["response_schema_mismatch", ""] as const] : []),
    ...(declared.some((status) => status !== "events") ? [["response_status_undeclared", ""] as const] : []),
    ...(worker === undefined ? [] : ofWorker),
    ...(cache === undefined
      ? []
      : [["timed_out", String(cache.timeoutMs)] as const, ["not_cached", ""] as const]),
  ];
}

const ofWorker: readonly Told[] = [
  ["unsendable_value", ""],
  ["worker_crashed", ""],
  ["queue_full", ""],
  ["timed_out", "…"],
  ["worker_unavailable", ""],
];

function ofDeclared(errors: DeclaredErrors, method: Method): readonly DescribedProblem[] {
  return Object.entries(errors).flatMap(([code, declared]) => {
    const error: DeclaredError = typeof declared === "number" ? { status: declared } : declared;
    return (error.methods?.includes(method) ?? true) ? [problemOf(code, error)] : [];
  });
}

function problemOf(code: string, declared: DeclaredError | undefined): DescribedProblem {
  const known = Object.hasOwn(errorCatalogue, code) ? (code as ErrorCode) : undefined;
  const status = declared?.status ?? (known === undefined ? 500 : errorCatalogue[known].status);
  const words =
    known !== undefined && errorCatalogue[known].status === status && known !== "not_found"
      ? sentenceOf(known, "…")
      : `${statusPhrase(status)}.`;
  return { status, code, description: declared?.description ?? words };
}

const sentenceOf = (code: ErrorCode, received: string): string => errorCatalogue[code].detail(received);
