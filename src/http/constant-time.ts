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

/**
 * Finds a secret among some, in a time that tells neither which one it is nor how near it came. Only digests are kept.
 *
 * @returns the index of the secret, or -1
 */
export function constantTimeFinder(secrets: readonly string[]): (given: string) => number {
  const digests = secrets.map(digestOf);
  return (given) => {
    const digest = digestOf(given);
    let found = -1;
    for (const [index, known] of digests.entries()) if (timingSafeEqual(digest, known)) found = index;
    return found;
  };
}
