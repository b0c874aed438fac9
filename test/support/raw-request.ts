/** What a server sent back for bytes that no client library would send. */
export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Sends bytes over a socket and reads one answer. The request should ask for `Connection: close`; otherwise the answer
 * ends where its Content-Length says.
 */
export async function sendRaw(
  port: number,
  bytes: string | Uint8Array,
  timeoutMs = 2000,
): Promise<RawAnswer> {
  const ended = Promise.withResolvers<void>();
  const chunks: Uint8Array[] = [];
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(_, chunk) {
        chunks.push(new Uint8Array(chunk));
        if (isComplete(textOf(chunks))) ended.resolve();
      },
      close: () => ended.resolve(),
      error: () => ended.resolve(),
    },
  });
  socket.write(bytes);
  const timer = setTimeout(() => ended.reject(new Error(`No answer within ${timeoutMs} ms.`)), timeoutMs);
  try {
    await ended.promise;
  } finally {
    clearTimeout(timer);
    socket.end();
  }
  return parseAnswer(textOf(chunks));
}

/** A request of one line and a Host, with further header lines and a body. */
export function requestBytes(
  method: string,
  target: string,
  headers: readonly string[] = [],
  body = "",
): string {
  const hasHost = headers.some((header) => /^host:/i.test(header));
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(hasHost ? [] : ["Host: localhost"]),
    ...headers,
    "Connection: close",
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

// Latin-1 keeps one character for each byte, so that Content-Length can be compared.
const textOf = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString("latin1");

function isComplete(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1];
  return length !== undefined && text.length >= end + 4 + Number(length);
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...fields] = text.slice(0, Math.max(end, 0)).split("\r\n");
  const headers = new Map(
    fields.map((field) => [
      field.slice(0, field.indexOf(":")).toLowerCase(),
      field.slice(field.indexOf(":") + 1).trim(),
    ]),
  );
  const body = end === -1 ? "" : Buffer.from(text.slice(end + 4), "latin1").toString("utf8");
  return { status: Number(statusLine.split(" ")[1] ?? 0), headers, body };
}
