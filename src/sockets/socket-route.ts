import type { HttpError } from "../http/http-error.ts";
import { Crowd } from "./crowd.ts";
import type { Frame } from "./message.ts";
import type { Socket } from "./socket.ts";

/** What an app does with the connections of a route. */
export interface RouteHooks {
  readonly open?: ((socket: Socket) => unknown) | undefined;
  readonly message?: ((socket: Socket, message: unknown) => unknown) | undefined;
  readonly drain?: ((socket: Socket) => unknown) | undefined;
  readonly close?: ((socket: Socket, code: number, reason: string) => unknown) | undefined;
}

/** A route's hooks, and where their errors go. */
export interface BoundSocket {
  readonly path: string;
  readonly hooks: RouteHooks;
  /** What a client may know of an error. A fault is logged. @param url of the handshake */
  publicError(error: unknown, url: string): HttpError;
}

/** How the messages of a route are read and written, as it was planned. */
export interface SocketCodec {
  /**
   * The value of a message; a promise of it where a validator of another library reads it.
   *
   * @throws {HttpError} 400 `malformed_message`, 422 `validation_failed`
   */
  read(frame: Frame): unknown;
  /** @throws {HttpError} 500 `response_schema_mismatch` */
  write(value: unknown): Frame;
  /** Whether a message that does not fit is answered, and the connection stays. */
  readonly answersInvalid: boolean;
  /** Pages of which other origins may connect; `"any"` for all. */
  readonly origins: readonly string[] | "any";
  /** Subprotocols that are spoken; undefined for any that a client offers. */
  readonly protocols: readonly string[] | undefined;
}

/** What all connections of a route share. */
export interface SocketRoute extends BoundSocket, SocketCodec {
  /** The open sockets of its table, which sets it. */
  crowd: Crowd;
}

/** Finds the hooks of a route. */
interface SocketBinding {
  socket(key: string): BoundSocket;
}

export const createSocketRoute = (app: SocketBinding, key: string, codec: SocketCodec): SocketRoute => ({
  ...app.socket(key),
  ...codec,
  crowd: new Crowd(0),
});
