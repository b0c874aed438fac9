import type { WorkloadRequest } from "./workload.ts";

/** A request as it is sent. */
export function requestText({ method, target, headers, body = "" }: WorkloadRequest, port: number): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const length = body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const lines = [`${method} ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...fields, ...length];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** Whether this is an answer as long as its Content-Length says. */
export function isComplete(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  return length !== undefined && text.length >= end + 4 + Number(length);
}
