import { type Middleware, type MiddlewareContext, withoutMemo } from "./middleware.ts";
import { RequestResources } from "./request-resources.ts";
import { defineResource } from "./resource-definition.ts";
import { Resources } from "./resources.ts";

/** What makes resources, and gives them to routes. */
export interface ResourcePart {
  /** @param outer resources of the app that theirs is a group of */
  create(outer: Resources | undefined): Resources;
  readonly define: typeof defineResource;
  readonly inject: typeof injection;
}

/**
 * What gives a route its resources: the last of the middleware, after all that may refuse the request. What lives as long
 * as the request is ended when its answer is there.
 */
export function injection(names: readonly string[], resources: Resources): Middleware {
  const isOfRequest = names.some((name) => needsRequest(name, resources));
  return isOfRequest ? ofRequest(names, resources) : ofApp(names, resources);
}

/** Whether a resource, or something that it needs, is made for each request. */
function needsRequest(name: string, resources: Resources, within: readonly string[] = []): boolean {
  const definition = resources.find(name);
  // What is made of itself is reported by the planner.
  if (definition === undefined || within.includes(name)) return false;
  if (definition.scope === "request") return true;
  return definition.inject.some((needed) => needsRequest(needed, resources, [...within, name]));
}

/** Once all of them are there, nothing waits. */
function ofApp(names: readonly string[], resources: Resources): Middleware {
  return withoutMemo({
    name: "resources",
    phase: "transform",
    options: names,
    before() {
      const values: Record<string, unknown> = {};
      let isMissing = false;
      for (const name of names) {
        values[name] = resources.singleton(name);
        isMissing ||= values[name] instanceof Promise;
      }
      return isMissing ? resolved(values) : values;
    },
  });
}

async function resolved(
  values: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const entries = Object.entries(values).map(async ([name, value]) => [name, await value] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function ofRequest(names: readonly string[], resources: Resources): Middleware {
  const open = new WeakMap<MiddlewareContext, RequestResources>();
  return withoutMemo({
    name: "resources",
    phase: "transform",
    options: names,
    before(context) {
      const made = new RequestResources(resources, context);
      open.set(context, made);
      return made.get(names);
    },
    async after(context) {
      await open.get(context)?.end();
    },
  });
}

export const appResources: ResourcePart = {
  create: (outer) => new Resources(outer),
  define: defineResource,
  inject: injection,
};
