import type { PlanRegistry, ValuePlan } from "../runtime/value-plan.ts";
import type { AppPlan, NamedPlan } from "./app-plan.ts";
import { ruledSchemas, withoutRules } from "./kinds-only.ts";
import type { Names } from "./names.ts";
import { leadsTo } from "./schema-references.ts";
import { withTag } from "./union-tags.ts";

/** The plans of schemas under their names, each after those it is made of. */
export class PlanBook {
  readonly #names: Names;
  readonly #schemas: Record<string, NamedPlan> = Object.create(null);
  readonly #registry: Record<string, ValuePlan> = Object.create(null);
  /** Unions whose variants, when all are planned, a constant may tell apart. */
  readonly #unions: string[] = [];
  /** Names of schemas without their rules, by those with. */
  readonly #bareNames = new Map<string, string>();

  constructor(names: Names) {
    this.#names = names;
  }

  get schemas(): AppPlan["schemas"] {
    return this.#schemas;
  }

  /** The plans alone, for `named` references. */
  get registry(): PlanRegistry {
    return this.#registry;
  }

  /** Takes a name; its plan may refer to it while it is made. */
  claim(wanted: string): string {
    const name = this.#names.claim(wanted);
    this.#registry[name] = { kind: "never" };
    return name;
  }

  /** Enters the plan of a claimed name. False, and nothing is let through, where it asks for itself and nothing else. */
  enter(name: string, plan: ValuePlan, direction: NamedPlan["direction"]): boolean {
    const isCircle = leadsTo(name, plan, this.#registry);
    this.#set(name, isCircle ? { kind: "never" } : plan, direction);
    if (plan.kind === "union" || plan.kind === "one") this.#unions.push(name);
    return !isCircle;
  }

  /** Reads unions by their tags, now that all of their variants are planned. */
  tagUnions(): void {
    for (const name of this.#unions.splice(0)) {
      const named = this.#schemas[name];
      if (named?.plan.kind === "union" || named?.plan.kind === "one")
        this.#set(name, withTag(named.plan, this.#registry), named.direction);
    }
  }

  /** The name of a schema without its rules: its own, where it has none. */
  withoutRules(schema: string): string {
    const ruled = ruledSchemas(schema, this.#registry);
    const rename = (name: string): string => {
      if (!ruled.has(name)) return name;
      const known = this.#bareNames.get(name);
      if (known !== undefined) return known;
      const bare = this.claim(`${name}_kinds`);
      this.#bareNames.set(name, bare);
      this.#set(bare, withoutRules(this.#registry[name] ?? { kind: "never" }, rename), "output");
      return bare;
    };
    return rename(schema);
  }

  #set(name: string, plan: ValuePlan, direction: NamedPlan["direction"]): void {
    this.#schemas[name] = { name, direction, plan };
    this.#registry[name] = plan;
  }
}
