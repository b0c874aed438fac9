import type { ChunkReader } from "./body.ts";

/**
 * A request whose body is as long as it declares, as a server's parser makes it: what follows is no part of it. A request
 * that no parser has read could declare less than it holds, and be let in by that. Where what is declared is no length,
 * nothing is declared, and the body is counted.
 */
export function withDeclaredBody(request: Request): Request {
  const declared = request.headers.get("content-length");
  if (declared === null || request.body === null) return request;
  if (/^\d+$/.test(declared)) return new Request(request, { body: firstBytes(request, Number(declared)) });
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  return new Request(request, { headers });
}

/** The beginning of a body, which is not read before it is asked for. */
function firstBytes(request: Request, lengthBytes: number): ReadableStream<Uint8Array> {
  let left = lengthBytes;
  let chunks: ChunkReader | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= request.body?.getReader();
        const { value } = left === 0 ? {} : ((await chunks?.read()) ?? {});
        if (value === undefined) {
          void chunks?.cancel().catch(() => {});
          return controller.close();
        }
        controller.enqueue(value.subarray(0, left));
        left -= Math.min(left, value.length);
      },
      cancel: async () => (chunks ?? request.body)?.cancel(),
    },
    { highWaterMark: 0 },
  );
}
