import { isThenable } from "../runtime/reply.ts";
import type { AppCache } from "./app-cache.ts";
import type { AppOptions } from "./app-options.ts";
import type { LoadHandler } from "./lazy.ts";

/** How many loaded handlers are kept where the app does not say otherwise. */
const defaultHandlerCacheSize = 100;

type Handle = (context: unknown) => unknown;

/** What calls lazy handlers of one app: those it has loaded are kept, unless that is switched off. */
export function createLazyCaller(
  { performance = {} }: AppOptions,
  cache: AppCache,
): (load: LoadHandler) => Handle {
  const { useHandlerCache = true } = performance.optimizations ?? {};
  if (!useHandlerCache) return (load) => async (context) => (await load())(context);
  const kept = cache.openHandlers<Handle>(performance.caching?.handlerCacheSize ?? defaultHandlerCacheSize);
  return (load) => (context) => {
    const handle = kept.get(load);
    return isThenable(handle) ? handle.then((loaded) => loaded(context)) : handle(context);
  };
}
