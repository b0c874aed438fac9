import type { TSchema } from "@sinclair/typebox";
import { type RouteDefinition, keyOf } from "../define/app-definition.ts";
import { isStandardSchema } from "../define/standard-schema.ts";
import type { RoutePlan } from "./app-plan.ts";
import type { Calibration } from "./calibration.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { planEncoder } from "./encoder-planner.ts";
import { schemaReporter } from "./schema-place.ts";
import type { SchemaPlanner } from "./schema-planner.ts";

/** Plans what the answers of a route are written by. */
export class ResponsePlanner {
  readonly #schemas: SchemaPlanner;
  readonly #calibration: Calibration;
  readonly #checksRules: boolean;
  readonly #report: (diagnostic: Diagnostic) => void;

  /** @param checksRules whether values are checked by every rule of their schemas, or for their kinds only */
  constructor(
    schemas: SchemaPlanner,
    calibration: Calibration,
    checksRules: boolean,
    report: (diagnostic: Diagnostic) => void,
  ) {
    this.#schemas = schemas;
    this.#calibration = calibration;
    this.#checksRules = checksRules;
    this.#report = report;
  }

  /** The schemas that a route declares, by status, and that of its events. @param name of the route */
  plan(route: RouteDefinition, name: string): RoutePlan["responses"] {
    return this.#withEvents(this.#ofStatuses(route, name), route, name);
  }

  #ofStatuses(route: RouteDefinition, name: string): RoutePlan["responses"] {
    const { response } = route.options;
    if (response === undefined) return undefined;
    if (isStandardSchema(response)) return this.#refuseValidator(route, "response");
    if (typeof response !== "object" || response === null) {
      this.#report({
        code: "invalid_option",
        source: route.source,
        problem: `${keyOf(route)}: response must be a schema, or schemas by status, not ${String(response)}.`,
        fix: "Write response: t.Object({ … }), or response: { 200: …, 404: … }.",
      });
      return undefined;
    }
    const byStatus = Symbol.for("TypeBox.Kind") in response ? { 200: response as TSchema } : response;
    const responses: Record<string, string> = {};
    for (const [status, schema] of Object.entries(byStatus as Record<string, TSchema>)) {
      if (!/^[2-5]\d\d$/.test(status)) this.#reportStatus(route, status);
      const location = `response/${status}`;
      if (isStandardSchema(schema)) {
        this.#refuseValidator(route, location);
        continue;
      }
      responses[status] = this.#planOutput(route, schema, location, `${name}_${status}`);
    }
    return responses;
  }

  /** Adds the schema of the events that a handler sends, beside those of statuses. */
  #withEvents(
    responses: RoutePlan["responses"],
    route: RouteDefinition,
    name: string,
  ): RoutePlan["responses"] {
    const { events } = route.options;
    if (events === undefined) return responses;
    if (isStandardSchema(events)) return this.#refuseValidator(route, "events") ?? responses;
    return { ...responses, events: this.#planOutput(route, events, "events", `${name}_events`) };
  }

  #planOutput(route: RouteDefinition, schema: TSchema, location: string, name: string): string {
    return this.#schemas.plan(
      schema,
      "output",
      name,
      { route: keyOf(route), location, hasFiles: false, isRaw: false },
      schemaReporter(route, location, this.#report),
    );
  }

  /** What a library checks by itself cannot be compiled into an encoder. */
  #refuseValidator(route: RouteDefinition, location: string): undefined {
    this.#report({
      code: "unsupported_schema",
      source: route.source,
      problem: `${keyOf(route)}, ${location}: a validator of another library cannot write answers.`,
      fix: 'Give its JSON Schema by status: { 200: t.Unsafe(z.toJSONSchema(User, { target: "draft-7" })) }.',
    });
  }

  /** Those that values are written by: without their rules, where answers are checked for the kinds of values only. */
  written(responses: RoutePlan["responses"]): RoutePlan["responses"] {
    if (responses === undefined || this.#checksRules) return responses;
    const bare = Object.entries(responses).map(([status, schema]) => [
      status,
      this.#schemas.withoutRules(schema),
    ]);
    return Object.fromEntries(bare) as RoutePlan["responses"];
  }

  encoders(responses: RoutePlan["responses"]): RoutePlan["encoders"] {
    const { registry } = this.#schemas;
    const checks = this.#checksRules ? "rules" : "kinds";
    const plans = Object.entries(responses ?? {}).map(([status, schema]) => [
      status,
      { ...planEncoder(schema, registry, this.#calibration), checks },
    ]);
    return Object.fromEntries(plans) as RoutePlan["encoders"];
  }

  #reportStatus(route: RouteDefinition, status: string): void {
    this.#report({
      code: "invalid_option",
      source: route.source,
      problem: `${keyOf(route)} declares a response for ${JSON.stringify(status)}, which is no final status.`,
      fix: "Use statuses from 200 to 599.",
    });
  }
}
