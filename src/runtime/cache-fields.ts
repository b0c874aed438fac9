import type { CacheEntry } from "../cache/cache-entry.ts";
import type { Outcome } from "../cache/response-cache.ts";
import type { CachePlan } from "./cache-plan.ts";
import { type FoldedHeaders, fillHeaders } from "./folded-headers.ts";

type Kind = Exclude<Outcome<never>["kind"], "pass">;

/** Header fields of answers from a cache. Those of one entry are made once a second: in between only the body is new. */
export class CacheFields {
  readonly #plan: CachePlan;
  readonly #folded: FoldedHeaders | undefined;
  readonly #prepared = new WeakMap<CacheEntry, Prepared>();

  constructor(plan: CachePlan, folded: FoldedHeaders | undefined) {
    this.#plan = plan;
    this.#folded = folded;
  }

  /** @param now milliseconds of the epoch */
  of(entry: CacheEntry, kind: Kind, now: number): Headers {
    const second = Math.floor((now - entry.storedAtMs) / 1000);
    const prepared = this.#prepared.get(entry);
    if (prepared?.second === second && prepared.kind === kind) return prepared.headers;
    const headers = this.#make(entry, kind, second, now);
    this.#prepared.set(entry, { second, kind, headers });
    return headers;
  }

  #make(entry: CacheEntry, kind: Kind, ageSeconds: number, now: number): Headers {
    const { headers } = new Response(null, { headers: entry.headers as [string, string][] });
    const { variesBy } = this.#plan;
    if (variesBy.length > 0) headers.set("vary", variesBy.join(", "));
    if (!headers.has("cache-control")) headers.set("cache-control", this.#forOthers(entry));
    if (kind !== "made") headers.set("age", String(Math.max(0, ageSeconds)));
    headers.set("cache-status", statusOf(entry, kind, now));
    return fillHeaders(new Response(null, { headers }), this.#folded).headers;
  }

  /** What caches between here and the client may do. What is keyed by more than they can see is for the client alone. */
  #forOthers({ status }: CacheEntry): string {
    const { isForAll, ttlSeconds, staleWhileRevalidateSeconds, staleIfErrorSeconds } = this.#plan;
    if (status >= 500) return "no-store";
    if (!isForAll) return "private, no-cache";
    return [
      "public",
      `max-age=${ttlSeconds}`,
      ...(staleWhileRevalidateSeconds > 0 ? [`stale-while-revalidate=${staleWhileRevalidateSeconds}`] : []),
      ...(staleIfErrorSeconds > 0 ? [`stale-if-error=${staleIfErrorSeconds}`] : []),
    ].join(", ");
  }
}

interface Prepared {
  readonly second: number;
  readonly kind: Kind;
  readonly headers: Headers;
}

/** What the cache did, in the words of RFC 9211. */
function statusOf({ freshUntilMs, status }: CacheEntry, kind: Kind, now: number): string {
  switch (kind) {
    case "hit":
    case "stale":
      return `bunsen; hit; ttl=${Math.ceil((freshUntilMs - now) / 1000)}`;
    case "spared":
      return "bunsen; fwd=stale; detail=fault";
    case "collapsed":
      return "bunsen; fwd=miss; collapsed";
    case "made":
      return status >= 500 ? "bunsen; fwd=miss" : "bunsen; fwd=miss; stored";
  }
}
