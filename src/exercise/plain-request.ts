/** A request as plain data: the same for each way in which an app is asked. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly target: string;
  /** Without Host and Content-Length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
}

/** The Request of it, for a server that is at `origin`. */
export const requestOf = ({ method, target, headers, body }: PlainRequest, origin: string): Request =>
  new Request(`${origin}${target}`, { method, headers, ...(body === undefined ? {} : { body }) });

/** Its bytes as HTTP/1.1 has them. */
export function wireBytes({ method, target, headers, body }: PlainRequest, host: string): Buffer {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const length = body === undefined ? [] : [`content-length: ${body.length}`];
  const head = [`${method} ${target} HTTP/1.1`, `host: ${host}`, ...fields, ...length].join("\r\n");
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, "latin1"), body ?? new Uint8Array()]);
}
