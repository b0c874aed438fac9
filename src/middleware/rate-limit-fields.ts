import type { Taken } from "../stores/store.ts";

/** A limit as answers tell of it. */
export interface Policy {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

/** Writes the fields of a limit into an answer, where other limits may have written theirs. */
export type TellLimit = (headers: Headers, taken: Taken) => void;

/** What answers tell of a limit. */
export function fieldsOf(policy: Policy, kind: "draft" | "legacy" | "both" | "none"): TellLimit[] {
  return [
    ...(kind === "draft" || kind === "both" ? [draftFields(policy)] : []),
    ...(kind === "legacy" || kind === "both" ? [legacyFields(policy)] : []),
  ];
}

/** RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10 §3, §4): lists, with an item for each limit. */
function draftFields({ name, limit, windowSeconds }: Policy): TellLimit {
  const policy = `"${name}";q=${limit};w=${windowSeconds}`;
  return (headers, taken) => {
    const seconds = Math.ceil(taken.nextMs / 1000);
    headers.append("ratelimit-policy", policy);
    headers.append("ratelimit", `"${name}";r=${taken.remaining}${seconds === 0 ? "" : `;t=${seconds}`}`);
  };
}

/** Fields of version 06 of the draft: of several limits they tell the one of which the least remains. */
function legacyFields({ limit }: Policy): TellLimit {
  return (headers, taken) => {
    const told = headers.get("ratelimit-remaining");
    if (told !== null && Number(told) <= taken.remaining) return;
    headers.set("ratelimit-limit", String(limit));
    headers.set("ratelimit-remaining", String(taken.remaining));
    headers.set("ratelimit-reset", String(resetSecondsOf(taken)));
  };
}

/** Until what was refused is allowed, as Retry-After says; otherwise until the whole limit is there. */
const resetSecondsOf = ({ retryAfterMs, resetMs }: Taken): number =>
  Math.ceil((retryAfterMs > 0 && retryAfterMs !== Infinity ? retryAfterMs : resetMs) / 1000);
