import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import type { App } from "../../src/bunsen.ts";

/** A server on a port of this machine, of whatever framework. */
export interface PeerServer extends AsyncDisposable {
  readonly url: string;
}

const hostname = "127.0.0.1";

/** Something with a method of some name. */
const has = <Name extends string>(subject: object, name: Name): subject is Record<Name, Function> =>
  name in subject && typeof (subject as Record<Name, unknown>)[name] === "function";

/**
 * Serves what a program exports: an app of Bunsen, Elysia, Hono, Fastify or Express, or what `Bun.serve` takes.
 *
 * @throws {TypeError} where it is none of them
 */
export async function servePeer(subject: object): Promise<PeerServer> {
  if (has(subject, "definition")) return serveBunsen(subject as unknown as App);
  if (has(subject, "inject")) return serveFastify(subject as unknown as FastifyLike);
  if (has(subject, "decorate")) return serveElysia(subject as unknown as ElysiaLike);
  if (has(subject, "listen")) return serveExpress(subject as unknown as ExpressLike);
  return serveBun(subject as Bun.Serve.Options<undefined, string>);
}

async function serveBunsen(app: App): Promise<PeerServer> {
  const server = await app.listen({ port: 0, hostname, signals: false });
  return { url: server.url.origin, [Symbol.asyncDispose]: () => server.stop() };
}

interface FastifyLike {
  listen(options: { port: number; host: string }): Promise<string>;
  close(): Promise<void>;
}

async function serveFastify(app: FastifyLike): Promise<PeerServer> {
  const url = await app.listen({ port: 0, host: hostname });
  return { url, [Symbol.asyncDispose]: () => app.close() };
}

interface ElysiaLike {
  listen(options: { port: number; hostname: string }): unknown;
  stop(closeActiveConnections: boolean): Promise<unknown>;
  readonly server: { readonly url: URL } | null;
}

async function serveElysia(app: ElysiaLike): Promise<PeerServer> {
  app.listen({ port: 0, hostname });
  if (app.server === null) throw new TypeError("Elysia does not listen.");
  return { url: app.server.url.origin, [Symbol.asyncDispose]: async () => void (await app.stop(true)) };
}

interface ExpressLike {
  listen(port: number, host: string, ready: () => void): Server;
}

async function serveExpress(app: ExpressLike): Promise<PeerServer> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const server = app.listen(0, hostname, resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${hostname}:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Hono, too, is something with `fetch`. */
async function serveBun(options: Bun.Serve.Options<undefined, string>): Promise<PeerServer> {
  const isHono = has(options, "basePath");
  const served = isHono ? { fetch: options.fetch } : options;
  const server = Bun.serve({
    ...(served as Bun.Serve.FetchOrRoutes<undefined, string>),
    port: 0,
    hostname,
    development: false,
  });
  return { url: server.url.origin, [Symbol.asyncDispose]: () => server.stop(true) };
}
