import type { TSchema } from "@sinclair/typebox";
import type { Middleware } from "../define/middleware.ts";
import { partsOf } from "../runtime/plan-parts.ts";
import type { ValuePlan } from "../runtime/value-plan.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import type { Subject } from "./middleware-subject.ts";
import { withNamed } from "./named-plans.ts";
import type { SchemaProblem } from "./schema-place.ts";
import type { SchemaPlanner } from "./schema-planner.ts";

/** Plans the schemas that middleware checks values by. */
export class CheckPlanner {
  readonly #schemas: SchemaPlanner;
  readonly #report: (diagnostic: Diagnostic) => void;

  constructor(schemas: SchemaPlanner, report: (diagnostic: Diagnostic) => void) {
    this.#schemas = schemas;
    this.#report = report;
  }

  /**
   * The name of the plan of a schema.
   *
   * @param id of the middleware, from which the plan gets its name
   */
  plan({ name }: Middleware, schema: TSchema, id: string, { key, source }: Subject): string {
    const report = ({ pointer, problem, fix }: SchemaProblem): void => {
      const at = pointer === "" ? "" : ` ${pointer}`;
      this.#report({
        code: "unsupported_schema",
        source,
        problem: `${name} of ${key}${at}: ${problem}`,
        fix,
      });
    };
    const origin = { route: key, location: name, hasFiles: false, isRaw: false };
    const planned = this.#schemas.plan(schema, "input", `${id}_data`, origin, report);
    this.#checkKept(planned, report);
    return planned;
  }

  /** What is checked is JSON, and stays as it is: nothing would make its values of what it has for them. */
  #checkKept(schema: string, report: (problem: SchemaProblem) => void): void {
    const { registry } = this.#schemas;
    const plans = [...withNamed([schema], registry)].flatMap((name) => registry[name] ?? []);
    const changed = new Set(plans.flatMap(changesIn));
    for (const what of changed) {
      report({
        pointer: "",
        problem: `Its schema has ${what}, which JSON does not give back.`,
        fix: "Use what JSON has, text for instance, and convert it where it is read.",
      });
    }
  }
}

const changes: Partial<Record<ValuePlan["kind"], string>> = {
  date: "dates",
  dateText: "dates",
  bytes: "bytes",
  bytesText: "bytes",
  bigint: "bigints",
  bigintText: "bigints",
  file: "files",
  transform: "a transform",
};

function changesIn(plan: ValuePlan): string[] {
  const own = changes[plan.kind];
  const hasDefault =
    plan.kind === "object" && plan.properties.some((property) => property.default !== undefined);
  return [
    ...(own === undefined ? [] : [own]),
    ...(hasDefault ? ["a default"] : []),
    ...partsOf(plan).flatMap(changesIn),
  ];
}
