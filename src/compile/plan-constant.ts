import type { RouteDefinition } from "../define/app-definition.ts";
import { failures } from "../runtime/failures.ts";
import { project } from "../runtime/projection.ts";
import type { PlanRegistry } from "../runtime/value-plan.ts";
import type { AroundPlan } from "./app-plan.ts";

/** Why a constant cannot be sent by its response schemas; undefined where it can. */
export function constantMismatch(
  value: unknown,
  responses: Readonly<Record<string, string>> | undefined,
  registry: PlanRegistry,
): string | undefined {
  if (responses === undefined) return undefined;
  const schema = responses["200"];
  if (schema === undefined) return "a constant is sent with 200, which is not declared.";
  const [first] = failures({ kind: "named", name: schema }, value, registry);
  if (first === undefined) {
    const plan = { kind: "named", name: schema } as const;
    const isWhole = Bun.deepEquals(project(plan, value, "output", registry), value);
    return isWhole ? undefined : "the constant has members that its schema does not declare.";
  }
  return `the constant does not fit its schema: ${first.pointer || "it"} must be ${first.expected}, not ${first.received}.`;
}

/** Why an HTML import cannot be served; undefined where it can, or where the route has none. */
export function pageProblem(
  { method, options }: RouteDefinition,
  { chain, headers }: AroundPlan,
): string | undefined {
  const declared = Object.keys(options).filter((name) => !["use", "skip", "allowUnguarded"].includes(name));
  if (method !== "GET") return "an HTML import answers GET, and HEAD by it, and nothing else.";
  if (declared.length > 0)
    return `an HTML import is served by Bun alone, which knows nothing of ${declared.join(", ")}.`;
  if (chain === undefined && Object.keys(headers).length === 0) return undefined;
  return "an HTML import is served by Bun alone: its middleware would not run, and its header fields would not be sent.";
}

/** Why a value cannot be a constant; undefined where it can. */
export function constantProblem(value: unknown): string | undefined {
  if (value === undefined) return "there is neither a handler nor a constant.";
  if (value instanceof Response) return "a Response can be sent only once, so it cannot be a constant.";
  if (value instanceof Blob) return "a file or Blob is read for each request, so it cannot be a constant.";
  if (value instanceof Uint8Array || typeof value === "string") return undefined;
  try {
    const text = JSON.stringify(value);
    return text === undefined ? `a ${typeof value} cannot be encoded as JSON.` : undefined;
  } catch (error) {
    return `the constant cannot be encoded as JSON (${error instanceof Error ? error.message : String(error)}).`;
  }
}
