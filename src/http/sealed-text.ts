import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Makes texts that only this server can read, or have written. */
export interface Seal {
  /**
   * @param label what the text is for: it opens under no other one
   * @param endsAtSeconds of the epoch, from when on it does not open any more; it can be read by the client
   */
  seal(text: string, label: string, endsAtSeconds: number): string;
  /** The text; undefined where it was sealed by none of the secrets, under another label, was changed, or has ended. */
  open(sealed: string, label: string, nowSeconds: number): string | undefined;
}

const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/**
 * Seals by AES-256-GCM (NIST SP 800-38D). Each text has a key of its own, derived by HKDF (RFC 5869) from a secret, the
 * purpose and a random salt: however many are sealed with one secret, no pair of key and nonce comes twice.
 *
 * @param secrets of 32 bytes or more each: the first one seals, all of them open
 * @param purpose keeps what other seals made of the same secrets apart
 * @throws {RangeError} where there is no secret
 */
export function createSeal(secrets: readonly string[], purpose: string): Seal {
  const keys = secrets.map((secret) => derive(secret, "", purpose));
  const [current] = keys;
  if (current === undefined) throw new RangeError("A seal needs a secret.");
  return {
    seal(text, label, endsAtSeconds) {
      const ends = String(endsAtSeconds);
      return `${ends}.${encrypt(current, text, boundTo(label, ends))}`;
    },
    open(sealed, label, nowSeconds) {
      const [, ends = "", content = ""] = /^(\d{1,12})\.([\w-]+)$/.exec(sealed) ?? [];
      const bytes = Buffer.from(content, "base64url");
      // Most texts can be written in several ways in base64; only one of them is ours.
      if (bytes.length < saltBytes + nonceBytes + tagBytes || bytes.toString("base64url") !== content)
        return undefined;
      if (Number(ends) <= nowSeconds) return undefined;
      const bound = boundTo(label, ends);
      for (const key of keys) {
        const text = decrypt(key, bytes, bound);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
}

/** What is not secret and cannot be changed. An end has digits only: this has one reading, whatever the label is. */
const boundTo = (label: string, ends: string): Buffer => Buffer.from(`${ends}=${label}`);

const derive = (secret: string | Buffer, salt: string | Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, salt, purpose, keyBytes));

function encrypt(key: Buffer, text: string, bound: Buffer): string {
  const [salt, nonce] = [randomBytes(saltBytes), randomBytes(nonceBytes)];
  const cipher = createCipheriv("aes-256-gcm", derive(key, salt, "text"), nonce, { authTagLength: tagBytes });
  cipher.setAAD(bound);
  const content = [cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([salt, nonce, ...content]).toString("base64url");
}

function decrypt(key: Buffer, bytes: Buffer, bound: Buffer): string | undefined {
  const salt = bytes.subarray(0, saltBytes);
  const nonce = bytes.subarray(saltBytes, saltBytes + nonceBytes);
  const content = bytes.subarray(saltBytes + nonceBytes, -tagBytes);
  const decipher = createDecipheriv("aes-256-gcm", derive(key, salt, "text"), nonce, {
    authTagLength: tagBytes,
  });
  decipher.setAAD(bound);
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  const start = decipher.update(content);
  try {
    return Buffer.concat([start, decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
