/** A client that reads when it is told to. */
export interface SlowReader extends Disposable {
  /** All that was received, as Latin-1. */
  readonly text: string;
  readonly receivedBytes: number;
  readonly closed: Promise<void>;
  pause(): void;
  resume(): void;
  /** Settles when at least so many bytes were received, or the connection is closed. */
  until(isEnough: (reader: SlowReader) => boolean): Promise<void>;
  /** Closes the connection. */
  leave(): void;
}

/** The body of an answer that is sent in chunks, as far as it was received; without its end where there is none. */
export function chunkedBody(text: string): { readonly body: string; readonly isWhole: boolean } {
  let rest = text.slice(text.indexOf("\r\n\r\n") + 4);
  let body = "";
  for (let length = -1; length !== 0 && rest.includes("\r\n");) {
    const start = rest.indexOf("\r\n") + 2;
    length = Number.parseInt(rest, 16);
    body += rest.slice(start, start + length);
    rest = rest.slice(start + length + 2);
    if (length === 0) return { body, isWhole: true };
  }
  return { body, isWhole: false };
}

/** Sends a request over a socket, and reads on until it leaves. @param keeps whether the text is kept */
export async function openReader(port: number, request: string, keeps = true): Promise<SlowReader> {
  const closed = Promise.withResolvers<void>();
  const waiting = new Set<() => void>();
  let [text, receivedBytes, isClosed] = ["", 0, false];
  const close = (): void => {
    isClosed = true;
    closed.resolve();
    for (const check of waiting) check();
  };
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(_, chunk) {
        receivedBytes += chunk.length;
        if (keeps) text += Buffer.from(chunk).toString("latin1");
        for (const check of waiting) check();
      },
      close,
      error: close,
    },
  });
  socket.write(request);
  const reader: SlowReader = {
    get text() {
      return text;
    },
    get receivedBytes() {
      return receivedBytes;
    },
    closed: closed.promise,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    until(isEnough) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const check = (): void => {
        if (!isClosed && !isEnough(reader)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
      return promise;
    },
    leave: () => socket.terminate(),
    [Symbol.dispose]: () => socket.terminate(),
  };
  return reader;
}
