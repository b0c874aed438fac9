import type { App } from "../define/app.ts";
import type { ListenOptions, RunningServer } from "../runtime/running-server.ts";

/** How a server of a test listens; its address and its signals are the test's own. */
export type TestServerOptions = Omit<ListenOptions, "port" | "hostname" | "signals">;

/** A server of a test. `await using` stops it at the end of the block. */
export interface TestServer extends RunningServer {
  /** Sends a request to a path of the server: `server.fetch("/users/1")`. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/**
 * Serves an app on 127.0.0.1, on a port that was free. Signals stay with the test runner.
 *
 * @example
 * ```ts
 * await using server = await startTestServer(shop);
 * const response = await server.fetch("/users/1");
 * ```
 * @throws {DiagnosticsError} where the app cannot be compiled
 */
export async function startTestServer(
  app: Pick<App, "listen">,
  options: TestServerOptions = {},
): Promise<TestServer> {
  const server = await app.listen({ ...options, port: 0, hostname: "127.0.0.1", signals: false });
  return { ...server, fetch: async (path, init) => await fetch(addressOf(path, server.url), init) };
}

/** @throws {TypeError} where the path would lead to another server */
function addressOf(path: string, url: URL): URL {
  if (!path.startsWith("/"))
    throw new TypeError(`fetch: expected a path, as "/users/1", received "${path}".`);
  const address = new URL(path, url);
  if (address.origin === url.origin) return address;
  throw new TypeError(`fetch: expected a path of ${url.origin}, received "${path}".`);
}
