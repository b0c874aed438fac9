import type { TableSockets } from "../runtime/route-table.ts";

/** What is told of the connections of a WebSocket. */
export interface SocketState {
  readonly open: number;
  /** All that there were, those that are open included. */
  readonly opened: number;
  /** Those that came. */
  readonly messages: number;
}

/** Counts the connections of WebSockets, by their paths. */
export class SocketFigures {
  readonly #counts = new Map<string, { open: number; opened: number; messages: number }>();

  get state(): Readonly<Record<string, SocketState>> {
    return Object.fromEntries(this.#counts);
  }

  /** The WebSockets of a table, counted. */
  observe(sockets: TableSockets): TableSockets {
    const { handler } = sockets;
    return {
      handler: {
        ...handler,
        open: (ws) => {
          const counts = this.#of(ws);
          counts.open++;
          counts.opened++;
          return handler.open?.(ws);
        },
        message: (ws, message) => {
          this.#of(ws).messages++;
          return handler.message?.(ws, message);
        },
        close: (ws, code, reason) => {
          this.#of(ws).open--;
          return handler.close?.(ws, code, reason);
        },
      },
      attach: (server) => sockets.attach(server),
      detach: (server) => sockets.detach(server),
    };
  }

  #of({ data }: { readonly data: unknown }): { open: number; opened: number; messages: number } {
    // Only routes of the table are upgraded: the data is what they give.
    const { path } = (data as { readonly route: { readonly path: string } }).route;
    const counts = this.#counts.get(path) ?? { open: 0, opened: 0, messages: 0 };
    this.#counts.set(path, counts);
    return counts;
  }
}
