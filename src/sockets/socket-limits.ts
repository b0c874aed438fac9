/** Bounds on what a WebSocket may cost. */
export interface SocketLimits {
  /** Largest message of a client, in bytes: over it, the connection is closed (1009). Default 65,536. */
  readonly messageBytes?: number;
  /** Most bytes that wait for a client that does not read: over it, the connection is cut. Default 1,048,576 (1 MiB). */
  readonly bufferedBytes?: number;
  /** Most messages and pings of a socket within a second: over it, the connection is closed (1008). Default 100. */
  readonly messagesPerSecond?: number;
  /** Most messages that wait for a hook that is not done: over it, the connection is closed (1008). Default 64. */
  readonly waitingMessages?: number;
  /** Most topics that a socket is subscribed to. Default 100. */
  readonly topics?: number;
  /** Seconds after which a silent client is asked, and cut where it does not answer: 8 to 960, or 0 for never. Default 120. */
  readonly idleTimeoutSeconds?: number;
  /** Most sockets that are open at once, of all routes: over it, a handshake is answered with 503. Default 10,000. */
  readonly openSockets?: number;
}

/** The bounds where an app does not say otherwise. */
export const defaultSocketLimits: Required<SocketLimits> = {
  messageBytes: 64 * 1024,
  bufferedBytes: 1024 * 1024,
  messagesPerSecond: 100,
  waitingMessages: 64,
  topics: 100,
  idleTimeoutSeconds: 120,
  openSockets: 10_000,
};
