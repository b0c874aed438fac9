import type { CacheEntry } from "../cache/cache-entry.ts";
import type { Made } from "../cache/response-cache.ts";
import { type AnswerTimes, answerTimes } from "./answer-times.ts";
import type { CachePlan } from "./cache-plan.ts";

/**
 * Makes an entry of an answer, or passes it on where it may not be kept (RFC 9111 §3): one that sets cookies, is private
 * or `no-store`, varies by what the key does not hold, has another status, or is longer than the limit.
 */
export async function readAnswer(response: Response, plan: CachePlan, now: number): Promise<Made<Response>> {
  const isFault = response.status >= 500;
  const times = isFault ? noTimes : timesOf(response, plan, now);
  if (times === undefined) return { kind: "pass", passed: response };
  const read = await readWithin(response, plan.limitBytes);
  if (read instanceof Response) return { kind: "pass", passed: read };
  const entry = entryOf(response, read, times, now);
  return { kind: isFault ? "share" : "keep", entry };
}

/** How long an answer is fresh; undefined for one that must not be kept. */
function timesOf({ status, headers }: Response, plan: CachePlan, now: number): AnswerTimes | undefined {
  if (!plan.statuses.includes(status) || headers.has("set-cookie") || !isCovered(headers.get("vary"), plan))
    return undefined;
  const times = answerTimes(headers, plan, now);
  return times.freshSeconds + times.staleSeconds + times.errorSeconds > 0 ? times : undefined;
}

const noTimes: AnswerTimes = { ageSeconds: 0, freshSeconds: 0, staleSeconds: 0, errorSeconds: 0 };

/** Whether the key holds everything that an answer says it varies by. */
const isCovered = (vary: string | null, { variesBy }: CachePlan): boolean =>
  vary === null ||
  vary.split(",").every((name) => name.trim() === "" || variesBy.includes(name.trim().toLowerCase()));

/** The whole body; where that is longer than the limit, an answer that still has all of it. */
async function readWithin(
  response: Response,
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer> | Response> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value as Uint8Array<ArrayBuffer>);
    length += part.value.byteLength;
    if (length > limitBytes) return new Response(joined(parts, reader), response);
  }
  return Buffer.concat(parts, length);
}

/** A stream of what was read of another, and what follows there. */
function joined(read: readonly Uint8Array[], rest: Rest): ReadableStream<Uint8Array> {
  const parts = [...read];
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const part = parts.shift() ?? (await rest.read()).value;
      if (part === undefined) controller.close();
      else controller.enqueue(part);
    },
    cancel: (reason) => rest.cancel(reason),
  });
}

/** What a stream is read by. */
interface Rest {
  read(): Promise<{ readonly value?: Uint8Array | undefined }>;
  cancel(reason: unknown): Promise<void>;
}

function entryOf(
  { status, headers }: Response,
  body: Uint8Array<ArrayBuffer>,
  { ageSeconds, freshSeconds, staleSeconds, errorSeconds }: AnswerTimes,
  now: number,
): CacheEntry {
  const freshUntilMs = now + freshSeconds * 1000;
  return {
    status,
    headers: headersOf(headers, body, status),
    body: new Blob([body]),
    storedAtMs: now - ageSeconds * 1000,
    freshUntilMs,
    revalidateUntilMs: freshUntilMs + staleSeconds * 1000,
    errorUntilMs: freshUntilMs + errorSeconds * 1000,
  };
}

/** Those of the answer, with a tag of its content where it has none. Fields of the connection are not kept (RFC 9111 §3.1). */
function headersOf(
  headers: Headers,
  body: Uint8Array<ArrayBuffer>,
  status: number,
): readonly (readonly [string, string])[] {
  const listed = (headers.get("connection") ?? "").toLowerCase().split(",");
  const dropped = new Set([...hopByHop, ...listed.map((name) => name.trim())]);
  const kept = [...headers].filter(([name]) => !dropped.has(name));
  if (headers.has("etag") || status !== 200) return kept;
  return [...kept, ["etag", `"${Bun.hash(body).toString(36)}"`]];
}

const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "age",
  "cache-status",
];
