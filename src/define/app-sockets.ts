import type { Relay, SocketTable } from "../sockets/socket-table.ts";
import type { Frame } from "../sockets/message.ts";
import type { AppSocketsOptions } from "./app-options.ts";
import { joinPaths } from "./join-paths.ts";
import type { Participant } from "./lifecycle.ts";

/** Where an app is mounted. */
interface Outer {
  readonly sockets: AppSockets;
  readonly prefix: string;
}

/** The WebSockets of an app, in all of its tables. Those of an app that is mounted are in the outer one. */
export class AppSockets implements Participant {
  /** What is published without a server goes to other processes as well. */
  readonly stopsAlways = true;
  readonly #options: AppSocketsOptions;
  readonly #tables: SocketTable[] = [];
  readonly #outer: Outer[] = [];

  constructor(options: AppSocketsOptions = {}) {
    this.#options = options;
  }

  get isMounted(): boolean {
    return this.#outer.length > 0;
  }

  mountIn(sockets: AppSockets, prefix: string): void {
    this.#outer.push({ sockets, prefix });
  }

  /** Lets the WebSockets of one table reach the others. */
  join(create: (relay: Relay) => SocketTable): SocketTable {
    const table = create(this.#relay);
    this.#tables.push(table);
    return table;
  }

  /** Sends to all sockets of a route that are subscribed to a topic. @throws {TypeError} where there is no such route */
  publish(path: string, topic: string, value: unknown): void {
    for (const { sockets, prefix } of this.#outer) sockets.publish(joinPaths(prefix, path), topic, value);
    const [table] = this.#tables;
    if (table !== undefined) table.publish(path, topic, table.frameOf(path, value));
    else if (!this.isMounted) throw new TypeError(`The app has no WebSocket at ${path}.`);
  }

  /** Begins to receive what other processes publish. What is mounted gets it by way of the outer app. */
  async start(): Promise<void> {
    if (!this.isMounted)
      await this.#options.pubsub?.open(({ channel, data }) => this.#deliver(channel, data));
  }

  async stop(): Promise<void> {
    if (!this.isMounted) await this.#options.pubsub?.close();
  }

  readonly #relay: Relay = {
    publish: (from, channel, frame) => {
      this.#deliver(channel, frame, from);
      this.#options.pubsub?.publish({ channel, data: frame });
    },
  };

  #deliver(channel: string, frame: Frame, except?: SocketTable): void {
    for (const table of this.#tables) if (table !== except) table.deliver(channel, frame);
  }
}

/** What joins the WebSockets of an app. */
export interface SocketPart {
  create(options: AppSocketsOptions | undefined): AppSockets;
}

export const appSockets: SocketPart = { create: (options) => new AppSockets(options) };
