import type { TableSockets } from "../runtime/route-table.ts";
import { type BunSocket, Connection, type Upgraded, channelOf } from "./connection.ts";
import { Crowd } from "./crowd.ts";
import type { Frame } from "./message.ts";
import type { SocketLimits } from "./socket-limits.ts";
import type { SocketRoute } from "./socket-route.ts";

/** What leads from a table to other tables and processes of its app. */
export interface Relay {
  publish(from: SocketTable, channel: string, frame: Frame): void;
}

/** The WebSockets of a table: what Bun calls for all of them, and the servers they are on. */
export class SocketTable implements TableSockets {
  readonly handler: Bun.WebSocketHandler<unknown>;
  readonly #routes: ReadonlyMap<string, SocketRoute>;
  readonly #relay: Relay;
  readonly #servers = new Set<Bun.Server<unknown>>();

  constructor(routes: readonly SocketRoute[], limits: Required<SocketLimits>, relay: Relay) {
    this.#routes = new Map(routes.map((route) => [route.path, route]));
    this.#relay = relay;
    const crowd = new Crowd(limits.openSockets);
    for (const route of routes) route.crowd = crowd;
    // Only `acceptSocket` upgrades: the data is always its.
    this.handler = handlerOf(limits, this) as Bun.WebSocketHandler<unknown>;
  }

  attach(server: Bun.Server<unknown>): void {
    this.#servers.add(server);
  }

  detach(server: Bun.Server<unknown>): void {
    this.#servers.delete(server);
  }

  /** The message of a value, by the schema of a route. @throws {TypeError} where there is no such route */
  frameOf(path: string, value: unknown): Frame {
    const route = this.#routes.get(path);
    if (route !== undefined) return route.write(value);
    throw new TypeError(
      `The app has no WebSocket at ${path}. It has: ${[...this.#routes.keys()].join(", ") || "none"}.`,
    );
  }

  /** Sends to the sockets of this table alone. */
  deliver(channel: string, frame: Frame, except?: Bun.Server<unknown>): void {
    for (const server of this.#servers) {
      if (server !== except) server.publish(channel, frame as string | Uint8Array<ArrayBuffer>);
    }
  }

  /** Sends to everybody but the sockets of one server. */
  publishElsewhere(server: Bun.Server<unknown>, channel: string, frame: Frame): void {
    if (this.#servers.size > 1) this.deliver(channel, frame, server);
    this.#relay.publish(this, channel, frame);
  }

  /** Sends to all sockets of a route that are subscribed to a topic, everywhere. */
  publish(path: string, topic: string, frame: Frame): void {
    const channel = channelOf(path, topic);
    this.deliver(channel, frame);
    this.#relay.publish(this, channel, frame);
  }
}

function handlerOf(limits: Required<SocketLimits>, table: SocketTable): Bun.WebSocketHandler<Upgraded> {
  return {
    maxPayloadLength: limits.messageBytes,
    backpressureLimit: limits.bufferedBytes,
    // A message that is left out is missed by nobody but the one who needs it: a cut connection is noticed.
    closeOnBackpressureLimit: true,
    idleTimeout: limits.idleTimeoutSeconds,
    sendPings: true,
    // A few bytes can stand for many.
    perMessageDeflate: false,
    publishToSelf: false,
    open(ws) {
      ws.data.connection = new Connection(ws, limits, table);
      ws.data.connection.opened();
    },
    message: (ws, frame) => connectionOf(ws)?.received(frame),
    ping: (ws) => void connectionOf(ws)?.counted(),
    drain: (ws) => connectionOf(ws)?.drained(),
    close(ws, code, reason) {
      ws.data.route.crowd.leave();
      connectionOf(ws)?.closed(code, reason);
    },
  };
}

const connectionOf = (ws: BunSocket): Connection | undefined => ws.data.connection;
