import { timingSafeEqual } from "node:crypto";

/**
 * Whether two secrets are equal, in a time that does not tell where they differ. Digests are compared, so that secrets of
 * any lengths can be: what is told is at most the length of what was given.
 */
export function constantTimeEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(digestOf(a), digestOf(b));
}

const digestOf = (secret: string | Uint8Array): Uint8Array =>
  new Bun.CryptoHasher("sha256").update(secret).digest();
