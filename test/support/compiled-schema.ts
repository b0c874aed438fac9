import type { TSchema } from "@sinclair/typebox";
import { type AppOptions, app } from "../../src/bunsen.ts";
import { type NamedPlan, registryOf } from "../../src/compile/app-plan.ts";
import { definitionsOf, emitSchema } from "../../src/compile/emit-schemas.ts";
import { mergedSchemas } from "../../src/compile/merged-schemas.ts";
import { planApp } from "../../src/compile/plan.ts";
import * as helpers from "../../src/runtime.ts";
import type { PlanRegistry, ValuePlan } from "../../src/runtime/value-plan.ts";

/** The functions that are emitted for a schema. */
export interface CompiledSchema {
  readonly plan: ValuePlan;
  readonly registry: PlanRegistry;
  readonly check: (value: unknown) => boolean;
  readonly project: (value: unknown) => unknown;
  /** What an answer keeps, or `unfit`: both in one pass. */
  readonly keep: (value: unknown) => unknown;
}

/** Compiles one schema as a body and as an answer. */
export function compileSchema(
  schema: TSchema,
  options: AppOptions = {},
): Record<NamedPlan["direction"], CompiledSchema> {
  const shop = app(options).post("/", { body: schema, response: schema }, ({ body }) => body as never);
  const { plan, diagnostics } = planApp(shop.definition(), "/");
  if (diagnostics.length > 0) throw new TypeError(diagnostics.map(({ problem }) => problem).join("\n"));
  const registry = registryOf(plan);
  const merged = mergedSchemas(registry);
  const code = Object.values(plan.schemas).flatMap((named) => [
    ...definitionsOf(emitSchema(named, registry, merged.has(named.name))),
  ]);
  const [route] = plan.routes;
  const names = { input: route?.inputs.body?.schema ?? "", output: route?.responses?.["200"] ?? "" };
  const whole = "(value) => value";
  const functions = Object.entries(names).map(
    ([direction, name]) => `${direction}: {
      check: check_${name},
      project: typeof project_${name} === "function" ? project_${name} : ${whole},
      keep: typeof keep_${name} === "function" ? keep_${name} : (value) => check_${name}(value) ? value : unfit,
    }`,
  );
  const body = code.map(({ text }) => text).join("\n");
  const source = `"use strict"; const { ${Object.keys(helpers).join(", ")} } = helpers;\n${body}\nreturn { ${functions.join(", ")} };`;
  const compiled = new Function("helpers", source)(helpers) as Record<
    NamedPlan["direction"],
    Pick<CompiledSchema, "check" | "project" | "keep">
  >;
  const of = (direction: NamedPlan["direction"]): CompiledSchema => ({
    plan: { kind: "named", name: names[direction] },
    registry,
    ...compiled[direction],
  });
  return { input: of("input"), output: of("output") };
}
