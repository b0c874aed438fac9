import { HandlerCache } from "../cache/handler-cache.ts";
import { isThenable } from "../runtime/reply.ts";
import type { AppCache } from "./app-cache.ts";
import type { AppOptions } from "./app-options.ts";
import { loaderOf } from "./lazy.ts";

/** How many loaded handlers are kept where the app does not say otherwise. */
const defaultHandlerCacheSize = 100;

type Handle = (context: unknown) => unknown;

/** Gives what calls a lazy handler. */
export type CallLazy = (handler: unknown) => Handle;

/** Makes what calls the lazy handlers of one table. */
export type CreateLazyCaller = (options: AppOptions, cache: AppCache) => CallLazy;

/** What calls lazy handlers of one app: those it has loaded are kept, unless that is switched off. */
export function createLazyCaller({ performance = {} }: AppOptions, cache: AppCache): CallLazy {
  const { useHandlerCache = true } = performance.optimizations ?? {};
  if (!useHandlerCache) return (handler) => handler as Handle;
  const kept = new HandlerCache<Handle>(performance.caching?.handlerCacheSize ?? defaultHandlerCacheSize);
  cache.addHandlers(kept);
  return (handler) => {
    const load = loaderOf(handler);
    if (load === undefined) return handler as Handle;
    return (context) => {
      const handle = kept.get(load);
      return isThenable(handle) ? handle.then((loaded) => loaded(context)) : handle(context);
    };
  };
}
