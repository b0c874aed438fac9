import type { AppPlan, RoutePlan } from "../compile/app-plan.ts";
import { Names } from "../compile/names.ts";
import type { SecurityAlternative, SecurityScheme } from "../define/docs.ts";
import type { SecurityRequirement } from "./api-description.ts";

/** Collects the credentials that the middleware of an app asks for. */
export class SecurityBook {
  readonly #names = new Names();
  readonly #schemes = new Map<string, SecurityScheme>();

  /** By name; two that differ under one name are told apart by a number. */
  get schemes(): Readonly<Record<string, SecurityScheme>> {
    return Object.fromEntries(this.#schemes);
  }

  /** What a route needs: one of these; empty where nothing asks for credentials. */
  read({ around }: RoutePlan, app: AppPlan): readonly SecurityRequirement[] {
    const members = around.middleware.flatMap(({ id, skips }) => {
      const plan = app.middleware[id];
      return plan === undefined ? [] : [{ ...plan, isConditional: skips.length > 0 }];
    });
    const scopes = members.flatMap((member) => member.scopes ?? []);
    const asking = members.flatMap(({ security, isConditional }) =>
      security === undefined ? [] : [isConditional ? [...security, {}] : security],
    );
    if (asking.length === 0) return [];
    const requirements = asking
      .map((alternatives) => alternatives.map((one) => this.#requirementOf(one, scopes)))
      .reduce((all, others) => all.flatMap((one) => others.map((other) => ({ ...one, ...other }))));
    return [...new Map(requirements.map((one) => [JSON.stringify(one), one])).values()];
  }

  #requirementOf(alternative: SecurityAlternative, scopes: readonly string[]): SecurityRequirement {
    return Object.fromEntries(
      Object.entries(alternative).map(([name, scheme]) => [this.#nameOf(name, scheme), scopes]),
    );
  }

  #nameOf(wanted: string, scheme: SecurityScheme): string {
    for (const [name, known] of this.#schemes) {
      if (name.replace(/_\d+$/, "") === wanted && Bun.deepEquals(known, scheme)) return name;
    }
    const name = this.#names.claim(wanted);
    this.#schemes.set(name, scheme);
    return name;
  }
}
