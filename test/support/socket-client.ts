/** A client of a WebSocket that keeps what it receives, in order. */
export class SocketClient implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #received: (string | Uint8Array)[] = [];
  readonly #closed = Promise.withResolvers<{ readonly code: number; readonly reason: string }>();
  #wake: () => void = () => {};

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
      this.#received.push(typeof data === "string" ? data : new Uint8Array(data));
      this.#wake();
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.#closed.resolve({ code, reason });
      this.#wake();
    });
  }

  /** Connects. Rejects where the handshake is refused. */
  static async connect(
    server: URL,
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<SocketClient> {
    const url = new URL(path, server);
    url.protocol = "ws:";
    const socket = new WebSocket(url, { headers } as never);
    const client = new SocketClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve(), { once: true });
      socket.addEventListener("close", ({ reason }) => reject(new Error(`refused: ${reason}`)), {
        once: true,
      });
    });
    return client;
  }

  send(message: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(message);
  }

  sendJson(value: unknown): void {
    this.send(JSON.stringify(value));
  }

  /** The next message. Rejects where it is closed before there is one. */
  async next(): Promise<string | Uint8Array> {
    while (this.#received.length === 0) {
      if (this.#socket.readyState === WebSocket.CLOSED)
        throw new Error(`closed: ${JSON.stringify(await this.#closed.promise)}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#received.shift() ?? "";
  }

  async nextJson(): Promise<unknown> {
    return JSON.parse(String(await this.next()));
  }

  /** What has come and was not asked for. */
  get waiting(): readonly (string | Uint8Array)[] {
    return [...this.#received];
  }

  /** How the connection was closed, once it is. */
  get closed(): Promise<{ readonly code: number; readonly reason: string }> {
    return this.#closed.promise;
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#closed.promise;
  }
}
