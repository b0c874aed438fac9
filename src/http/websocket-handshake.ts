import { isFieldName } from "./field-syntax.ts";
import { declaredError, quote } from "./http-error.ts";

/**
 * Checks that a request opens a WebSocket (RFC 6455 §4.2.1).
 *
 * @throws {HttpError} 426 `upgrade_required` where it asks for something else, or for another version; 400
 *   `malformed_handshake` for a key that is none
 */
export function checkHandshake({ method, headers }: Pick<Request, "method" | "headers">): void {
  const asks =
    hasToken(headers.get("upgrade"), "websocket") && hasToken(headers.get("connection"), "upgrade");
  if (method !== "GET" || !asks) throw upgradeRequired("open it with a handshake");
  // RFC 6455 §4.4: what is spoken here.
  if (headers.get("sec-websocket-version") !== "13")
    throw upgradeRequired("its version is 13", { "sec-websocket-version": "13" });
  const key = headers.get("sec-websocket-key");
  if (key === null) throw declaredError("malformed_handshake", "it has no Sec-WebSocket-Key");
  if (!keyPattern.test(key)) throw declaredError("malformed_handshake", `its key is ${quote(key)}`);
}

/**
 * The subprotocols that a client offers, the one it likes best first (RFC 6455 §4.1).
 *
 * @throws {HttpError} 400 `malformed_handshake` where one is none, or stands there twice
 */
export function offeredProtocols({ headers }: Pick<Request, "headers">): readonly string[] {
  const field = headers.get("sec-websocket-protocol");
  if (field === null) return [];
  const offered = field.split(",").map((one) => one.trim());
  if (offered.every(isFieldName) && new Set(offered).size === offered.length) return offered;
  throw declaredError("malformed_handshake", `its Sec-WebSocket-Protocol is ${quote(field)}`);
}

/** @param how what to do, in words */
export const upgradeRequired = (how: string, headers: Readonly<Record<string, string>> = {}): Error =>
  declaredError("upgrade_required", how, { headers: { upgrade: "websocket", ...headers } });

/** 16 bytes as base64 has them. */
const keyPattern = /^[A-Za-z\d+/]{22}==$/;

const hasToken = (field: string | null, token: string): boolean =>
  field !== null && field.split(",").some((one) => one.trim().toLowerCase() === token);

/**
 * Whether a handshake comes from a page of the host that it asks, or from no browser: every browser sends an `Origin`,
 * and lets any page open a WebSocket to anywhere (RFC 6455 §10.2).
 */
export function isOwnOrigin(origin: string | null, host: string | null): boolean {
  if (origin === null) return true;
  if (host === null || !URL.canParse(origin)) return false;
  const { protocol, host: sender } = new URL(origin);
  // A port that is the protocol's own is written by some and not by others.
  return URL.canParse(`${protocol}//${host}`) && new URL(`${protocol}//${host}`).host === sender;
}
