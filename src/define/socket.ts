import type { TSchema } from "@sinclair/typebox";
import type { Socket } from "../sockets/socket.ts";
import type { Decoded } from "./decoded.ts";
import type { AddedBy, Middleware } from "./middleware.ts";
import type { StandardSchema } from "./standard-schema.ts";
import type { Injected, InputContext, InputSchema } from "./schema.ts";

/** What a WebSocket declares beside its hooks. */
export interface SocketOptions {
  /** Path parameters, read and validated before the connection is upgraded, as those of a route; so are the next three. */
  readonly params?: InputSchema;
  readonly query?: InputSchema;
  readonly headers?: InputSchema;
  readonly cookies?: InputSchema;
  /**
   * Messages of clients: text with JSON; with `t.String()` text as it is, with `t.Uint8Array()` binary ones. A validator of
   * another library (Standard Schema) gets the value of the JSON. Default: text and bytes as they are.
   */
  readonly message?: InputSchema;
  /** Messages to clients, written in the same way. Undeclared fields are dropped; a value that does not fit is a fault. */
  readonly send?: TSchema;
  /**
   * What becomes of a message that does not fit: `"answer"` sends `{ "error": problem }` and goes on, `"close"` closes the
   * connection with 1007. Default: `"answer"`; `"close"` where `send` is text or bytes.
   */
  readonly invalid?: "answer" | "close";
  /**
   * Other origins whose pages may connect, as browsers send them: `https://app.example.com`; `"any"` for all. Default: none
   * but that of the host itself.
   */
  readonly origins?: readonly string[] | "any";
  /**
   * Subprotocols that are spoken here. A client is told the first of those it offers that is one of them, which is
   * `socket.protocol`; none where none is. Default: the first that it offers.
   */
  readonly protocols?: readonly string[];
  /** Names of resources that the sockets have in their `data`: singletons of `app.provide`. */
  readonly inject?: readonly string[];
  /** Middleware of this route alone, one by one or in lists, inside that of its app and groups. */
  readonly use?: readonly (Middleware | readonly Middleware[])[];
  /** Names of middleware to leave out here. */
  readonly skip?: readonly string[];
  /** Whether `skip` can leave out what guards the route. Default false: that is a build error. */
  readonly allowUnguarded?: boolean;
}

type DecodedOr<Schema, Otherwise> = Schema extends TSchema
  ? Decoded<Schema>
  : Schema extends StandardSchema<infer Output>
    ? Output
    : Otherwise;

/** What a socket of a route has as `data`: decoded inputs, what middleware added, resources. */
export type SocketData<Path extends string, Options extends SocketOptions, Added, Provided = object> = Omit<
  InputContext<Path, Options>,
  "reply"
> & {
  /** The pattern of the route, `/rooms/:id`. */
  readonly route: string;
} & Added &
  AddedBy<Options["use"]> &
  Injected<Provided, Options["inject"]>;

/** The socket that the hooks of a route get. */
export type SocketOf<Path extends string, Options extends SocketOptions, Added, Provided = object> = Socket<
  SocketData<Path, Options, Added, Provided>,
  DecodedOr<Options["send"], unknown>
>;

/** What happens on a WebSocket. The hooks of one socket are called one after the other, promises included. */
export interface SocketHooks<Path extends string, Options extends SocketOptions, Added, Provided = object> {
  /** It is open. Messages are kept until this is done. */
  open?(socket: SocketOf<Path, Options, Added, Provided>): unknown;
  /** A client has sent a message. What is thrown is answered as `invalid` says; a fault closes the connection (1011). */
  message?(
    socket: SocketOf<Path, Options, Added, Provided>,
    message: DecodedOr<Options["message"], string | Uint8Array>,
  ): unknown;
  /** All that waited for the client has been read. */
  drain?(socket: SocketOf<Path, Options, Added, Provided>): unknown;
  /** It is closed. Called once for each socket that was open. */
  close?(socket: SocketOf<Path, Options, Added, Provided>, code: number, reason: string): unknown;
}
