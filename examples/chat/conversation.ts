/** A message, as both ways of listening have it. */
export interface Message {
  readonly from: string;
  readonly text: string;
}

/** What a page is told. */
export interface Listener {
  message(message: Message): void;
  /** What the server says of a message that it does not take, or that the connection is gone. */
  problem(detail: string): void;
}

/** A person in a room. */
export class Conversation {
  readonly #socket: WebSocket;

  /** @param server `location.href` of a page */
  constructor(server: string, room: string, name: string, listener: Listener) {
    const url = new URL(`/rooms/${encodeURIComponent(room)}`, server);
    url.protocol = url.protocol.replace("http", "ws");
    url.searchParams.set("name", name);
    this.#socket = new WebSocket(url);
    this.#socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
      const told = JSON.parse(data) as Message | { readonly error: { readonly detail: string } };
      if ("error" in told) listener.problem(told.error.detail);
      else listener.message(told);
    });
    this.#socket.addEventListener("close", ({ code }) => listener.problem(`You have left (${code}).`));
  }

  /** Resolves when what is said is heard. */
  get open(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState === WebSocket.OPEN) resolve();
      else this.#socket.addEventListener("open", () => resolve());
    });
  }

  say(text: string): void {
    this.#socket.send(JSON.stringify({ text }));
  }

  leave(): void {
    this.#socket.close(1000);
  }
}
