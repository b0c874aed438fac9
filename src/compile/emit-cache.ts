import type { RoutePlan } from "./app-plan.ts";
import type { HeaderConstants } from "./emit-chains.ts";
import { emitRespond, encodersOf } from "./emit-encoders.ts";
import { awaitsInput, keptTexts } from "./emit-inputs.ts";
import { type Code, identifier, join, js, memberKey } from "./js.ts";

/** What keeps the answers of a route: how, and what makes one. */
export function emitCache(route: RoutePlan, headers: HeaderConstants): Code {
  const settings = Object.entries(route.cache ?? {}).map(([name, value]) => js`${memberKey(name)}: ${value}`);
  const compute = js`(c) => {
    const result = ${identifier(`handle_${route.name}`)}(c);
    if (isThenable(result)) return respondWhenReady(result, ${encodersOf(route)});
    return ${emitRespond(route, js`result`, js``)};
  }`;
  return js`
    const ${cachedOf(route)} = createCachedAnswer(app.cached(${route.key}, {
      ${join(settings, ",\n")},
    }, keptAnswers), ${compute}${headers.argument(route.around)});`;
}

const cachedOf = (route: RoutePlan): Code => identifier(`cached_${route.name}`);

/**
 * The statements that answer from what is kept. Such answers have their header fields already.
 *
 * @param later for a promise that is not awaited
 */
export function emitCachedAnswer(route: RoutePlan, later: Code): Code[] {
  const answer = js`${cachedOf(route)}(c, [${join(keptTexts(route), ", ")}])`;
  if (awaitsInput(route)) return [js`return await ${answer};`];
  if (route.around.chain !== undefined) return [js`return ${answer};`];
  return [js`const result = ${answer};`, js`if (isThenable(result)) return ${later};`, js`return result;`];
}
