import { appError, quote } from "../http/http-error.ts";
import { problemResponse } from "../http/problem.ts";
import type { RouteTable } from "../runtime/route-table.ts";
import type { Inspector } from "./inspector.ts";
import { inspectorPath } from "./pages.ts";

/** A server of the inspector alone. */
interface OwnServer extends AsyncDisposable {
  /** Where its page is. */
  readonly url: URL;
}

/**
 * Serves the pages of an inspector on a port of their own, where a route of the app would answer in their place.
 *
 * @param port that of the app: the next one is taken, which stays the same while the app is changed; any, where that is taken
 */
export function servePages(inspector: Inspector, port: number): OwnServer {
  const routes = inspector.pages(refuse);
  try {
    return serve(routes, port + 1);
  } catch {
    return serve(routes, 0);
  }
}

function serve(routes: RouteTable["routes"], port: number): OwnServer {
  const server = Bun.serve({
    port,
    hostname: "127.0.0.1",
    routes: routes as Bun.Serve.Routes<undefined, string>,
    fetch: refuse,
    development: false,
    reusePort: false,
  });
  return { url: new URL(inspectorPath, server.url), [Symbol.asyncDispose]: () => server.stop(true) };
}

const refuse = ({ url }: Request): Response =>
  problemResponse(appError("not_found", quote(URL.parse(url)?.pathname ?? url)));
