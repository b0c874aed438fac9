import { type AppDefinition, type RouteDefinition, keyOf } from "../define/app-definition.ts";
import type { ResourceDefinition } from "../define/resource-definition.ts";
import type { Resources } from "../define/resources.ts";
import { isReservedName } from "../runtime/chain.ts";
import type { SourceLocation } from "../define/source-location.ts";
import type { Diagnostic } from "../define/diagnostic.ts";

type Report = (diagnostic: Diagnostic) => void;

/**
 * Reports resources that cannot be made: names that are nothing, cycles, one that outlives what it is made of.
 *
 * @param place tells a location as diagnostics do
 */
export function checkResources(
  definition: AppDefinition,
  place: (source: SourceLocation) => SourceLocation,
  report: Report,
): void {
  const graphs = new Set<Resources>();
  for (const { resources } of definition.routes) if (resources !== undefined) graphs.add(resources);
  if (definition.resources !== undefined) graphs.add(definition.resources);
  const told = new Set<string>();
  for (const resources of graphs) {
    const all = resources.all().map((one) => ({ ...one, source: place(one.source) }));
    checkNames(all, told, report);
    for (const resource of all) {
      if (told.has(placeOf(resource))) continue;
      told.add(placeOf(resource));
      checkResource(resource, resources, report);
    }
  }
  for (const route of definition.routes) checkInjection(route, report);
}

/** A group that is defined twice has resources of its own each time. */
const placeOf = ({ name, source: { file, line, column } }: ResourceDefinition): string =>
  `${name} ${file}:${line}:${column}`;

/** Groups see the names of the app they are in: two of one name would be a matter of where one looks. */
function checkNames(all: readonly ResourceDefinition[], told: ReadonlySet<string>, report: Report): void {
  const first = new Map<string, ResourceDefinition>();
  for (const resource of all) {
    const earlier = first.get(resource.name);
    first.set(resource.name, resource);
    if (earlier === undefined || told.has(placeOf(resource))) continue;
    report({
      code: "invalid_resource",
      source: resource.source,
      problem: `There is a resource ${JSON.stringify(resource.name)} already, at ${earlier.source.file}:${earlier.source.line}.`,
      fix: "Give it another name.",
    });
  }
}

function checkResource(resource: ResourceDefinition, resources: Resources, report: Report): void {
  const { name, inject, scope, source } = resource;
  const refuse = (code: Diagnostic["code"], problem: string, fix: string): void =>
    report({ code, source, problem, fix });
  if (!/^[A-Za-z_$][\w$]*$/.test(name) || isReservedName(name))
    refuse(
      "invalid_resource",
      `The resource ${JSON.stringify(name)} cannot be in the context by that name.`,
      "Use letters and digits, and no name that the context has itself.",
    );
  if (scope !== "singleton" && scope !== "request")
    refuse(
      "invalid_resource",
      `The scope of the resource ${name} is ${Bun.inspect(scope)}.`,
      'Use "singleton" or "request".',
    );
  for (const needed of inject) checkNeeded(resource, needed, resources, refuse);
  const cycle = cycleOf(name, resources, []);
  if (cycle !== undefined)
    refuse(
      "resource_cycle",
      `The resource ${name} is made of itself: ${cycle.join(" → ")}.`,
      "Make one of them without the other, or of a third that both are given.",
    );
}

function checkNeeded(
  { name, scope }: ResourceDefinition,
  needed: string,
  resources: Resources,
  refuse: (code: Diagnostic["code"], problem: string, fix: string) => void,
): void {
  const found = resources.find(needed);
  if (found === undefined)
    refuse(
      "unknown_resource",
      `The resource ${name} needs ${JSON.stringify(needed)}, which nothing provides.`,
      namesOf(resources),
    );
  else if (scope === "singleton" && found.scope === "request")
    refuse(
      "captive_resource",
      `The resource ${name} lives as long as the app, and needs ${needed}, which lives as long as a request.`,
      `Give ${name} the scope "request", or hand ${needed} to its methods.`,
    );
}

const namesOf = (resources: Resources): string => {
  const names = resources.all().map(({ name }) => name);
  return names.length === 0 ? "Provide it: provide(name, factory)." : `Use one of ${names.join(", ")}.`;
};

/** A way from a name back to itself. */
function cycleOf(name: string, resources: Resources, path: readonly string[]): readonly string[] | undefined {
  if (path[0] === name) return [...path, name];
  if (path.includes(name)) return undefined;
  for (const needed of resources.find(name)?.inject ?? []) {
    const cycle = cycleOf(needed, resources, [...path, name]);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function checkInjection(route: RouteDefinition, report: Report): void {
  const { inject, cache, worker } = (route.options as RouteDefinition["options"] | null) ?? {};
  const refuse = (code: Diagnostic["code"], problem: string, fix: string): void =>
    report({ code, source: route.source, problem: `${keyOf(route)}: ${problem}`, fix });
  if (inject === undefined) return;
  if (!Array.isArray(inject) || !inject.every((name) => typeof name === "string"))
    return refuse(
      "invalid_option",
      `inject must be a list of names, not ${Bun.inspect(inject)}.`,
      'Write inject: ["db"].',
    );
  if (typeof route.answer !== "function" && !route.isSocket)
    refuse("invalid_option", "a constant needs no resources.", "Remove inject, or answer by a handler.");
  if (worker !== undefined && worker !== false)
    refuse(
      "invalid_option",
      "a worker does not have the resources of this thread.",
      "Make what it needs in the module of the handler, or leave worker out.",
    );
  for (const name of inject as readonly string[]) {
    const found = route.resources?.find(name);
    if (found === undefined)
      refuse(
        "unknown_resource",
        `it injects ${JSON.stringify(name)}, which nothing provides.`,
        route.resources === undefined ? "Provide it." : namesOf(route.resources),
      );
    else if (cache !== undefined && found.scope === "request")
      refuse(
        "captive_resource",
        `its answers are kept, and ${name} is of one request.`,
        "Inject a singleton, or do not cache the route.",
      );
    else if (route.isSocket && found.scope === "request")
      refuse(
        "captive_resource",
        `its connections outlast their handshake, and ${name} is of one request.`,
        "Inject a singleton, and make in the hooks what they need for a message.",
      );
  }
}
