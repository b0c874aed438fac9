import { type RouteDefinition, keyOf } from "../define/app-definition.ts";
import { isStandardSchema } from "../define/standard-schema.ts";
import type { MessageKind, MessagePlan, SendPlan, SocketPlan } from "./app-plan.ts";
import type { Calibration } from "./calibration.ts";
import type { Diagnostic } from "../define/diagnostic.ts";
import { planEncoder } from "./encoder-planner.ts";
import { boundsDepth } from "./plan-depth.ts";
import { schemaReporter } from "./schema-place.ts";
import type { SchemaPlanner } from "./schema-planner.ts";
import { checkSocket } from "./socket-checks.ts";
import { resolve } from "./union-tags.ts";

/** How an app has messages checked. */
interface Checks {
  /** Whether what is sent is checked by all rules of its schema. */
  readonly checksRules: boolean;
  /** Deepest JSON of a message. */
  readonly jsonDepth: number;
}

/** Plans how the messages of WebSockets are read and written. */
export class SocketPlanner {
  readonly #schemas: SchemaPlanner;
  readonly #calibration: Calibration;
  readonly #checks: Checks;
  readonly #report: (diagnostic: Diagnostic) => void;

  constructor(
    schemas: SchemaPlanner,
    calibration: Calibration,
    checks: Checks,
    report: (diagnostic: Diagnostic) => void,
  ) {
    this.#schemas = schemas;
    this.#calibration = calibration;
    this.#checks = checks;
    this.#report = report;
  }

  /** @param name of the route, from which its schemas get theirs */
  plan(route: RouteDefinition, name: string): SocketPlan {
    checkSocket(route, this.#report);
    const { invalid, origins = [], protocols } = route.options;
    const message = this.#planMessage(route, name);
    const send = this.#planSend(route, name);
    const isJson = send.kind === "json" || send.kind === "any";
    if (invalid === "answer" && !isJson) {
      this.#report({
        code: "invalid_option",
        source: route.source,
        problem: `${keyOf(route)} answers messages that do not fit in JSON, and it sends ${send.kind}.`,
        fix: 'Use invalid: "close", or a send schema of JSON.',
      });
    }
    return { message, send, invalid: invalid ?? (isJson ? "answer" : "close"), origins, protocols };
  }

  #planMessage(route: RouteDefinition, name: string): MessagePlan {
    if (isStandardSchema(route.options.message))
      return { kind: "json", schema: undefined, isValidated: true, depth: this.#checks.jsonDepth };
    const schema = this.#planSchema(route, "message", name);
    if (schema === undefined) return { kind: "any", schema, isValidated: false, depth: undefined };
    const kind = this.#kindOf(schema);
    const isBounded = kind !== "json" || boundsDepth({ kind: "named", name: schema }, this.#schemas.registry);
    return { kind, schema, isValidated: false, depth: isBounded ? undefined : this.#checks.jsonDepth };
  }

  #planSend(route: RouteDefinition, name: string): SendPlan {
    const declared = this.#planSchema(route, "send", name);
    if (declared === undefined) return { kind: "any", schema: undefined, encoder: undefined };
    const { checksRules } = this.#checks;
    const schema = checksRules ? declared : this.#schemas.withoutRules(declared);
    const kind = this.#kindOf(declared);
    const encoder =
      kind === "json"
        ? {
            ...planEncoder(schema, this.#schemas.registry, this.#calibration),
            checks: checksRules ? ("rules" as const) : ("kinds" as const),
          }
        : undefined;
    return { kind, schema, encoder };
  }

  #planSchema(route: RouteDefinition, location: "message" | "send", name: string): string | undefined {
    const { [location]: schema } = route.options;
    if (schema === undefined) return undefined;
    if (isStandardSchema(schema)) return this.#refuseValidator(route);
    return this.#schemas.plan(
      schema,
      location === "message" ? "input" : "output",
      `${name}_${location}`,
      { route: keyOf(route), location, hasFiles: false, isRaw: Object(schema) === schema && isBytes(schema) },
      schemaReporter(route, location, this.#report),
    );
  }

  #refuseValidator(route: RouteDefinition): undefined {
    this.#report({
      code: "unsupported_schema",
      source: route.source,
      problem: `${keyOf(route)}, send: a validator of another library cannot write messages.`,
      fix: 'Give its JSON Schema: t.Unsafe(z.toJSONSchema(User, { target: "draft-7" })).',
    });
  }

  /** Text and bytes are messages as they are. */
  #kindOf(schema: string): MessageKind {
    const { kind } = resolve({ kind: "named", name: schema }, this.#schemas.registry);
    if (kind === "string") return "text";
    return kind === "bytes" ? "bytes" : "json";
  }
}

/** A schema of bytes as a whole; within JSON, bytes are text. */
const isBytes = (schema: object): boolean => Reflect.get(schema, Symbol.for("TypeBox.Kind")) === "Uint8Array";
