import { readAddress } from "../http/ip-address.ts";
import { isInRanges, readRange } from "../http/ip-range.ts";

/**
 * Whether the inspector answers a request: one of this machine, for this machine, that no page of another site sends.
 *
 * @param peer the other end of the connection; undefined where that is not known
 */
export function isAdmitted({ headers }: Request, peer: string | undefined): boolean {
  return (
    isLoopback(peer) &&
    // A name that leads here today may have led elsewhere when its page was loaded (DNS rebinding).
    isOwnHost(headers.get("host")) &&
    isOwnPage(headers.get("sec-fetch-site")) &&
    // A proxy on this machine asks for somebody else.
    !forwarding.some((name) => headers.has(name))
  );
}

const loopback = ["127.0.0.0/8", "::1"].flatMap((range) => readRange(range) ?? []);

function isLoopback(peer: string | undefined): boolean {
  const address = peer === undefined ? undefined : readAddress(peer);
  return address !== undefined && isInRanges(address, loopback);
}

const isOwnHost = (host: string | null): boolean =>
  /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host ?? "");

/** What a person opened, what the page asks for, and what is no browser at all. */
const isOwnPage = (site: string | null): boolean =>
  site === null || site === "none" || site === "same-origin";

const forwarding = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];
