import type { AppDefinition, RouteDefinition } from "./app-definition.ts";

/** A constant that is made of the app it stands in, when all of that is defined. */
export class LateConstant {
  readonly make: (definition: AppDefinition) => unknown;

  /** @param make is given the definition without late constants */
  constructor(make: (definition: AppDefinition) => unknown) {
    this.make = make;
  }
}

const isLate = ({ answer }: RouteDefinition): boolean => answer instanceof LateConstant;

/** A definition whose late constants are made when they are read first. */
export function withLateConstants(definition: AppDefinition): AppDefinition {
  const { routes } = definition;
  if (!routes.some(isLate)) return definition;
  const others = { ...definition, routes: routes.filter((route) => !isLate(route)) };
  const made = routes.map((route) =>
    route.answer instanceof LateConstant ? lateRoute(route, route.answer, others) : route,
  );
  return Object.freeze({ ...definition, routes: Object.freeze(made) });
}

function lateRoute(route: RouteDefinition, { make }: LateConstant, others: AppDefinition): RouteDefinition {
  let made: { readonly value: unknown } | undefined;
  const get = (): unknown => (made ??= { value: make(others) }).value;
  return Object.freeze(Object.defineProperty({ ...route }, "answer", { enumerable: true, get }));
}
