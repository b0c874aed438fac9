import type { Socket } from "bun";

/** What a server does with a connection once a request has arrived. */
export type Behaviour = (connection: Connection) => void;

/** One connection, as it is: nothing here knows HTTP. */
export interface Connection {
  /** The bytes of the request so far, as Latin-1. */
  readonly request: string;
  /** Sends text as it is. */
  send(text: string): void;
  sendBytes(bytes: Uint8Array): void;
  /** Sends something again and again, until the other side is gone. */
  sendForever(text: string, everyMs?: number): void;
  /** Ends its side in order. */
  end(): void;
  /** Cuts the connection. */
  reset(): void;
}

/** A TCP server of 127.0.0.1 that behaves as it is told. */
export interface RawServer extends AsyncDisposable {
  readonly url: string;
  /** How many connections are open. */
  readonly open: number;
  /** How many there were. */
  readonly opened: number;
  /** The requests that arrived, as Latin-1. */
  readonly requests: readonly string[];
  /** Ends when no connection is open. */
  closed(): Promise<void>;
}

interface Data {
  received: string;
  timer: ReturnType<typeof setInterval> | undefined;
}

/** Answers the first request with the first behaviour, and so on; the last one is that of all others. */
export function serveRaw(...behaviours: readonly Behaviour[]): RawServer {
  const sockets = new Set<Socket<Data>>();
  const requests: string[] = [];
  let opened = 0;
  let whenClosed = Promise.withResolvers<void>();
  const listener = Bun.listen<Data>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        socket.data = { received: "", timer: undefined };
        sockets.add(socket);
        opened++;
      },
      data(socket, bytes) {
        socket.data.received += bytes.toString("latin1");
        if (!isComplete(socket.data.received)) return;
        const request = socket.data.received;
        socket.data.received = "";
        requests.push(request);
        behaviours[Math.min(requests.length, behaviours.length) - 1]?.(connectionOf(socket, request));
      },
      close(socket) {
        clearInterval(socket.data.timer);
        sockets.delete(socket);
        if (sockets.size === 0) whenClosed.resolve();
      },
      error() {},
    },
  });
  return {
    url: `http://127.0.0.1:${listener.port}`,
    get open() {
      return sockets.size;
    },
    get opened() {
      return opened;
    },
    requests,
    closed() {
      whenClosed = Promise.withResolvers();
      if (sockets.size === 0) whenClosed.resolve();
      return whenClosed.promise;
    },
    async [Symbol.asyncDispose]() {
      listener.stop(true);
      for (const { data } of sockets) clearInterval(data.timer);
    },
  };
}

const connectionOf = (socket: Socket<Data>, request: string): Connection => ({
  request,
  send: (text) => void socket.write(text),
  sendBytes: (bytes) => void socket.write(bytes),
  sendForever(text, everyMs = 1) {
    socket.data.timer = setInterval(() => socket.write(text), everyMs);
  },
  end: () => void socket.end(),
  reset: () => void socket.terminate(),
});

/** Requests of these tests have a Content-Length, or no body. */
function isComplete(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1] ?? "0";
  return text.length >= end + 4 + Number(length);
}

/** An answer of HTTP/1.1, with the length of its body. */
export function answer(status: number, body = "", fields: readonly string[] = []): string {
  const lines = [`HTTP/1.1 ${status} Some`, `Content-Length: ${Buffer.byteLength(body)}`, ...fields];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** A behaviour that answers. */
export const answers =
  (status: number, body = "", fields: readonly string[] = []): Behaviour =>
  (connection) =>
    connection.send(answer(status, body, fields));
