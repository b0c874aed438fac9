/** What is published: a message as it is sent, and who gets it. */
export interface Published {
  /** The topic, as processes of one app name it. */
  readonly channel: string;
  /** Text goes to sockets as a text frame, bytes as a binary one. */
  readonly data: string | Uint8Array;
}

/** Carries what one process publishes to the others. `redisPubSub` makes one. */
export interface PubSub {
  /**
   * Begins to receive. Resolves when it does, or when that did not work at first: it goes on trying.
   *
   * @param deliver is called with what other processes publish, in the order of each of them, and not with one's own
   */
  open(deliver: (published: Published) => void): Promise<void>;
  /** Sends to the other processes. What cannot be sent is lost, and told of. */
  publish(published: Published): void;
  /** Ends receiving. What was published is sent before. It can be opened again. */
  close(): Promise<void>;
}
