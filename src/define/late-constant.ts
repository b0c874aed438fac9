import type { AppDefinition, RouteDefinition } from "./app-definition.ts";
import { LateAnswer } from "./late-answer.ts";

/** A constant that is made of the app it stands in, when all of that is defined. */
export class LateConstant extends LateAnswer {
  readonly make: (definition: AppDefinition) => unknown;

  /** @param make is given the definition without late constants */
  constructor(make: (definition: AppDefinition) => unknown) {
    super();
    this.make = make;
  }

  complete(definition: AppDefinition): AppDefinition {
    const { routes } = definition;
    const others = { ...definition, routes: routes.filter((route) => !isLate(route)) };
    const made = routes.map((route) =>
      route.answer instanceof LateConstant ? lateRoute(route, route.answer, others) : route,
    );
    return Object.freeze({ ...definition, routes: Object.freeze(made) });
  }
}

const isLate = ({ answer }: RouteDefinition): boolean => answer instanceof LateConstant;

function lateRoute(route: RouteDefinition, { make }: LateConstant, others: AppDefinition): RouteDefinition {
  let made: { readonly value: unknown } | undefined;
  const get = (): unknown => (made ??= { value: make(others) }).value;
  return Object.freeze(Object.defineProperty({ ...route }, "answer", { enumerable: true, get }));
}
