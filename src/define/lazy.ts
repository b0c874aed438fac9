type Handle = (context: unknown) => unknown;

/** Loads the handler of a route. */
export type LoadHandler = () => Promise<Handle>;

const loaders = new WeakMap<object, LoadHandler>();

/**
 * A handler whose module is loaded at the first request: for routes that are rarely asked, or need much. The module's default
 * export is the handler. A build puts it into a file of its own.
 *
 * @example
 * ```ts
 * app().get("/report/:year", lazy(() => import("./report.ts")));
 * // report.ts: export default ({ params }: { readonly params: { readonly year: string } }) => …
 * ```
 * A module that cannot be loaded, or has no such export, is a 500 `internal_error`; the next request tries again.
 */
export function lazy<Context, Result>(
  load: () => Promise<{ readonly default: (context: Context) => Result }>,
): (context: Context) => Promise<Awaited<Result>> {
  const loadHandler: LoadHandler = async () => handlerOf(await load());
  const handler = async (context: Context): Promise<Awaited<Result>> =>
    (await (
      await loadHandler()
    )(context)) as Awaited<Result>;
  loaders.set(handler, loadHandler);
  return handler;
}

function handlerOf(module: { readonly default: unknown }): Handle {
  if (typeof module.default === "function") return module.default as Handle;
  throw new TypeError(
    `The default export of a lazy handler must be a function, not ${Bun.inspect(module.default)}.`,
  );
}

/** What loads a handler; undefined for one that is there. */
export const loaderOf = (answer: unknown): LoadHandler | undefined =>
  typeof answer === "function" ? loaders.get(answer) : undefined;
